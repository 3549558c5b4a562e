// One member: how they stand, both sides, why each value is there, and all that can be done about them.
import {React, Core, Router, h} from '../shared.js';
import {api, find, query} from '../calls.js';
import {usePoll} from '../polling.js';
import {Act, Broken, Busy, Listed, Loaded, Name, NextTry, Nothing, Rows, Section, State, When, dueNow, post, to, useLooking} from '../parts.js';
import {Sides, ofCircle, ofProfile} from './sides.js';
import {ConflictList} from './conflicts.js';
import {gapName, notAsked, ruleName, seen, sourceName} from '../words.js';

export function FindMember() {
  const go = Router.useNavigate();
  const {tell} = useLooking();
  const [text, setText] = React.useState('');
  const look = async event => {
    event.preventDefault();
    const wanted = text.trim();
    if (/^\d+$/.test(wanted)) return go(to(`member/${wanted}`));
    try {
      const profile = await find(`/profiles${query(wanted.includes('@') ? {email: wanted} : {workosUserId: wanted})}`);
      if (profile?.circleMemberId) go(to(`member/${profile.circleMemberId}`));
      else tell('warning', profile ? 'They have a profile, and no member in Circle yet.' : 'Nobody is known by that.');
    } catch (problem) {
      tell('danger', problem.message);
    }
  };
  return h(Section, {title: 'One member', id: 'cs-find', hint: 'By Circle\'s member id, by address, or by WorkOS account.'},
    h('form', {className: 'cs-buttons', onSubmit: look, role: 'search'},
      h(Core.TextInput, {value: text, onChange: (event, value) => setText(value), 'aria-label': 'Member id, address or account', placeholder: '43391401 or ada@example.org'}),
      h(Core.Button, {type: 'submit', variant: 'primary', isDisabled: !text.trim()}, 'Find')));
}

export function Member({argument: id}) {
  const poll = usePoll(async signal => {
    const [member, profile, gaps, partners] = await Promise.all([
      find(`/members/${id}`, {signal}), find(`/profiles${query({circleMemberId: id})}`, {signal}), api(`/gaps${query({circleMemberId: id})}`, {signal}),
      api('/partners', {signal})]);
    const timeline = profile && await api(`/profiles/${profile.id}/timeline?limit=200`, {signal});
    return {member, profile, partners, gaps: gaps.items, timeline: timeline?.items ?? []};
  }, id, 5);
  const key = poll.data?.member?.syncedAt ?? '';
  return h(Loaded, {poll}, ({member, profile, partners, gaps, timeline}) => member || profile
    ? h(React.Fragment, null,
      h(Section, {title: `Member ${id}`, id: 'cs-member', actions: h(MemberActs, {id, member, profile, partners, again: poll.again})},
        h(Standing, {member, profile, partners}),
        gaps.length > 0 && h('ul', {className: 'cs-kinds'}, ...gaps.map(gap => h('li', {key: gap.id}, `${gapName(gap.kind)}, since `, h(When, {at: gap.openedAt}),
          gap.detail.reason ? `: ${gap.detail.reason}` : gap.detail.missing ? `: ${gap.detail.missing.join(', ')}` : '')))),
      h(BothSides, {key: `sides ${key}`, id, profile, timeline}),
      h(Section, {title: 'Timeline', id: 'cs-timeline'}, h(Timeline, {timeline, profile, again: poll.again})),
      h(Section, {title: 'Conflicts', id: 'cs-their-conflicts'}, h(ConflictList, {filters: {circleMemberId: id}, then: poll.again})),
      h(Section, {title: 'Events', id: 'cs-their-events'}, h(Listed, {
        label: 'Events', path: '/events', filters: {circleMemberId: id}, rowKey: row => row.id, empty: h(Nothing, {title: 'No event is kept.'}),
        columns: () => [
          {title: 'Came', cell: row => h(When, {at: row.receivedAt})}, {title: 'Type', className: 'cs-text', cell: row => h(Name, {of: row.type})},
          {title: 'Status', cell: row => h(State, {of: row.status})}, {title: 'Why', className: 'cs-text', cell: row => row.error ?? row.reason ?? '–'},
        ],
      })))
    : h(Nothing, {title: `Nothing is known of a member ${id}.`}, 'A run finds members of whom no webhook came.'));
}

