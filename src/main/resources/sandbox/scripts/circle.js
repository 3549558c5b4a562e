// The stand-in for Circle: who has joined, and the webhooks that it sent.

import {sandbox} from './calls.js';
import {avatar, button, byId, chip, isNoticed, make, notice, showCount, showList, terms, timeOf} from './elements.js';
import {openForm} from './forms.js';

let state = {};
let opened = null;
/** Whose profile is waited for, and what the note says meanwhile. */
let awaited = null;

export function show(next = state) {
  state = next;
  const real = !state.members;
  const members = state.members ?? [];
  const inside = members.filter(member => member.standing === 'member');
  const outside = members.filter(member => member.standing !== 'member');
  document.querySelector('[data-action="new"]').hidden = real;
  showCount('community', inside.length);
  byId('community').querySelector('.real').hidden = !real;
  byId('community').querySelector('.stand-in').hidden = real;
  showList(byId('members'), inside.map(view), ({member}) => member.id, person, ({member}) => member);
  showList(byId('outsiders'), outside.map(view), ({member}) => member.id, person, ({member}) => member);
  byId('outsiders').previousElementSibling.hidden = outside.length === 0;
  showList(byId('webhooks'), state.webhooks ?? [], sent => sent.id, webhook);
  document.querySelector('.webhooks .count').textContent = state.webhooks?.length || '';
  tellArrival();
}

function tellArrival() {
  const profile = state.profiles.find(each => each.circleMemberId === awaited?.member);
  if (!profile) return;
  const {said, note} = awaited;
  awaited = null;
  if (isNoticed(note)) notice(`${said} The profile is here.`, {profile: profile.id});
}

function view(member) {
  const profile = state.profiles.find(each => each.circleMemberId === member.id);
  return {member, open: opened === member.id, profile: profile?.id ?? null};
}

function person({member, open, profile}) {
  const joined = member.standing === 'member';
  const action = joined
    ? button('Edit', 'edit', member.id, '', `Edit ${member.name} in Circle`)
    : button('Joins', 'join', member.id, 'primary', `${member.name} joins the community`);
  const name = button(member.name, 'open-member', member.id, 'name');
  name.dir = 'auto';
  name.setAttribute('aria-expanded', String(open));
  return make('li', {'data-member': member.id, class: open ? 'open' : null, tabindex: '-1'},
    avatar(member.name, member.id),
    make('div', {class: 'who'},
      name,
      make('div', {class: 'sub', dir: 'auto'}, member.headline || member.email)),
    joined && open ? null : make('div', {class: 'actions'}, action),
    make('div', {class: 'chips'},
      member.standing === 'invited' ? chip('invited only') : null,
      member.active ? null : chip('deactivated', 'bad')),
    open ? details(member, profile) : null);
}

function details(member, profile) {
  return make('div', {class: 'details'},
    member.standing === 'outsider' ? null : make('div', {class: 'buttons'},
      button('Edit in Circle', 'edit', member.id, 'primary'),
      member.active ? button('Deactivate', 'deactivate', member.id, '') : button('Activate again', 'activate', member.id, ''),
      button('Leave Circle', 'leave', member.id, '')),
    terms([
      ['E-mail', member.email],
      ['Name', member.name],
      ['Headline', member.headline],
      ...state.fields.map(field => [field.label, member.fields[field.key]])]),
    make('h3', {}, 'Links'),
    terms([
      ['Profile', profile ? button('Show in your app', 'show-profile', profile, 'link') : ''],
      ['Member', String(member.id)],
      ...(member.account ? [['Signs in as', member.account]] : []),
      ['Changed', timeOf(member.updatedAt)]]));
}

function webhook(sent) {
  const status = sent.status === 0 ? chip('no answer', 'bad') : chip(sent.status, sent.status < 300 ? 'good' : 'bad');
  const about = sent.field ? `member ${sent.memberId}, ${sent.field}` : `member ${sent.memberId}`;
  return make('li', {},
    make('div', {}, make('code', {}, sent.type), make('span', {class: 'sub'}, about)), status, timeOf(sent.at));
}

const TYPES = {textarea: 'textarea', link: 'url'};

function fields(member) {
  return [
    {name: 'name', label: 'Name', value: member?.name, required: true},
    {name: 'headline', label: 'Headline', value: member?.headline},
    ...state.fields.map(field => ({
      name: `field:${field.key}`, label: field.label, value: member?.fields[field.key], type: TYPES[field.type] ?? 'text'}))];
}

function request(values, member) {
  const changed = state.fields
    .map(field => [field.key, values[`field:${field.key}`]])
    .filter(([key, value]) => value !== (member?.fields[key] ?? ''));
  return {name: values.name, headline: values.headline, community_member_profile_fields: Object.fromEntries(changed)};
}

/** The form for somebody whom Circle does not know; what is known of the person is filled in. */
export function openJoin({email = '', name = ''} = {}) {
  openForm({
    side: 'circle',
    title: 'Somebody new joins Circle',
    about: 'Circle fires one webhook, which holds nothing but the new member’s id.',
    submit: 'Join',
    fields: [{name: 'email', label: 'E-mail', type: 'email', required: true, wide: true, value: email},
      ...fields({name, fields: {}})],
    send: async values => tell(await sandbox('POST', '/members', {email: values.email, ...request(values)}), 'joined', true),
  });
}

function openEdit(id) {
  const member = find(id);
  openForm({
    side: 'circle',
    title: `Edit ${member.name} in Circle`,
    about: 'As if the member edited the own profile in Circle. Each changed field fires one webhook, and the app’s profile follows.',
    submit: 'Save in Circle',
    fields: fields(member),
    send: async values => tell(await sandbox('PUT', `/members/${member.id}`, request(values, member)), 'was edited in Circle', member.active),
  });
}

function find(id) {
  return state.members.find(member => String(member.id) === String(id));
}

/** Tells what a change came to; `brings` says whether it brings a profile to somebody who has none. */
function tell(change, what, brings = false) {
  const count = change.events.length;
  if (count === 0) {
    notice(`${change.name} ${what}, but nothing changed, so Circle sends nothing.`);
    return;
  }
  const said = `${change.name} ${what}. Circle sends ${count === 1 ? change.events[0] : `${count} webhooks`}.`;
  if (!brings || state.profiles.some(profile => profile.circleMemberId === change.id)) {
    notice(said);
    return;
  }
  const note = `${said} The profile follows in some seconds.`;
  awaited = {member: change.id, said, note};
  notice(note, {waiting: true});
}

export function openMember(id, open = opened !== Number(id)) {
  opened = open ? Number(id) : null;
  show();
}

export const actions = {
  new: () => openJoin(),
  edit: openEdit,
  join: async id => tell(await sandbox('POST', `/members/${id}/join`), 'joined', true),
  leave: async id => tell(await sandbox('DELETE', `/members/${id}`), 'left'),
  deactivate: async id => tell(await sandbox('PUT', `/members/${id}/active`, false), 'was deactivated'),
  activate: async id => tell(await sandbox('PUT', `/members/${id}/active`, true), 'is active again'),
  'open-member': id => openMember(id),
};
