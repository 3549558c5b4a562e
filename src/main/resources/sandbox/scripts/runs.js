// Runs that compare all members with all profiles: drift is made, found, looked at and repaired.

import {api, hasToken, sandbox} from './calls.js';
import {avatar, button, byId, chip, make, notice, showCount, showList, timeOf} from './elements.js';
import {FIELDS} from './timeline.js';

const SHOWN_RUNS = 3;
const SHOWN_FINDINGS = 50;
const OVER = ['done', 'failed', 'cancelled'];
const TONES = {done: 'good', failed: 'bad', waiting: 'warn', planned: 'warn'};
const KINDS = {
  'missing-here': 'has no profile',
  'missing-there': 'not linked yet',
  different: 'differs',
  renamed: 'has another name',
  'address-changed': 'has another address',
  emptied: 'has been emptied',
  left: 'has left',
  returned: 'is back',
  'identity-conflict': 'could be several profiles',
  duplicate: 'shares an address',
};

let state = {};
let runs = [];
/** What the newest run has found, and the progress for which it was asked for. */
let found = {of: null, findings: []};

export async function show(next) {
  state = next;
  byId('drift').hidden = !state.members;
  const {answer} = await api('GET', `/reconciliations?limit=${SHOWN_RUNS}`);
  runs = answer.items;
  await look();
  draw();
}

async function look() {
  const newest = runs[0];
  const progress = newest ? JSON.stringify(newest) : null;
  if (found.of === progress) return;
  const {answer} = newest
    ? await api('GET', `/reconciliations/${newest.id}/findings?limit=${SHOWN_FINDINGS}`)
    : {answer: {items: []}};
  found = {of: progress, findings: answer.items};
}

function draw() {
  const open = runs.some(run => !OVER.includes(run.state));
  showCount('runs', found.findings.filter(finding => finding.state === 'open').length);
  byId('runs').querySelectorAll('[data-action="compare"]').forEach(each => { each.disabled = open; });
  byId('runs').querySelector('.empty').hidden = runs.length > 0;
  showList(byId('run-list'), runs.map((run, place) => ({run, findings: place === 0 ? found.findings : null})), ({run}) => run.id, runCard, ({run}) => run.state);
}

/* One run */

function total(run) {
  return Object.values(run.findings).reduce((sum, count) => sum + count, 0);
}

function runCard({run, findings}) {
  const title = `${run.dryRun ? 'Comparison' : 'Comparison with repair'} ${run.id}`;
  return make('li', {'data-run': run.id, 'data-state': run.state},
    make('div', {class: 'title'},
      make('span', {}, title, ' ', chip(run.state, TONES[run.state] ?? '')),
      timeOf(run.endedAt ?? run.startedAt)),
    make('p', {class: 'sub'}, told(run)),
    OVER.includes(run.state) ? null : bar(run),
    ...run.waitingFor.map(each => make('p', {class: 'sub'}, `${each.threshold}: ${each.figure} %, and at most ${each.limit} % without a person.`)),
    make('div', {class: 'buttons'}, ...choices(run, findings)),
    findings?.length ? make('ul', {class: 'findings', 'aria-label': 'Findings'}, ...findings.map(finding => findingRow(run, finding))) : null,
    findings && total(run) > findings.length ? make('p', {class: 'hint'}, `Shown: ${findings.length} of ${total(run)}.`) : null);
}

function told(run) {
  const {members, membersTotal} = run.progress;
  const kinds = Object.entries(run.findings).filter(([, count]) => count > 0).map(([kind, count]) => `${count} ${kind}`);
  if (run.reason) return run.reason;
  if (!OVER.includes(run.state)) return `${members} of ${membersTotal ?? '…'} members compared.`;
  return `${members} members compared. ${kinds.length ? `Found: ${kinds.join(', ')}.` : 'Both sides agree.'}`;
}

function bar(run) {
  const {members, membersTotal} = run.progress;
  return make('progress', {max: membersTotal || 1, value: Math.min(members, membersTotal || 1), 'aria-label': 'Members compared'});
}