const Standing = ({member, profile, partners}) => h(Core.DescriptionList, {isHorizontal: true, isCompact: true, className: 'cs-last'}, ...[
  ['State', member ? h(State, {of: member.state}) : 'never heard of'],
  ['Why', member?.error],
  ['Tries failed', member?.attempts || null],
  ['Next try', member?.nextTryAt && h(NextTry, {at: member.nextTryAt, partners})],
  ['Waits since', member?.waitingSince && h(When, {at: member.waitingSince})],
  ['Given up', member?.failedAt && h(When, {at: member.failedAt})],
  ['Last in step', member && h(When, {at: member.syncedAt, none: 'never yet'})],
  ['Profile', profile ? profile.id : 'none'],
  ['Account', profile && (profile.workosUserId ?? 'none')],
].filter(([, value]) => value).map(([term, value]) => h(Core.DescriptionListGroup, {key: term},
  h(Core.DescriptionListTerm, null, term), h(Core.DescriptionListDescription, null, value))));

function MemberActs({id, member, profile, partners, again}) {
  const paused = member?.state === 'paused';
  const about = `member ${id}`;
  return h(React.Fragment, null,
    h(Act, {label: 'Sync now', about, variant: 'primary', isDisabled: paused, call: post(`/members/${id}/sync`), told: dueNow('They are due', partners), then: again}),
    paused
      ? h(Act, {label: 'Resume', about, call: post(`/members/${id}/resume`), told: 'They are due now; what was to be told goes out where it is still true.', then: again})
      : h(Act, {
        label: 'Pause', about, call: post(`/members/${id}/pause`), told: 'They are left alone until a person resumes them.', then: again,
        asking: {title: 'Leave them alone?', text: 'No sync, nothing is written to Circle, and neither they nor the team hear of them until a person resumes them. Webhooks and edits are kept.'},
      }),
    profile && h(Act, {
      label: 'Erase', about, isDanger: true, call: () => api(`/profiles/${profile.id}`, {method: 'DELETE'}), told: 'All that was kept here about them is erased.', then: again,
      asking: {
        title: 'Erase this person?', word: id,
        text: 'The profile, its timeline, conflicts, gaps, messages, and the bodies of their events. Nothing brings them back. Circle is not touched: remove the member there first, or the next webhook makes a profile anew.',
      },
    }));
}

