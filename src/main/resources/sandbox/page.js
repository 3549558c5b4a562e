'use strict';

const byId = id => document.getElementById(id);
const JSON_TYPE = {'Content-Type': 'application/json'};
const EVERY = 1000;
let state = {};

/* Requests */

function headers(more = {}) {
  const token = sessionStorage.getItem('api-token');
  return token ? {...more, Authorization: `Bearer ${token}`} : more;
}

async function call(method, path, body) {
  const response = await fetch(`/sandbox/api${path}`, {
    method,
    headers: headers(method === 'GET' ? {} : JSON_TYPE),
    body: method === 'GET' ? undefined : JSON.stringify(body ?? {}),
  });
  const answer = await response.json();
  if (response.ok) return answer;
  const errors = (answer.errors ?? []).map(error => `${error.field} ${error.detail}`).join(', ');
  throw Object.assign(new Error(errors || answer.detail || 'This did not work.'), {status: response.status});
}

async function refresh() {
  try {
    state = await call('GET', '/state');
    byId('connection').hidden = true;
    byId('token').hidden = true;
    show();
  } catch (error) {
    byId('token').hidden = error.status !== 401;
    byId('connection').hidden = error.status === 401;
  }
}

async function keepRefreshing() {
  if (!document.hidden) await refresh();
  setTimeout(keepRefreshing, EVERY);
}

/* Elements. What members typed only ever becomes text, never markup. */

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined && child !== ''));
  return element;
}

function button(label, action, id, kind, about) {
  return make('button', {type: 'button', class: kind, 'data-action': action, 'data-id': id, 'aria-label': about}, label);
}

function chip(text, kind = '') {
  return make('span', {class: `chip ${kind}`}, text);
}

function timeOf(instant) {
  const time = new Date(instant);
  return make('time', {datetime: instant, title: time.toLocaleString()}, time.toLocaleTimeString());
}