function choices(run, findings) {
  const may = act => run.decisions.includes(act);
  const open = [
    ...(may('continue') ? [button('Go on', 'go-on', run.id, 'primary')] : []),
    ...(may('cancel') ? [button('Cancel', 'cancel-run', run.id, '')] : []),
  ];
  if (!OVER.includes(run.state)) return open;
  const links = hasToken() ? [] : [make('a', {href: `/api/reconciliations/${run.id}/report`, target: '_blank'}, 'Report')];
  const taken = findings?.some(finding => finding.state === 'applied') ? [button('Take back', 'take-run-back', run.id, '')] : [];
  const repairable = may('apply') && findings?.some(finding => finding.state === 'open');
  return [...(repairable ? [button('Repair', 'repair', run.id, 'primary')] : []), ...taken, ...links];
}

/* One finding */

function nameOf(finding) {
  const member = state.members?.find(each => each.id === finding.circleMemberId);
  return member?.name ?? `Member ${finding.circleMemberId}`;
}

function findingRow(run, finding) {
  const decides = finding.kind === 'left' && finding.state === 'open' && run.state !== 'cancelled' && run.state !== 'failed';
  const place = `${run.id}/findings/${finding.id}`;
  return make('li', {'data-kind': finding.kind, 'data-state': finding.state},
    avatar(nameOf(finding), finding.circleMemberId),
    make('div', {class: 'who'},
      make('div', {}, make('strong', {dir: 'auto'}, nameOf(finding)), ` ${KINDS[finding.kind] ?? finding.kind}`, ' ',
        finding.state === 'open' ? null : chip(finding.state, finding.state === 'applied' ? 'good' : '')),
      ...finding.fields.map(difference)),
    decides ? make('div', {class: 'buttons'},
      button('Approve', 'approve', place, '', `${nameOf(finding)} has left`),
      button('Ignore', 'ignore', place, '', `Ignore that ${nameOf(finding)} is not in the list`)) : null);
}

function difference({field, localValue, circleValue, winner, rule}) {
  const side = (label, value, wins) => make('span', {class: wins ? 'wins' : 'loses'},
    `${label}: `, make('bdi', {}, value === null || value === '' ? 'nothing' : value));
  return make('div', {class: 'difference', title: rule},
    make('span', {class: 'field-name'}, FIELDS[field] ?? field),
    side('Circle', circleValue, winner === 'circle'),
    side('App', localValue, winner === 'local'));
}

/* What people do */

async function drift() {
  // Whoever has a headline: what was empty before cannot be taken back, for a value beats none.
  const members = state.members.filter(member => member.standing === 'member' && member.active && member.headline);
  const known = members.filter(member => state.profiles.some(profile => profile.circleMemberId === member.id));
  const candidates = known.length ? known : members;
  const member = candidates[Math.floor(Math.random() * candidates.length)];
  const headline = `Changed at ${new Date().toLocaleTimeString()}, and no webhook told of it`;
  await sandbox('PUT', `/members/${member.id}?silent=true`, {name: member.name, headline});
  notice(`${member.name} has a new headline in Circle, which sends no webhook. Nobody knows, until both sides are compared.`);
}

async function begin(dryRun) {
  const {answer} = await api('POST', '/reconciliations', {dryRun});
  notice(`Comparison ${answer.id} has begun${dryRun ? '. It writes nothing' : ''}.`);
}

async function decide(place, how) {
  await api('POST', `/reconciliations/${place}/${how}`, {});
  found.of = null;
}

/** Has changes taken back, and tells what came of it. */
async function takeBack(what, stays = '') {
  const {answer} = await api('POST', '/undo', what);
  const reasons = [...new Set(answer.skipped.map(each => each.reason))].join(' ');
  notice(`Taken back: ${answer.changes.length}. ${answer.skipped.length ? `Left as it is: ${answer.skipped.length}. ${reasons} ` : ''}${stays}`);
}

export const actions = {
  drift,
  compare: () => begin(true),
  'take-back': ids => takeBack({changeIds: ids.split(',').map(Number)}),
  'take-run-back': id => takeBack({reconciliationId: Number(id)}, 'Profiles that it made stay.'),
  repair: id => api('POST', `/reconciliations/${id}/apply`, {}),
  'go-on': id => api('POST', `/reconciliations/${id}/continue`, {}),
  'cancel-run': id => api('POST', `/reconciliations/${id}/cancel`, {}),
  approve: place => decide(place, 'approve'),
  ignore: place => decide(place, 'ignore'),
};
