// The app's profiles, edited and signed up through the API that an app would call.

import {api, Refusal} from './calls.js';
import {addressOf, avatar, button, byId, chip, make, notice, showCount, showList, terms, timeOf} from './elements.js';
import {openForm} from './forms.js';
import {openJoin} from './circle.js';
import {FIELDS, nameFields, showTimeline} from './timeline.js';

const CUSTOM = 'custom.';
const SHORT = 15;
const MORE = 50;
const MOST = 200;
const GAPS = {
  'missing-workos': 'no account yet',
  'incomplete-profile': 'profile incomplete',
  'identity-conflict': 'identity conflict',
  'sync-failed': 'sync failed',
  'push-rejected': 'push rejected',
  'member-left': 'left Circle',
  'message-failed': 'message failed',
};

let state = {};

/* The one profile that is open, with its story as far as it was asked for */

let opened = {id: null};

function isOpen(profile) {
  return opened.id === profile.id;
}

export function openProfile(id, open = opened.id !== id) {
  opened = {id: open ? id : null, length: SHORT, seen: null, changes: null, more: false, gaps: [], timeline: make('ol', {class: 'timeline', 'aria-label': 'Timeline'})};
  show();
}

/** Asks for what is not in the state: timeline and gaps, and only when there is news. */
async function follow() {
  const story = opened;
  const profile = state.profiles.find(isOpen);
  if (!profile) return;
  const news = `${profile.lastChange} ${profile.gaps} ${story.length}`;
  if (story.seen === news) return;
  story.seen = news;
  try {
    const [changes, gaps] = await Promise.all([
      api('GET', `/profiles/${profile.id}/timeline?limit=${story.length}`),
      api('GET', `/gaps?profileId=${profile.id}`)]);
    story.changes = changes.answer.items;
    story.more = changes.answer.nextCursor !== null;
    story.gaps = gaps.answer.items;
  } catch {
    story.seen = null;
    return;
  }
  if (story === opened) show();
}

/** The profile with the community's own fields beside the others, named as in the timeline. */
function flat(profile) {
  return {...profile, ...Object.fromEntries(Object.entries(profile.custom ?? {}).map(([name, value]) => [CUSTOM + name, value]))};
}

/* The list */

export function show(next = state) {
  state = {...next, profiles: next.profiles.map(flat)};
  nameFields(state.synced);
  const {profiles, profileCount} = state;
  showCount('profiles', profileCount);
  byId('profiles').querySelector('.empty').hidden = profileCount > 0;
  document.querySelector('[data-action="new-sign-up"]').hidden = !isInvented();
  byId('find').hidden = profileCount < 10;
  byId('found').textContent = profiles.length < profileCount
    ? `Shown: ${profiles.length} of ${profileCount}${byId('find').elements.text.value.trim() ? '' : ', those with the latest news'}.`
    : '';
  showList(byId('profile-list'), profiles.map(view), ({profile}) => profile.id, row, ({profile}) => profile);
  follow();
}

function view(profile) {
  const open = isOpen(profile);
  return {profile, open, differs: differences(profile),
    ...(open ? {changes: opened.changes?.at(0)?.id, shown: opened.changes?.length, more: opened.more, gaps: opened.gaps} : {})};
}

/** Whether nobody here is real; real people get no invented accounts. */
function isInvented() {
  return state.members !== null;
}

function memberOf(profile) {
  return state.members?.find(member => member.id === profile.circleMemberId);
}

export function nameOf(profile) {
  return [profile.firstName, profile.lastName].filter(Boolean).join(' ');
}

/** The fields in which Circle's stand-in has something else; null where nobody can tell. */
function differences(profile) {
  const member = memberOf(profile);
  if (!member) return null;
  const pairs = [['Name', nameOf(profile), member.name], ['Headline', profile.headline, member.headline],
    ...state.fields.filter(field => field.synced).map(field => [field.label, profile[field.synced], member.fields[field.key]])];
  return pairs.filter(([, ours, theirs]) => (ours ?? '').trim() !== (theirs ?? '').trim()).map(([label]) => label);
}