function safeLink(url, text) {
  if (!/^https?:\/\//i.test(url)) return document.createTextNode(text);
  const own = url.startsWith(`${location.origin}/sandbox#`);
  return make('a', {href: url, rel: 'noopener noreferrer', target: own ? undefined : '_blank'}, text);
}

/* Lists: an item whose content is the same keeps its element, and with it focus, open parts and scroll position. */

const contents = new WeakMap();

function showList(list, items, key, render) {
  const first = !contents.has(list);
  contents.set(list, '');
  const old = new Map([...list.children].map(element => [element.dataset.key, element]));
  const focused = document.activeElement;
  const focusedKey = list.contains(focused) ? focused.closest('li').dataset.key : null;
  let next = list.firstElementChild;
  for (const item of items) {
    const itemKey = String(key(item));
    const content = JSON.stringify(item);
    let element = old.get(itemKey);
    old.delete(itemKey);
    if (!element || contents.get(element) !== content) {
      const fresh = render(item);
      fresh.dataset.key = itemKey;
      if (!first) fresh.classList.add('fresh');
      contents.set(fresh, content);
      if (element) {
        if (element === next) next = next.nextElementSibling;
        element.replaceWith(fresh);
        if (focusedKey === itemKey && focused.dataset.action) {
          fresh.querySelector(`[data-action="${focused.dataset.action}"]`)?.focus();
        }
      }
      element = fresh;
    }
    if (element === next) {
      next = next.nextElementSibling;
    } else if (element.nextElementSibling !== next || element.parentNode !== list) {
      list.insertBefore(element, next);
    }
  }
  old.forEach(element => element.remove());
}

function showPart(section, items, list, key, render) {
  const part = byId(section);
  const real = items === null;
  part.querySelector('.real')?.toggleAttribute('hidden', !real);
  part.querySelectorAll('.stand-in').forEach(element => element.toggleAttribute('hidden', real));
  part.querySelector('.empty')?.toggleAttribute('hidden', real || items.length > 0);
  part.querySelector('h2 .count').textContent = real || items.length === 0 ? '' : items.length;
  if (!real) showList(byId(list), items, key, render);
}

function show() {
  const members = state.members;
  const inside = members?.filter(member => member.standing === 'member') ?? null;
  const outside = members?.filter(member => member.standing !== 'member') ?? [];
  showPart('community', inside, 'members', member => member.id, person);
  showList(byId('outsiders'), outside, member => member.id, person);
  byId('outsiders').previousElementSibling.hidden = outside.length === 0;
  document.querySelector('[data-action="new"]').hidden = members === null;
  showList(byId('webhooks'), state.webhooks ?? [], sent => sent.id, webhook);
  document.querySelector('.webhooks .count').textContent = state.webhooks?.length || '';
  showPart('profiles', state.profiles, 'profile-list', profile => profile.id, profileCard);
  showPart('slack', state.slack, 'slack-list', message => message.id, slackCard);
  showPart('mail', state.mails, 'mail-list', mail => mail.id, mailCard);
  if (wanted) followHash();
}

/* Circle */

function initials(name) {
  return name.split(/\s+/).slice(0, 2).map(word => [...word][0] ?? '').join('').toUpperCase();
}

function person(member) {
  const joined = member.standing === 'member';
  const actions = joined
    ? [button('Edit', 'edit', member.id, '', `Edit ${member.name}`),
       button('Leaves', 'leave', member.id, 'quiet', `${member.name} leaves the community`)]
    : [button('Joins', 'join', member.id, 'primary', `${member.name} joins the community`)];
  const avatar = make('span', {class: 'avatar', 'aria-hidden': 'true'}, initials(member.name));
  avatar.style.setProperty('--hue', (member.id * 47) % 360);
  return make('li', {'data-member': member.id},
    avatar,
    make('div', {class: 'who'},
      make('div', {class: 'name', dir: 'auto'}, member.name),
      make('div', {class: 'sub', dir: 'auto'}, member.headline || member.email),
      member.standing === 'invited' ? chip('invited, profile not completed') : null),
    make('div', {class: 'actions'}, ...actions));
}

function webhook(sent) {
  const status = sent.status === 0 ? chip('no answer', 'bad') : chip(sent.status, sent.status < 300 ? 'good' : 'bad');
  return make('li', {}, make('code', {}, sent.type, sent.field ? ` (${sent.field})` : '', ` ${sent.memberId}`), status, timeOf(sent.at));
}

/* Profiles */

const PROFILE_FIELDS = [['headline', 'Headline'], ['bio', 'Bio'], ['location', 'Location'], ['website', 'Website'],
  ['instagramUrl', 'Instagram'], ['linkedinUrl', 'LinkedIn']];
const GAPS = {
  'missing-workos': 'no account yet',
  'incomplete-profile': 'profile incomplete',
  'identity-conflict': 'identity conflict',
  'sync-failed': 'sync failed',
  'push-rejected': 'push rejected',
  'member-left': 'left Circle',
};

function profileCard(profile) {
  const name = [profile.firstName, profile.lastName].filter(Boolean).join(' ');
  const rows = PROFILE_FIELDS.filter(([field]) => profile[field]).flatMap(([field, label]) =>
    [make('dt', {}, label), make('dd', {dir: 'auto'}, profile[field])]);
  if (profile.thingsICanOffer.length) {
    rows.push(make('dt', {}, 'Offers'), make('dd', {dir: 'auto'}, profile.thingsICanOffer.join(', ')));
  }
  const chips = [
    profile.workosUserId ? chip('has an account', 'good') : null,
    profile.circleMemberId ? chip(`Circle ${profile.circleMemberId}`) : chip('not in Circle'),
    profile.left && !profile.gaps.includes('member-left') ? chip('left Circle', 'bad') : null,
    profile.isStub ? chip('e-mail only') : null,
    ...profile.gaps.map(gap => chip(GAPS[gap] ?? gap, 'warn')),
  ];
  return make('li', {'data-profile': profile.id, 'data-email': profile.email.toLowerCase(), tabindex: '-1'},
    make('div', {class: 'title', dir: 'auto'}, name || profile.email),
    name ? make('div', {class: 'sub'}, profile.email) : null,
    rows.length ? make('dl', {}, ...rows) : null,
    make('div', {class: 'chips'}, ...chips));
}

/* Slack: the parts of Block Kit and mrkdwn that an incoming webhook shows */

function unescape(text) {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

function mrkdwn(text) {
  return text.split(/(<[^<>]+>|\*[^*\n]+\*)/).filter(Boolean).map(part => {
    const link = part.match(/^<([^|<>]+)(?:\|([^<>]*))?>$/);
    if (link) return safeLink(unescape(link[1]), unescape(link[2] || link[1]));
    const bold = part.match(/^\*([^*\n]+)\*$/);
    return bold ? make('strong', {}, ...mrkdwn(bold[1])) : document.createTextNode(unescape(part));
  });
}

function slackText(object) {
  if (!object?.text) return [];
  return object.type === 'mrkdwn' ? mrkdwn(object.text) : [document.createTextNode(object.text)];
}

function slackBlock(block) {
  switch (block.type) {
    case 'header': return make('div', {class: 'header', dir: 'auto'}, ...slackText(block.text));
    case 'divider': return make('hr');
    case 'context': return make('div', {class: 'context', dir: 'auto'}, ...(block.elements ?? []).flatMap(slackText));
    case 'actions': return make('div', {class: 'chips'}, ...(block.elements ?? []).map(slackButton));
    case 'section': return make('div', {},
      make('div', {dir: 'auto'}, ...slackText(block.text)),
      block.fields ? make('div', {class: 'pair'}, ...block.fields.map(field => make('div', {dir: 'auto'}, ...slackText(field)))) : null,
      block.accessory ? slackButton(block.accessory) : null);
    default: return make('div', {class: 'context'}, `(${block.type})`);
  }
}

function slackButton(element) {
  const link = safeLink(element.url ?? '', element.text?.text ?? element.type);
  if (link instanceof Element) link.className = 'action';
  return link;
}

function slackCard(message) {
  const parts = message.blocks?.length ? message.blocks.map(slackBlock) : [make('div', {dir: 'auto'}, ...mrkdwn(message.text))];
  return make('li', {},
    make('div', {class: 'title'}, make('span', {class: 'sub'}, '# your channel'), timeOf(message.at)),
    make('div', {class: 'message'}, ...parts));
}

/* Mail */

function mailCard(mail) {
  const letter = make('div', {class: 'letter'});
  const details = make('details', {},
    make('summary', {},
      make('span', {class: 'subject', dir: 'auto'}, mail.subject || '(no subject)'), timeOf(mail.at),
      make('span', {class: 'sub'}, `to ${mail.to}`)),
    letter);
  details.addEventListener('toggle', () => {
    if (details.open && !letter.hasChildNodes()) openLetter(mail, letter);
  });
  return make('li', {'data-mail': mail.id}, details);
}

async function openLetter(mail, place) {
  let full;
  try {
    full = await call('GET', `/mails/${mail.id}`);
  } catch (error) {
    place.replaceChildren(make('p', {class: 'error'}, error.message));
    return;
  }
  const html = () => {
    const frame = make('iframe', {sandbox: 'allow-top-navigation-by-user-activation', title: `Mail: ${mail.subject}`});
    frame.srcdoc = `<base target="_top">${full.html}`;
    return frame;
  };
  const text = () => make('pre', {tabindex: '0', dir: 'auto'}, full.text);
  const views = [full.html ? ['HTML', html] : null, full.text ? ['Text', text] : null].filter(Boolean);
  const body = make('div');
  const tabs = make('div', {class: 'tabs'}, ...views.map(([label, view]) => {
    const tab = make('button', {type: 'button', 'aria-pressed': 'false'}, label);
    tab.addEventListener('click', () => {
      [...tabs.children].forEach(other => other.setAttribute('aria-pressed', String(other === tab)));
      body.replaceChildren(view());
    });
    return tab;
  }));
  place.replaceChildren(make('p', {class: 'sub'}, `from ${full.mail.from}`), tabs, body);
  tabs.firstElementChild?.click();
}

/* The form for somebody new and for an edit */

let editing = null;

function input(name, label, value, attributes = {}) {
  const area = attributes.type === 'textarea';
  const field = make(area ? 'textarea' : 'input', {name, dir: 'auto', autocomplete: 'off', ...attributes, type: area ? undefined : attributes.type});
  field.value = value ?? '';
  return make('label', {class: area || name === 'email' ? 'wide' : undefined}, label, field);
}

function openEditor(member) {
  editing = member;
  const dialog = byId('editor');
  byId('editor-title').textContent = member ? `Edit ${member.name}` : 'Somebody new joins';
  dialog.querySelector('.about').textContent = member
    ? 'As if the member edited the own profile in Circle. Each changed field fires one webhook.'
    : 'Circle fires one webhook, which holds nothing but the new member’s id.';
  dialog.querySelector('[type="submit"]').textContent = member ? 'Save in Circle' : 'Join';
  dialog.querySelector('.error').hidden = true;
  dialog.querySelector('.fields').replaceChildren(
    ...(member ? [] : [input('email', 'E-mail', '', {type: 'email', required: ''})]),
    input('name', 'Name', member?.name, {type: 'text', required: ''}),
    input('headline', 'Headline', member?.headline, {type: 'text'}),
    ...state.fields.map(field => input(`field:${field.key}`, field.label, member?.fields[field.key],
      {type: {textarea: 'textarea', link: 'url'}[field.type] ?? 'text'})));
  dialog.showModal();
}

async function submitEditor(form) {
  const values = new FormData(form);
  const request = {name: values.get('name'), headline: values.get('headline'), community_member_profile_fields: {}};
  for (const field of state.fields) {
    const value = values.get(`field:${field.key}`).replace(/\r\n/g, '\n');
    if (value !== (editing?.fields[field.key] ?? '')) request.community_member_profile_fields[field.key] = value;
  }
  const save = form.querySelector('[type="submit"]');
  save.disabled = true;
  try {
    if (editing) tell(await call('PUT', `/members/${editing.id}`, request), 'was edited');
    else tell(await call('POST', '/members', {email: values.get('email'), ...request}), 'joined');
    byId('editor').close();
  } catch (error) {
    const message = form.querySelector('.error');
    message.textContent = error.message;
    message.hidden = false;
  } finally {
    save.disabled = false;
  }
  refresh();
}

/* What happened, and where links of mails lead */

function notice(text) {
  byId('notice').firstElementChild.textContent = text;
  byId('notice').hidden = false;
}

function tell(change, what) {
  const count = change.events.length;
  notice(count === 0
    ? `${change.name} ${what}, but nothing changed, so Circle sends nothing.`
    : `${change.name} ${what}. Circle sends ${count === 1 ? change.events[0] : `${count} webhooks`}.`);
}

let wanted = null;

function readHash() {
  const match = decodeHash().match(/^(profile|sign-up|member)=(.+)$/s);
  wanted = match ? {kind: match[1], value: match[2]} : null;
  if (wanted?.kind === 'sign-up') {
    notice(`Here ${wanted.value} would sign up in your app. Set links.signup-url to lead there.`);
  } else if (wanted?.kind === 'profile') {
    notice('Here members would complete their profile in your app. Set links.profile-url to lead there.');
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
  const value = wanted.kind === 'sign-up' ? wanted.value.toLowerCase() : wanted.value;
  const element = document.querySelector(`[${attribute}="${CSS.escape(value)}"]`);
  if (!element) return;
  wanted = null;
  document.querySelectorAll('.highlight').forEach(other => other.classList.remove('highlight'));
  element.classList.remove('fresh');
  element.classList.add('highlight');
  element.scrollIntoView({block: 'center'});
}

/* Start */

const ACTIONS = {
  new: () => openEditor(null),
  edit: id => openEditor(state.members.find(member => String(member.id) === id)),
  cancel: () => byId('editor').close(),
  'close-notice': () => { byId('notice').hidden = true; },
  join: async id => tell(await call('POST', `/members/${id}/join`), 'joined'),
  leave: async id => tell(await call('DELETE', `/members/${id}`), 'left'),
};

document.addEventListener('click', async event => {
  const source = event.target.closest('[data-action]');
  if (!source) return;
  const {action, id} = source.dataset;
  try {
    await ACTIONS[action](id);
  } catch (error) {
    notice(error.message);
  }
  if (id && action !== 'edit') refresh();
});

byId('editor').querySelector('form').addEventListener('submit', event => {
  event.preventDefault();
  submitEditor(event.target);
});

byId('token').addEventListener('submit', event => {
  event.preventDefault();
  sessionStorage.setItem('api-token', new FormData(event.target).get('token'));
  event.target.reset();
  refresh();
});

addEventListener('hashchange', () => {
  readHash();
  if (wanted) followHash();
});
readHash();
keepRefreshing();