/** Asked once, for it costs a call to Circle. */
function BothSides({id, profile, timeline}) {
  const {mayAct} = useLooking();
  const poll = usePoll(async signal => mayAct ? find(`/members/${id}/preview`, {signal}) : null, id, 0);
  // What a profile began with is told once, for all of its fields.
  const begun = timeline.find(change => change.rule === 'created');
  const latest = field => timeline.find(change => change.field === field) ?? begun;
  const preview = poll.data;
  const would = preview && [...Object.entries(preview.changes.local).map(([field, value]) => [field, value, 'here']),
    ...Object.entries(preview.changes.circle).map(([field, value]) => [field, value, 'in Circle'])];
  return h(Section, {
    title: 'Both sides', id: 'cs-sides', hint: mayAct ? undefined : notAsked, actions: mayAct && h(Core.Button, {variant: 'secondary', size: 'sm', onClick: poll.again}, 'Ask Circle again'),
  },
  poll.problem && h(Broken, poll),
  preview === undefined && !poll.problem && h(Busy, {what: 'Circle is asked'}),
  h(Sides, {
    label: 'Both sides',
    sides: [
      {title: 'In the app', fields: ofProfile(preview?.local ?? profile), more: profile ? 'profile' : 'no profile'},
      {title: 'In Circle', fields: ofCircle(preview?.circle), more: !mayAct ? 'not asked' : preview?.circle ? h('span', null, 'changed ', h(When, {at: preview.circle.updatedAt})) : preview || preview === null ? 'nobody is there' : 'no answer yet'},
    ],
    further: [{title: 'Why is this value here?', cell: field => h(Why, {change: latest(field)})}],
  }),
  preview && h('div', {className: 'cs-preview'}, h(Core.Title, {headingLevel: 'h3', size: 'md'}, 'What a sync would do now'),
    preview.reason && h('p', null, preview.reason),
    preview.kind === 'left' && h('p', null, 'They have left: the profile is marked so and keeps its data, and nobody writes to them any more.'),
    would.length
      ? h('ul', null, ...would.map(([field, value, where], i) => h('li', {key: i}, `${field} ${where} becomes `, h('q', {dir: 'auto'}, seen(value) ?? 'none'),
        h(Because, {field: preview.fields.find(each => each.field === field)}))))
      : !preview.reason && preview.kind !== 'left' && h('p', null, 'Nothing: both sides agree.')));
}

const Because = ({field}) => field ? `: ${sourceName(field.winner)} wins, ${ruleName(field.rule)}` : null;

const Why = ({change}) => change
  ? h('span', null, `From ${by(change)}, `, h(When, {at: change.changedAt}), `: ${ruleName(change.rule)}`,
    change.from != null && h('span', {className: 'cs-small'}, 'before: ', h('q', {dir: 'auto'}, seen(change.from))))
  : h('span', {className: 'cs-none'}, 'no change is kept');

/** Where a change came from, and who asked for it. */
const by = ({source, operator}) => operator === null ? sourceName(source) : source === 'operator' ? operator : `${operator}, by ${sourceName(source)}`;

/** What says who the person is, and what a profile began with, is not taken back one by one. */
const STAYS = ['email', 'emailVerified', 'workosUserId', 'circleMemberId', 'leftAt', 'referralCode'];

function Timeline({timeline, profile, again}) {
  const now = ofProfile(profile) ?? {};
  // Circle is sent a name as a whole.
  const value = field => field === 'name' ? [now.firstName, now.lastName].filter(Boolean).join(' ') : now[field] ?? null;
  return timeline.length
    ? h(Rows, {
      label: 'Timeline', rows: timeline, rowKey: row => row.id,
      columns: [
        {title: 'When', cell: row => h(When, {at: row.changedAt})},
        {title: 'Field', cell: row => row.field},
        {title: 'From', className: 'cs-text', cell: row => h('span', {dir: 'auto'}, seen(row.from) ?? '–')},
        {title: 'To', className: 'cs-text', cell: row => h('span', {dir: 'auto'}, seen(row.to) ?? '–')},
        {title: 'By', className: 'cs-text', cell: row => by(row)},
        {title: 'Why', cell: row => ruleName(row.rule)},
        {title: 'Do', cell: row => !STAYS.includes(row.field) && row.rule !== 'created' && row.source !== 'operator' && value(row.field) === row.to && h(Act, {
          label: 'Take back', about: `change ${row.id} of ${row.field}`, call: post('/undo', {changeIds: [row.id]}), then: again,
          told: undone => undone.changes.length ? `${row.field} is what it was before; Circle follows.` : {warning: `It is left as it is: ${undone.skipped[0]?.reason ?? 'nothing to take back.'}`},
          asking: {title: 'Take this change back?', text: h('p', null, `${row.field} becomes `, h('q', {dir: 'auto'}, seen(row.from) ?? 'none'), ' again, as if somebody edited it now, unless it has changed since.')},
        })},
      ],
    })
    : h(Nothing, {title: 'No change is kept.'});
}
