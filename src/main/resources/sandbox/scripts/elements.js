// Elements. What members typed only ever becomes text, never markup.

export const byId = id => document.getElementById(id);

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined && child !== ''));
  return element;
}

/** An address as the API shows it: A to Z in lower case, and nothing else folded. */
export function addressOf(text) {
  return text.trim().replace(/[A-Z]+/g, letters => letters.toLowerCase());
}

export function button(label, action, id, kind, about) {
  return make('button', {type: 'button', class: kind, 'data-action': action, 'data-id': id, 'aria-label': about}, label);
}

export function chip(text, kind = '') {
  return make('span', {class: `chip ${kind}`}, text);
}

export function timeOf(instant) {
  const time = new Date(instant);
  const today = time.toDateString() === new Date().toDateString();
  return make('time', {datetime: instant, title: time.toLocaleString()},
    today ? time.toLocaleTimeString() : time.toLocaleString([], {dateStyle: 'medium', timeStyle: 'short'}));
}

export function safeLink(url, text) {
  if (!/^https?:\/\//i.test(url)) return document.createTextNode(text);
  const own = url.startsWith(`${location.origin}/sandbox#`);
  return make('a', {href: url, rel: 'noopener noreferrer', target: own ? undefined : '_blank'}, text);
}

/** A text, as a link where it is one. */
export function typed(text) {
  return /^https?:\/\/\S+$/i.test(text) ? safeLink(text, text) : document.createTextNode(text);
}

export function avatar(name, seed) {
  const initials = name.split(/\s+/).slice(0, 2).map(word => [...word][0] ?? '').join('').toUpperCase();
  const circle = make('span', {class: 'avatar', 'aria-hidden': 'true'}, initials);
  circle.style.setProperty('--hue', (seed * 47) % 360);
  return circle;
}

/** Terms and their values; those without one are named in a last row. */
export function terms(rows) {
  const lacks = ([, value]) => value === null || value === undefined || value === '';
  const empty = rows.filter(lacks).map(([term]) => term).join(', ');
  return make('dl', {}, ...rows.filter(row => !lacks(row)).flatMap(([term, value]) =>
    [make('dt', {}, term), make('dd', {dir: 'auto'}, typeof value === 'string' ? typed(value) : value)]),
    ...(empty ? [make('dt', {}, 'Empty'), make('dd', {class: 'none'}, empty)] : []));
}

const contents = new WeakMap();

/**
 * Shows items in a list. One whose content is the same keeps its element, and with it focus, open parts and scroll
 * position. One that is new, or whose news changed, lights up; `news` says what of an item is news.
 */
export function showList(list, items, key, render, news = item => item) {
  const first = !contents.has(list);
  contents.set(list, '');
  const old = new Map([...list.children].map(element => [element.dataset.key, element]));
  const focused = document.activeElement;
  const focusedKey = list.contains(focused) ? focused.closest('[data-key]').dataset.key : null;
  let next = list.firstElementChild;
  for (const item of items) {
    const itemKey = String(key(item));
    const content = {all: JSON.stringify(item), news: JSON.stringify(news(item))};
    let element = old.get(itemKey);
    old.delete(itemKey);
    if (!element || contents.get(element).all !== content.all) {
      const fresh = render(item);
      fresh.dataset.key = itemKey;
      if (!first && (!element || contents.get(element).news !== content.news)) fresh.classList.add('fresh');
      contents.set(fresh, content);
      if (element) {
        if (element === next) next = next.nextElementSibling;
        const again = focused === element ? fresh : fresh.querySelector(`[data-action="${focused.dataset.action}"]`);
        fresh.classList.toggle('highlight', element.classList.contains('highlight'));
        element.replaceWith(fresh);
        if (focusedKey === itemKey) again?.focus({preventScroll: true});
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

// An element that is moved would light up again.
document.addEventListener('animationend', event => event.target.classList.remove('fresh', 'lit'));

/** Shows how many there are of a section's things, in its heading and where one jumps to it; more of them light up. */
export function showCount(section, count) {
  for (const place of document.querySelectorAll(`#${section} h2 .count, nav a[href="#${section}"] .count`)) {
    if (place.textContent === String(count || '')) continue;
    if (counted.has(place) && count > Number(place.textContent)) place.parentElement.classList.add('fresh');
    place.textContent = count || '';
  }
  document.querySelectorAll(`#${section} h2 .count, nav a[href="#${section}"] .count`).forEach(place => counted.add(place));
}

const counted = new WeakSet();

let hiding = 0;

/**
 * Tells what happened, for a while or until it is closed.
 *
 * @param more `lasts` until it is closed; `waiting` for more to come; `profile` to be shown
 */
export function notice(text, {lasts = false, waiting = false, profile = null} = {}) {
  const note = byId('notice');
  note.querySelector('p').textContent = text;
  note.querySelector('.waiting').hidden = !waiting;
  const show = note.querySelector('[data-action="show-profile"]');
  show.hidden = profile === null;
  show.dataset.id = profile ?? '';
  note.hidden = false;
  clearTimeout(hiding);
  if (!lasts) hiding = setTimeout(closeNotice, waiting ? 60000 : 10000);
}

export function isNoticed(text) {
  return !byId('notice').hidden && byId('notice').querySelector('p').textContent === text;
}

export function closeNotice() {
  byId('notice').hidden = true;
}

new ResizeObserver(() => document.documentElement.style.setProperty('--notes', `${byId('notes').offsetHeight}px`))
  .observe(byId('notes'));
