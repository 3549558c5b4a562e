// Where both sides had a value, and who won; and how to let the other one win.
import {h} from '../shared.js';
import {Act, Listed, Member, Nothing, Section, When, post} from '../parts.js';
import {ruleName, seen, sourceName} from '../words.js';

export const Conflicts = () => h(Section, {
  title: 'Conflicts', id: 'cs-conflicts', hint: 'Both sides had a value, and the values differed. The later one has won; a person may let the other one win.',
}, h(ConflictList, {}));

/** @param filters of the API, such as one member */
export const ConflictList = ({filters, then}) => h(Listed, {
  label: 'Conflicts', path: '/conflicts', filters, rowKey: row => row.id,
  empty: h(Nothing, {title: 'Nothing was in conflict.'}),
  columns: again => [
    ...filters ? [] : [{title: 'Member', cell: row => h(Member, {id: row.circleMemberId})}],
    {title: 'Field', cell: row => row.field},
    {title: 'In the app', className: 'cs-text', cell: row => h(Value, {won: winner(row) === 'local', text: row.localValue, at: row.localUpdatedAt})},
    {title: 'In Circle', className: 'cs-text', cell: row => h(Value, {won: winner(row) === 'circle', text: row.circleValue, at: row.circleUpdatedAt})},
    {title: 'Why', cell: row => `${sourceName(winner(row))}: ${ruleName(row.flippedAt ? 'flip' : row.rule)}`},
    {title: 'When', cell: row => h(When, {at: row.recordedAt})},
    {title: 'Do', cell: row => row.flippedAt ? h('span', null, 'Decided ', h(When, {at: row.flippedAt})) : h(Flip, {row, then: answer => { again(); then?.(answer); }})},
  ],
});

const other = row => row.winner === 'local' ? 'circle' : 'local';
const winner = row => row.flippedAt ? other(row) : row.winner;

const Value = ({won, text, at}) => h('span', {className: won ? 'cs-won' : 'cs-lost'},
  h('span', {dir: 'auto'}, seen(text) ?? '–'), won && h('span', {className: 'cs-tag'}, ' won'), at && h('span', {className: 'cs-small'}, h(When, {at})));

function Flip({row, then}) {
  const side = other(row);
  return h(Act, {
    label: side === 'circle' ? 'Let Circle win' : 'Let the app win', about: `${row.field} of member ${row.circleMemberId}`,
    call: post(`/conflicts/${row.id}/flip`, {}), then, told: `${row.field} is what ${sourceName(side)} had; the other side follows.`,
    asking: {
      title: `Let ${sourceName(side)} win?`,
      text: h('p', null, `${row.field} becomes `, h('q', {dir: 'auto'}, seen(side === 'circle' ? row.circleValue : row.localValue) ?? ''), ' on both sides, as if somebody edited it now. The timeline tells it, and it can be taken back.'),
    },
  });
}