function row(item) {
  const {profile, open, differs} = item;
  const known = nameOf(profile);
  const chips = [
    profile.workosUserId ? chip('has an account', 'good') : null,
    profile.circleMemberId ? null : chip('not in Circle'),
    profile.left && !profile.gaps.includes('member-left') ? chip('left Circle', 'bad') : null,
    profile.paused ? chip('paused', 'warn') : null,
    profile.isStub ? chip('e-mail only') : null,
    ...profile.gaps.map(gap => chip(GAPS[gap] ?? gap, 'warn')),
    differs?.length && !open ? chip(`Circle differs: ${differs.join(', ')}`, 'differs') : null,
  ];
  const name = button(known || profile.email, 'open-profile', profile.id, 'name');
  name.dir = 'auto';
  name.setAttribute('aria-expanded', String(open));
  return make('li', {'data-profile': profile.id, 'data-email': profile.email, class: open ? 'open' : null, tabindex: '-1'},
    avatar(known || profile.email, profile.circleMemberId ?? parseInt(profile.id.slice(0, 8), 16)),
    make('div', {class: 'who'},
      name,
      make('div', {class: 'sub', dir: 'auto'}, profile.headline || profile.email)),
    open ? null : make('div', {class: 'actions'}, button('Edit', 'edit-profile', profile.id, '', `Edit ${known || profile.email} in the app`)),
    make('div', {class: 'chips'}, ...chips),
    open ? details(item) : null);
}

function details({profile, differs, more, gaps}) {
  if (opened.changes) showTimeline(opened.timeline, opened.changes);
  const member = memberOf(profile);
  return make('div', {class: 'details'},
    make('div', {class: 'buttons'},
      button('Edit in the app', 'edit-profile', profile.id, 'primary'),
      profile.workosUserId || !isInvented() ? null : button('Sign up in the app', 'sign-up', profile.id, ''),
      !profile.circleMemberId && isInvented() ? button('Join Circle…', 'join-circle', profile.id, '') : null),
    differs === null ? null : make('p', {class: `step ${differs.length ? 'differs' : 'good'}`}, differs.length
      ? `Circle has something else in: ${differs.join(', ')}.`
      : '✓ In step with Circle'),
    terms(Object.entries(FIELDS).filter(([field]) => field in profile && !field.endsWith('Id')).map(([field, label]) =>
      [label, Array.isArray(profile[field]) ? profile[field].join('\n') : profile[field]])),
    make('h3', {}, 'Links'),
    terms([
      ['WorkOS account', profile.workosUserId ?? 'none yet'],
      ['Circle member', member ? button(String(member.id), 'show-member', member.id, 'link', `Show member ${member.id} in Circle`)
        : String(profile.circleMemberId ?? 'none yet')],
      ...(profile.isStub ? [['Stub', 'Nothing is known but the e-mail.']] : []),
      ['Edited in the app', profile.editedAt ? timeOf(profile.editedAt) : 'never'],
      ['Changed in Circle', profile.circleUpdatedAt && timeOf(profile.circleUpdatedAt)],
      ['Profile', profile.id]]),
    gaps.length ? make('h3', {}, 'Open gaps') : null,
    gaps.length ? make('ul', {class: 'gaps'}, ...gaps.map(gapRow)) : null,
    make('h3', {}, 'Timeline'),
    opened.changes ? null : make('p', {class: 'hint'}, 'Loading…'),
    opened.timeline,
    more && opened.length < MOST ? make('div', {class: 'buttons'}, button('Older changes', 'older', profile.id, '')) : null);
}

function gapRow(gap) {
  const missing = (gap.detail?.missing ?? []).map(field => FIELDS[field] ?? field).join(', ');
  return make('li', {},
    chip(GAPS[gap.kind] ?? gap.kind, 'warn'),
    missing || gap.detail?.reason ? make('span', {}, missing ? `missing: ${missing}` : gap.detail.reason) : null,
    make('span', {class: 'sub'}, 'since ', timeOf(gap.openedAt)));
}

