// The one dialog, in which people are edited on either side.

import {Refusal} from './calls.js';
import {byId, make} from './elements.js';

let current = null;

function fieldOf({name, label, value = '', type = 'text', hint, required, wide}) {
  const area = type === 'textarea';
  const id = `field-${name}`;
  const control = make(area ? 'textarea' : 'input', {
    id, name, dir: 'auto', autocomplete: 'off', type: area ? undefined : type,
    'aria-required': required ? 'true' : undefined,
    'aria-describedby': [hint ? `${id}-hint` : '', `${id}-wrong`].join(' ').trim(),
  });
  control.value = value ?? '';
  return make('div', {class: area || wide ? 'field wide' : 'field'},
    make('label', {for: id}, label, required ? make('span', {class: 'required'}, ' (required)') : null),
    control,
    hint ? make('p', {id: `${id}-hint`, class: 'hint'}, hint) : null,
    make('p', {id: `${id}-wrong`, class: 'wrong', hidden: ''}));
}

/**
 * Opens the dialog.
 *
 * @param form `side` (circle or app), `title`, `about`, `submit`, `fields`, and `send`, which gets the values by name; a
 *   refusal that it throws is shown beside the fields that it names
 */
export function openForm(form) {
  const dialog = byId('editor');
  const invoker = document.activeElement?.closest('[data-action]')?.dataset;
  current = {...form, invoker};
  dialog.dataset.side = form.side;
  byId('editor-title').textContent = form.title;
  dialog.querySelector('.about').textContent = form.about;
  dialog.querySelector('[type="submit"]').textContent = form.submit;
  dialog.querySelector('.fields').replaceChildren(...form.fields.map(fieldOf));
  showErrors('', []);
  dialog.showModal();
  dialog.querySelector('.fields input, .fields textarea')?.focus();
}

export function closeForm() {
  byId('editor').close();
}

function showErrors(message, errors) {
  const form = byId('editor').querySelector('form');
  const unplaced = [];
  form.querySelectorAll('.wrong').forEach(place => { place.hidden = true; });
  form.querySelectorAll('[aria-invalid]').forEach(control => control.removeAttribute('aria-invalid'));
  for (const {field, detail} of errors) {
    const control = form.elements.namedItem(field);
    const place = byId(`field-${field}-wrong`);
    if (control && place) {
      control.setAttribute('aria-invalid', 'true');
      place.textContent = detail;
      place.hidden = false;
    } else {
      unplaced.push(`${field}: ${detail}`);
    }
  }
  const summary = form.querySelector('.error');
  summary.textContent = [message, ...unplaced].filter(Boolean).join(' ');
  summary.hidden = summary.textContent === '';
  const first = form.querySelector('[aria-invalid]');
  first?.focus();
  first?.closest('.field').scrollIntoView({block: 'nearest'});
}

async function submit(form) {
  const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.replace(/\r\n/g, '\n')]));
  const save = form.querySelector('[type="submit"]');
  save.disabled = true;
  try {
    await current.send(values);
    closeForm();
  } catch (error) {
    if (!(error instanceof Refusal)) {
      showErrors('The service does not answer. Nothing is lost: try again.', []);
    } else if (error.errors.length) {
      showErrors('Not saved yet: some fields are not right.', error.errors);
    } else {
      showErrors(error.message, []);
    }
  } finally {
    save.disabled = false;
  }
}

byId('editor').querySelector('form').addEventListener('submit', event => {
  event.preventDefault();
  submit(event.target);
});

// What opened the dialog may have been drawn anew meanwhile.
byId('editor').addEventListener('close', () => {
  const {action, id} = current?.invoker ?? {};
  if (!action || document.activeElement !== document.body) return;
  const again = id === undefined ? '' : `[data-id="${CSS.escape(id)}"]`;
  document.querySelector(`[data-action="${action}"]${again}`)?.focus();
});
