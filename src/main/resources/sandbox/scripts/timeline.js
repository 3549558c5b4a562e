// A profile's timeline: what changed, where that came from, and by which rule.

import {button, chip, make, showList, timeOf} from './elements.js';

const SOURCES = {circle: 'Circle', local: 'App', workos: 'WorkOS', push: 'Push to Circle', operator: 'A person'};
const ABOUT = {
  circle: 'came from Circle', local: 'was typed in the app', workos: 'came from WorkOS', push: 'was written to Circle', operator: 'is what a person did'};
const RULES = {
  'account-deleted': 'the account is gone',
  'changed-on-one-side': 'only this side had changed',
  'circle-lacked-it': 'Circle lacked it',
  approve: 'a finding was approved',
  created: 'a new profile',
  'email-changed': 'a new address',
  'filled-empty': 'nothing was there',
  flip: 'the other side was to win',
  ignore: 'a finding was left out',
  left: 'left Circle',
  linked: 'found in Circle',
  'linked-by-email': 'same e-mail',
  'linked-by-external-id': 'same id',
  'linked-by-person': 'a person said so',
  pause: 'left alone from here on',
  release: 'an event counts',
  replay: 'events were replayed',
  resume: 'not left alone any more',
  retry: 'tried again',
  'send-again': 'a message was sent again',
  unsubscribe: 'they want no mails',
  subscribe: 'they want mails again',
  'sync-now': 'synced at once',
  'most-recent': 'both had a value: the later one wins',
  'moved-in-circle': 'a new address in Circle',
  'same-address': 'the same address in Circle',
  returned: 'came back to Circle',
  undo: 'taken back',
  'value-beats-none': 'a value beats none',
};
const WINNERS = {circle: 'Circle won', local: 'the app won'};

const BEFORE = {email: 'E-mail', name: 'Name'};
const IDENTITY = {
  referralCode: 'Referral code',
  workosUserId: 'WorkOS account',
  circleMemberId: 'Circle member',
  leftAt: 'Left Circle',
};
const AFTER = {
  thingsICanOffer: 'Things I can offer',
  resumeLink: 'Résumé link',
  ...IDENTITY,
};

/** What the fields of a profile are called, in the order in which they are shown. */
export let FIELDS = {...BEFORE, ...AFTER};

/** Takes over what the fields are called that Circle keeps too. */
export function nameFields(synced) {
  FIELDS = {...BEFORE, ...Object.fromEntries(synced.map(({name, label}) => [name, label])), ...AFTER};
}

const TOGETHER = 100;

/** What one side changed at one time belongs together; times are told to the millisecond. */
function steps(changes) {
  const found = [];
  let last = null;
  for (const change of changes) {
    const together = last?.source === change.source && new Date(last.changedAt) - new Date(change.changedAt) < TOGETHER;
    if (!together) found.push({id: change.id, at: change.changedAt, source: change.source, changes: []});
    found.at(-1).changes.push(change);
    last = change;
  }
  return found;
}

function valueOf(change, value) {
  if (value === null) return make('span', {class: 'none'}, 'nothing');
  return make('bdi', {}, change.field === 'thingsICanOffer' ? list(value) : value);
}

function list(value) {
  try {
    return JSON.parse(value).join(', ');
  } catch {
    return value;
  }
}

function whyOf(change) {
  const words = [RULES[change.rule], change.from === null ? null : WINNERS[change.winner]].filter(Boolean).join('; ');
  const who = change.operator ? `; ${change.operator} asked for it` : '';
  return make('div', {class: 'why'}, make('code', {}, change.rule), words || who ? ` ${words}${who}` : '');
}

function changeRow(change, why) {
  if (change.source === 'operator') return make('li', {'data-field': change.field}, why);
  return make('li', {'data-field': change.field},
    make('div', {class: 'change'},
      make('span', {class: 'field-name'}, FIELDS[change.field] ?? change.field),
      make('span', {class: 'from'}, make('span', {class: 'unseen'}, 'from '), valueOf(change, change.from)),
      make('span', {class: 'arrow', 'aria-hidden': 'true'}, ' → '),
      make('span', {class: 'to'}, make('span', {class: 'unseen'}, 'to '), valueOf(change, change.to))),
    why);
}

/** Who somebody is cannot be taken back, nor that they are here at all. */
function canBeTakenBack(change) {
  return change.rule !== 'created' && change.source !== 'push' && change.source !== 'operator' && change.field !== 'email' && !(change.field in IDENTITY);
}

function stepRow(step) {
  const source = chip(SOURCES[step.source] ?? step.source, `source ${step.source}`);
  source.title = `This ${ABOUT[step.source] ?? 'changed'}`;
  const back = step.changes.filter(canBeTakenBack).map(change => change.id);
  const reasons = step.changes.map(whyOf);
  const alike = reasons.every(reason => reason.textContent === reasons[0].textContent);
  return make('li', {'data-source': step.source},
    make('div', {class: 'when'}, source, timeOf(step.at),
      back.length ? button('Take back', 'take-back', back.join(), 'link') : null),
    alike ? reasons[0] : null,
    make('ul', {}, ...step.changes.map((change, number) => changeRow(change, alike ? null : reasons[number]))));
}

/** Shows the changes in the list, newest first; those that are new light up. */
export function showTimeline(place, changes) {
  showList(place, steps(changes), step => step.id, stepRow);
}