/* Edits: a JSON merge patch that names only what was changed */

const WIDE = ['headline', 'resumeLink'];
const OFFERS = 'thingsICanOffer';

function texts() {
  return [...state.synced, {name: 'resumeLink', link: true}]
    .map(({name, link, lines}) => ({name, type: lines ? 'textarea' : link ? 'url' : 'text', wide: WIDE.includes(name)}));
}

function lines(text) {
  return text.split('\n').map(line => line.trim()).filter(Boolean);
}

function patchOf(profile, values) {
  const patch = {};
  if (values.email !== profile.email) patch.email = values.email;
  for (const {name: field} of texts()) {
    if (values[field] !== (profile[field] ?? '')) patch[field] = values[field].trim() === '' ? null : values[field];
  }
  const offers = lines(values[OFFERS]);
  if (JSON.stringify(offers) !== JSON.stringify(profile[OFFERS])) patch[OFFERS] = offers.length ? offers : null;
  return patch;
}

/** The patch as the API takes it. */
function nested(patch) {
  const own = Object.entries(patch).filter(([name]) => name.startsWith(CUSTOM));
  const others = Object.entries(patch).filter(([name]) => !name.startsWith(CUSTOM));
  const custom = Object.fromEntries(own.map(([name, value]) => [name.slice(CUSTOM.length), value]));
  return {...Object.fromEntries(others), ...(own.length ? {custom} : {})};
}

/** Why an edit of a field does not reach Circle; undefined where it does. */
function stays(profile, field) {
  if (field === OFFERS || field === 'resumeLink') return 'Only the app keeps this.';
  if (field === 'email') return 'A new address finds nobody until it is verified; Circle’s stays as it is.';
  const member = memberOf(profile);
  if (!member) return undefined;
  const kept = state.fields.find(each => each.synced === field);
  return kept && !state.sync.pushedFieldTypes.includes(kept.type) && member.fields[kept.key] !== null
    ? 'Not written to Circle (sync.push-field-types), so the two stay different.' : undefined;
}

async function openEdit(id) {
  const {answer, etag} = await api('GET', `/profiles/${id}`);
  const profile = flat(answer);
  const seen = {answer: profile, etag};
  const label = field => ({name: field, label: FIELDS[field], hint: stays(profile, field)});
  const shown = nameOf(profile) || profile.email;
  openForm({
    side: 'app',
    title: `Edit ${shown} in the app`,
    about: 'As if your app called PATCH /api/profiles/{id}. Only what you change is sent; an emptied field is sent as null.'
      + (isInvented() ? '' : ' Circle is connected for real: the edit reaches the real member.'),
    submit: 'Save in the app',
    fields: [
      ...texts().map(field => ({...label(field.name), ...field, value: profile[field.name]})),
      {...label(OFFERS), label: `${FIELDS[OFFERS]} (one per line)`, type: 'textarea', value: profile[OFFERS].join('\n')},
      {...label('email'), type: 'email', value: profile.email, wide: true}],
    send: async values => {
      const patch = patchOf(profile, values);
      if (Object.keys(patch).length === 0) {
        notice('Nothing was changed, so nothing was sent.');
        return;
      }
      // The stand-in of an app has seen to it that the address is the person's.
      await patchUnlessChanged(id, {...nested(patch), ...('email' in patch ? {emailVerified: true} : {})}, seen);
      openProfile(id, true);
      notice(tellEdit(profile, patch));
    },
  });
}

