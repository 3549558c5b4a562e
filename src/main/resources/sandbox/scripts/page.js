// The page: what there is to show is asked for again and again; what is the same stays as it is.

import {forgetToken, hasToken, keepToken, sandbox} from './calls.js';
import {addressOf, byId, closeNotice, notice} from './elements.js';
import {closeForm} from './forms.js';
import * as circle from './circle.js';
import * as profiles from './profiles.js';
import * as messages from './messages.js';
import * as runs from './runs.js';

const EVERY = 1000;
let state = null;
let asked = 0;

async function refresh() {
  const turn = ++asked;
  const text = byId('find').elements.text.value.trim();
  try {
    const next = await sandbox('GET', `/state?find=${encodeURIComponent(text)}`);
    if (turn !== asked) return;
    state = next;
    byId('connection').hidden = true;
    byId('token').hidden = true;
    circle.show(state);
    profiles.show(state);
    messages.show(state);
    await runs.show(state);
    if (wanted) followHash();
  } catch (error) {
    if (turn !== asked) return;
    const refused = error.status === 401;
    if (refused && hasToken()) {
      forgetToken();
      byId('token').querySelector('.wrong').hidden = false;
    }
    byId('token').hidden = !refused;
    byId('connection').hidden = refused;
    byId('connection').textContent = `${error.status ? error.message : 'The service does not answer.'} Trying again…`;
  }
}

async function keepRefreshing() {
  if (!document.hidden) await refresh();
  setTimeout(keepRefreshing, EVERY);
}

/* Where links lead, of mails and of the page itself */

let wanted = null;

function readHash() {
  const match = decodeHash().match(/^(profile|sign-up|member)=(.+)$/s);
  wanted = match ? {kind: match[1], value: match[2], looked: false} : null;
  if (wanted?.kind === 'sign-up') {
    notice(`Here ${wanted.value} would sign up in your app; “Sign up in the app” stands in for that. Set links.signup-url to lead there.`, {lasts: true});
  } else if (wanted?.kind === 'profile') {
    notice('Here members would complete their profile in your app; “Edit in the app” stands in for that. Set links.profile-url to lead there.', {lasts: true});
  }
}

function decodeHash() {
  const hash = location.hash.slice(1);
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

function followHash() {
  const attribute = {profile: 'data-profile', 'sign-up': 'data-email', member: 'data-member'}[wanted.kind];
  const value = wanted.kind === 'sign-up' ? addressOf(wanted.value) : wanted.value;
  const find = () => document.querySelector(`[${attribute}="${CSS.escape(value)}"]`);
  let element = find();
  if (!element) {
    lookFor(value);
    return;
  }
  if (wanted.kind === 'member') circle.openMember(value, true);
  else profiles.openProfile(element.dataset.profile, true);
  wanted = null;
  element = find();
  document.querySelectorAll('.highlight').forEach(other => other.classList.remove('highlight'));
  element.classList.remove('fresh');
  element.classList.add('highlight', 'lit');
  element.scrollIntoView({block: element.offsetHeight > innerHeight / 2 ? 'start' : 'nearest'});
  element.focus({preventScroll: true});
}

/** Not every profile is on the page. */
function lookFor(value) {
  if (wanted.kind === 'member' || wanted.looked || state.profiles.length >= state.profileCount) return;
  wanted.looked = true;
  byId('find').elements.text.value = value;
  refresh();
}

function reveal(kind, value) {
  wanted = {kind, value, looked: false};
  followHash();
}

/* What people do */

const ACTIONS = {
  ...circle.actions,
  ...profiles.actions,
  ...runs.actions,
  cancel: closeForm,
  'close-notice': closeNotice,
  'show-member': id => reveal('member', id),
  'show-profile': id => {
    closeNotice();
    reveal('profile', id);
  },
};

document.addEventListener('click', async event => {
  const source = event.target.closest('[data-action]');
  if (!source) return;
  try {
    await ACTIONS[source.dataset.action](source.dataset.id);
  } catch (error) {
    notice(error.status ? error.message : 'The service does not answer. Try again.');
  }
});

document.addEventListener('written', refresh);

let finding = 0;
byId('find').addEventListener('input', () => {
  clearTimeout(finding);
  finding = setTimeout(refresh, 200);
});
byId('find').addEventListener('submit', event => event.preventDefault());

byId('token').addEventListener('submit', event => {
  event.preventDefault();
  keepToken(new FormData(event.target).get('token'));
  byId('token').querySelector('.wrong').hidden = true;
  event.target.reset();
  refresh();
});

addEventListener('hashchange', () => {
  readHash();
  if (wanted && state) followHash();
});
readHash();
keepRefreshing();
