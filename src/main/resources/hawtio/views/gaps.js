// What a person should know or do.
import {Core, Router, h} from '../shared.js';
import {Link, Listed, Member, Nothing, Section, When, to} from '../parts.js';
import {gapKinds, gapName} from '../words.js';

export function Gaps({argument: kind = ''}) {
  const go = Router.useNavigate();
  return h(Section, {
    title: 'Open gaps', id: 'cs-gaps', hint: 'What somebody should know or do. A gap ends by itself when its cause is gone.',
    actions: h(Core.FormSelect, {
      value: kind, 'aria-label': 'Kind', className: 'cs-filter', onChange: (event, value) => go(to(value ? `gaps/${value}` : 'gaps')),
    }, h(Core.FormSelectOption, {value: '', label: 'All kinds'}), ...gapKinds.map(name => h(Core.FormSelectOption, {key: name, value: name, label: gapName(name)}))),
  }, h(Listed, {
    label: 'Open gaps', path: '/gaps', filters: {kind}, rowKey: row => row.id,
    empty: h(Nothing, {title: kind ? 'No gap of this kind is open.' : 'No gap is open.'}),
    columns: () => [
      {title: 'What', cell: row => row.kind === 'identity-conflict' ? h(Link, {path: 'identity'}, gapName(row.kind)) : gapName(row.kind)},
      {title: 'Member', cell: row => row.circleMemberId || !row.profileId ? h(Member, {id: row.circleMemberId}) : h('code', null, `profile ${row.profileId}`)},
      {title: 'Why', className: 'cs-text', cell: row => why(row.detail)},
      {title: 'Open since', cell: row => h(When, {at: row.openedAt})},
      {title: 'Reminded', cell: row => row.reminders || '–'},
      {title: 'Next reminder', cell: row => h(When, {at: row.nextReminderAt})},
    ],
  }));
}

const why = ({reason, missing, fields, channel}) => [
  reason, missing && `Missing: ${missing.join(', ')}`, fields && `Fields: ${fields.join(', ')}`, channel && `Through ${channel}`].filter(Boolean).map(part => part.replace(/[.\s]+$/, '')).join('. ') || '–';
