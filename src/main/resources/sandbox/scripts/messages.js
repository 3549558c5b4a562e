// What the stand-ins for Slack and the mail server were sent.

import {sandbox} from './calls.js';
import {byId, make, safeLink, showCount, showList, timeOf} from './elements.js';

export function show(state) {
  showPart('slack', state.slack, slackCard);
  showPart('mail', state.mails, mailCard);
}

function showPart(section, items, render) {
  const part = byId(section);
  const real = items === null;
  part.querySelector('.real').hidden = !real;
  part.querySelector('.stand-in').hidden = real;
  part.querySelector('.empty').hidden = real || items.length > 0;
  showCount(section, items?.length ?? 0);
  if (!real) showList(byId(`${section}-list`), items, item => item.id, render);
}

/* Slack: the parts of Block Kit and mrkdwn that an incoming webhook shows */

function unescape(text) {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

const EMOJI = {
  bell: '🔔', busts_in_silhouette: '👥', door: '🚪', mag: '🔍', memo: '📝', raised_hand: '✋', warning: '⚠️', wave: '👋', white_check_mark: '✅'
};

function plain(text) {
  return unescape(text).replace(/:(\w+):/g, (all, name) => EMOJI[name] ?? all);
}

/* Lines that begin with > are a quote. */
function mrkdwn(text) {
  return text.split(/^((?:>.*\n?)+)/m).flatMap((part, number) => number % 2
    ? make('blockquote', {}, ...inline(part.replace(/^> ?/gm, '').trimEnd()))
    : inline(part.replace(/\n$/, '')));
}

function inline(text) {
  return text.split(/(<[^<>]+>|`[^`\n]+`|\*[^*\n]+\*)/).filter(Boolean).map(part => {
    const link = part.match(/^<([^|<>]+)(?:\|([^<>]*))?>$/);
    if (link) return safeLink(unescape(link[1]), unescape(link[2] || link[1]));
    const code = part.match(/^`([^`\n]+)`$/);
    if (code) return make('code', {}, unescape(code[1]));
    const bold = part.match(/^\*([^*\n]+)\*$/);
    return bold ? make('strong', {}, ...inline(bold[1])) : document.createTextNode(plain(part));
  });
}

function slackText(object) {
  if (!object?.text) return [];
  return object.type === 'mrkdwn' ? mrkdwn(object.text) : [document.createTextNode(object.text)];
}

function slackBlock(block) {
  switch (block.type) {
    case 'header': return make('div', {class: 'header'}, ...slackText(block.text));
    case 'divider': return make('hr');
    case 'context': return make('div', {class: 'context'}, ...(block.elements ?? []).flatMap(slackText));
    case 'actions': return make('div', {class: 'chips'}, ...(block.elements ?? []).map(slackButton));
    case 'section': return make('div', {},
      make('div', {}, ...slackText(block.text)),
      block.fields ? make('div', {class: 'pair'}, ...block.fields.map(field => make('div', {}, ...slackText(field)))) : null,
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
  const parts = message.blocks?.length ? message.blocks.map(slackBlock) : [make('div', {}, ...mrkdwn(message.text))];
  return make('li', {},
    make('div', {class: 'title'}, make('span', {class: 'sub'}, `# ${message.channel ?? 'your channel'}`), timeOf(message.at)),
    make('div', {class: 'message'}, ...parts));
}

/* Mail */

function mailCard(mail) {
  const letter = make('div', {class: 'letter'});
  const details = make('details', {},
    make('summary', {},
      make('span', {class: 'subject'}, mail.subject || '(no subject)'), timeOf(mail.at),
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
    full = await sandbox('GET', `/mails/${mail.id}`);
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