/** Sends the patch for the version that was seen; where only times have changed since, also for a later one. */
async function patchUnlessChanged(id, patch, seen) {
  try {
    return await api('PATCH', `/profiles/${id}`, patch, {'If-Match': seen.etag, 'Content-Type': 'application/merge-patch+json'});
  } catch (error) {
    if (error.status !== 412) throw error;
  }
  const {answer, etag} = await api('GET', `/profiles/${id}`);
  const now = {answer: flat(answer), etag};
  const news = Object.keys(FIELDS).filter(field => JSON.stringify(seen.answer[field]) !== JSON.stringify(now.answer[field]));
  Object.assign(seen, now);
  if (news.length === 0) return patchUnlessChanged(id, patch, now);
  throw new Refusal(412, {detail: 'Meanwhile this profile was changed elsewhere: '
    + `${news.map(field => `${FIELDS[field]} is now “${now.answer[field] ?? ''}”`).join(', ')}.`
    + ' What you typed is still here: save again to send it.'});
}

function tellEdit(profile, patch) {
  const fields = Object.keys(patch);
  const named = fields.map(field => FIELDS[field]).join(', ');
  const travelling = fields.filter(field => !stays(profile, field) && field !== 'email');
  const cleared = travelling.filter(field => patch[field] === null);
  const said = `${nameOf(profile) || profile.email} was edited in the app: ${named}.`;
  if (cleared.length && profile.circleMemberId && state.sync.mergePolicy === 'most-recent') {
    return `${said} A value beats none (sync.merge-policy), so what Circle has comes back into an emptied field.`;
  }
  if (!profile.circleMemberId) return `${said} Circle does not know the profile yet.`;
  if (!state.sync.push) return `${said} Nothing is written to Circle (sync.push).`;
  return travelling.length ? `${said} Circle follows by itself.` : `${said} That is nothing that Circle keeps.`;
}

/* Sign-ups */

function newAccount() {
  return `user_sandbox_${[...crypto.getRandomValues(new Uint8Array(6))].map(byte => byte.toString(16).padStart(2, '0')).join('')}`;
}

async function signUp(id) {
  const profile = state.profiles.find(each => each.id === id);
  await api('POST', '/profiles', {email: profile.email, emailVerified: true, workosUserId: newAccount()});
  openProfile(id, true);
  notice(`${nameOf(profile) || profile.email} signed up in the app. The account is linked, and “no account yet” is settled.`);
}

function openSignUp(email = '') {
  const unknown = state.members?.find(member => member.standing === 'member' && member.active
    && !state.profiles.some(profile => profile.email === addressOf(member.email)));
  openForm({
    side: 'app',
    title: 'Somebody signs up in the app',
    about: 'As if your app called POST /api/profiles, with an invented WorkOS account, which has verified the address. Whoever comes first, app or Circle, creates the profile; whoever comes later is linked to it.',
    submit: 'Sign up',
    fields: [
      {name: 'email', label: 'E-mail', type: 'email', required: true, wide: true, value: email,
        hint: unknown ? `Circle knows ${unknown.email}, for one; or take an address that nobody knows yet.` : undefined},
      {name: 'firstName', label: FIELDS.firstName},
      {name: 'lastName', label: FIELDS.lastName},
      {name: 'headline', label: FIELDS.headline, wide: true},
      {name: OFFERS, label: `${FIELDS[OFFERS]} (one per line)`, type: 'textarea'}],
    send: async values => {
      const {status, answer} = await api('POST', '/profiles',
        {...values, [OFFERS]: lines(values[OFFERS]), emailVerified: true, workosUserId: newAccount()});
      openProfile(answer.id, true);
      const name = nameOf(answer) || answer.email;
      notice(status === 201
        ? `${name} signed up and has a new profile. Whether Circle knows ${answer.email} is looked up now; otherwise joining there links it.`
        : `${name} was known already: the account is linked to that profile.`);
    },
  });
}

export const actions = {
  'open-profile': id => openProfile(id),
  'edit-profile': openEdit,
  'sign-up': signUp,
  'new-sign-up': () => openSignUp(),
  'join-circle': id => {
    const profile = state.profiles.find(each => each.id === id);
    openJoin({email: profile.email, name: nameOf(profile)});
  },
  older: () => {
    opened.length = Math.min(opened.length + MORE, MOST);
    follow();
  },
};
