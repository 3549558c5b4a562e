// Who waits for a sync, and who was given up.
import {React, Core, Router, h} from '../shared.js';
import {api, query} from '../calls.js';
import {Act, Choice, Listed, Member, NextTry, Nothing, Section, State, When, dueNow, post, to, usePartners} from '../parts.js';
import {count} from '../words.js';

const NONE = {
  due: 'Nobody is due. Whoever changes is synced within seconds.',
  waiting: 'Nobody waits for another try.',
  running: 'Nobody is being synced at this moment.',
  paused: 'Nobody is paused.',
};

const syncNow = (again, partners) => member => h(Act, {
  label: member.state === 'failed' ? 'Try again' : 'Sync now', about: `member ${member.circleMemberId}`,
  call: post(`/members/${member.circleMemberId}/sync`), told: dueNow(`Member ${member.circleMemberId} is due`, partners), then: again,
});

const resume = again => member => h(Act, {
  label: 'Resume', about: `member ${member.circleMemberId}`, call: post(`/members/${member.circleMemberId}/resume`),
  told: `Member ${member.circleMemberId} is due now.`, then: again,
});

const COMMON = {
  member: {title: 'Member', cell: row => h(Member, {id: row.circleMemberId})},
  why: {title: 'Why', className: 'cs-text', cell: row => row.error ?? '–'},
  tries: {title: 'Tries failed', cell: row => row.attempts},
  since: {title: 'Waits since', cell: row => h(When, {at: row.waitingSince ?? row.failedAt ?? row.nextTryAt})},
  next: partners => ({title: 'Next try', cell: row => h(NextTry, {at: row.nextTryAt, partners})}),
  synced: {title: 'Last in step', cell: row => h(When, {at: row.syncedAt, none: 'never yet'})},
};

export function Queue({argument: state = 'due'}) {
  const go = Router.useNavigate();
  const paused = state === 'paused';
  const partners = usePartners();
  return h(Section, {
    title: 'The queue', id: 'cs-queue', hint: 'Each member of whom something was heard is synced here, the one that has waited for the longest time first.',
    actions: h(Choice, {
      label: 'State', value: state, onChange: name => go(to(`queue/${name}`)),
      choices: [['due', 'Due'], ['waiting', 'Waits for a try'], ['running', 'At work'], ['paused', 'Paused']],
    }),
  }, h(Listed, {
    label: 'Members in the queue', path: '/members', filters: {state}, rowKey: row => row.circleMemberId, seconds: 5,
    empty: h(Nothing, {title: NONE[state] ?? 'Nobody.'}),
    columns: again => [
      COMMON.member,
      {title: 'State', cell: row => h(State, {of: row.state})},
      COMMON.since, COMMON.why, COMMON.tries, COMMON.next(partners), COMMON.synced,
      {title: 'Do', cell: (paused ? resume : syncNow)(again, partners)},
    ],
  }));
}

export function Failed() {
  const [error, setError] = React.useState('');
  const [asked, setAsked] = React.useState('');
  const reload = React.useRef(() => {});
  const [isNobody, setNobody] = React.useState(false);
  const partners = usePartners();
  React.useEffect(() => {
    const timer = setTimeout(() => setAsked(error.trim()), 400);
    return () => clearTimeout(timer);
  }, [error]);
  const filter = asked ? {filter: {error: asked}} : {};
  return h(Section, {
    title: 'Given up', id: 'cs-failed',
    hint: 'They are tried again once something changes in Circle or here, and by the next run. Mend what is wrong, then try them again at once.',
    actions: h(React.Fragment, null,
      h(Core.TextInput, {
        value: error, onChange: (event, value) => setError(value), placeholder: 'Part of the reason', 'aria-label': 'Part of the reason', className: 'cs-filter', type: 'search',
      }),
      h(Act, {
        label: asked ? 'Retry these' : 'Retry all', variant: 'primary', isDisabled: isNobody, call: post('/members/retry', filter), then: () => reload.current(),
        told: replay => replay.estimate ? `${count(replay.estimate, 'member is', 'members are')} tried again, a few at a time.` : 'There was nobody to be tried again.',
        asking: {title: 'Try them again?', text: h(Estimate, {filter})},
      })),
  }, h(Listed, {
    label: 'Members who were given up', path: '/members', filters: {state: 'failed', error: asked}, rowKey: row => row.circleMemberId,
    onRows: poll => {
      reload.current = poll.again;
      if (poll.data) setNobody(!poll.data.items.length);
    },
    empty: h(Nothing, {title: asked ? 'Nobody was given up over that.' : 'Nobody was given up.'}),
    columns: again => [
      COMMON.member, COMMON.why, COMMON.tries,
      {title: 'Given up', cell: row => h(When, {at: row.failedAt})},
      {title: 'Waiting since', cell: row => h(When, {at: row.waitingSince})},
      COMMON.synced,
      {title: 'Do', cell: syncNow(again, partners)},
    ],
  }));
}

/** How many they would be, asked before it is done. */
function Estimate({filter}) {
  const [found, setFound] = React.useState(null);
  React.useEffect(() => {
    api(`/members/retry${query({})}`, {method: 'POST', body: {...filter, dryRun: true}})
      .then(replay => setFound(`${count(replay.estimate, 'member is', 'members are')} marked due, a hundred at a time, behind whoever is due already. Whoever is paused is left alone.`))
      .catch(problem => setFound(problem.message));
  }, []);
  return h('p', null, found ?? 'Counting…');
}
