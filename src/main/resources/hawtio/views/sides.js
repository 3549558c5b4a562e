// People beside each other, field by field.
import {h} from '../shared.js';
import {seen} from '../words.js';

const FIRST = ['email', 'firstName', 'lastName', 'headline', 'bio', 'location', 'website', 'instagramUrl', 'linkedinUrl'];

/** What there is of a profile, by the names of fields. */
export const ofProfile = profile => profile && {
  email: profile.email,
  ...Object.fromEntries(FIRST.slice(1).map(field => [field, profile[field]])),
  ...Object.fromEntries(Object.entries(profile.custom ?? {}).map(([name, value]) => [`custom.${name}`, value])),
};

export const ofCircle = circle => circle && {email: circle.email, ...circle.fields};

/**
 * @param sides `{title, fields, more}`: `fields` null where nobody is known there
 * @param further columns beside them: `{title, cell}` of a field's name
 */
export function Sides({label, sides, further = []}) {
  const others = sides.flatMap(side => Object.keys(side.fields ?? {})).filter(name => !FIRST.includes(name));
  const names = [...FIRST, ...new Set(others)];
  // On a phone the rows are no rows of a table any more, but they stay so for whoever listens.
  return h('div', {className: 'cs-scroll', tabIndex: 0, role: 'region', 'aria-label': label}, h('table', {className: 'cs-sides', role: 'table', style: {'--cs-sides': sides.length}},
    h('thead', {role: 'rowgroup'}, h('tr', {role: 'row'}, h('th', {scope: 'col', role: 'columnheader'}, 'Field'),
      ...sides.map((side, i) => h('th', {key: i, scope: 'col', role: 'columnheader'}, side.title, side.more && h('div', {className: 'cs-small'}, side.more))),
      ...further.map(column => h('th', {key: column.title, scope: 'col', role: 'columnheader', className: 'cs-further'}, column.title)))),
    h('tbody', {role: 'rowgroup'}, ...names.filter(name => sides.some(side => side.fields?.[name])).map(name => {
      const values = sides.map(side => side.fields?.[name] ?? null);
      // Whoever is not known there has nothing that could differ.
      const differ = new Set(values.filter((value, i) => sides[i].fields)).size > 1;
      return h('tr', {key: name, role: 'row', className: differ ? 'cs-differ' : undefined},
        h('th', {scope: 'row', role: 'rowheader'}, name, differ && h('span', {className: 'cs-tag'}, ' differs')),
        ...values.map((value, i) => h('td', {key: i, role: 'cell', dir: 'auto'}, seen(value) ?? (sides[i].fields ? h('span', {className: 'cs-none'}, 'none') : null))),
        ...further.map(column => h('td', {key: column.title, role: 'cell', className: 'cs-further'}, column.cell(name))));
    }))));
}
