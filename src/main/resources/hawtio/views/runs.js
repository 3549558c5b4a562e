// Runs that compare all members with all profiles.
import {React, Core, Router, h} from '../shared.js';
import {api} from '../calls.js';
import {usePoll} from '../polling.js';
import {Act, Link, Listed, Loaded, Mark, Member, Nothing, Section, State, When, post, to} from '../parts.js';
import {count, findingKinds, findingName, lasting, seen} from '../words.js';

const OPEN = ['planned', 'running', 'waiting'];

const foundIn = run => Object.values(run.findings).reduce((sum, findings) => sum + findings, 0);

export function Runs() {
  const go = Router.useNavigate();
  const show = run => go(to(`run/${run.id}`));
  return h(Section, {
    title: 'Runs', id: 'cs-runs', hint: 'A run compares all members of Circle with all profiles: a call for each hundred. One at a time.',
    actions: h(React.Fragment, null,
      h(Act, {label: 'Compare', variant: 'primary', call: post('/reconciliations', {dryRun: true}), told: run => `Run ${run.id} compares, and writes nothing.`, then: show}),
      h(Act, {
        label: 'Repair', call: post('/reconciliations', {dryRun: false}), told: run => `Run ${run.id} has begun.`, then: show,
        asking: {title: 'Compare and repair?', text: 'What differs is written, on both sides, by the rules of the merge. Past its thresholds the run waits for a person. What it has written over can be taken back.'},
      })),
  }, h(Listed, {
    label: 'Runs', path: '/reconciliations', rowKey: row => row.id, empty: h(Nothing, {title: 'There was no run yet.'}, 'Compare writes nothing, and shows what differs.'),
    columns: () => [
      {title: 'Run', cell: row => h(Link, {path: `run/${row.id}`, 'aria-label': `Run ${row.id}`}, row.id)},
      {title: 'Kind', cell: row => row.applied ? 'compared, then applied' : row.dryRun ? 'compares' : 'repairs'},
      {title: 'State', className: 'cs-text', cell: row => h(React.Fragment, null, h(State, {of: row.state}), row.reason && h('span', {className: 'cs-small'}, ` ${row.reason}`))},
      {title: 'Began', cell: row => h(When, {at: row.startedAt})},
      {title: 'Took', cell: row => row.endedAt ? lasting((new Date(row.endedAt) - new Date(row.startedAt)) / 1000) : '–'},
      {title: 'Members', cell: row => row.progress.members.toLocaleString('en')},
      {title: 'Found', cell: row => foundIn(row).toLocaleString('en')},
    ],
  }));
}

export function Run({argument: id}) {
  const poll = usePoll(signal => api(`/reconciliations/${id}`, {signal}), id, 3);
  const [kind, setKind] = React.useState('');
  return h(Loaded, {poll}, run => h(React.Fragment, null,
    h(Section, {title: `Run ${run.id}`, id: 'cs-run', hint: run.applied ? 'It compared, and a person had it applied.' : run.dryRun ? 'It compares, and writes nothing by itself.' : 'It compares, and repairs.', actions: h(RunActs, {run, again: poll.again})},
      h(Progress, {run}),
      run.state === 'failed' && run.reason && h(Core.Alert, {variant: 'danger', isInline: true, title: `The run has failed: ${run.reason}`})),
    h(Section, {
      title: 'What it has found', id: 'cs-findings',
      actions: h(Core.FormSelect, {value: kind, 'aria-label': 'Kind of finding', className: 'cs-filter', onChange: (event, value) => setKind(value)},
        h(Core.FormSelectOption, {value: '', label: 'All kinds'}),
        ...findingKinds.filter(name => run.findings[name]).map(name => h(Core.FormSelectOption, {key: name, value: name, label: `${findingName(name)} (${run.findings[name]})`}))),
    }, h(Listed, {
      label: 'Findings', path: `/reconciliations/${id}/findings`, filters: {kind}, rowKey: row => row.id,
      empty: h(Nothing, {title: OPEN.includes(run.state) || foundIn(run) ? 'Nothing yet.' : run.state === 'done' ? 'Both sides agree.' : 'It ended before all was compared.'}),
      columns: again => [
        {title: 'Member', cell: row => h(Member, {id: row.circleMemberId})},
        {title: 'What', cell: row => findingName(row.kind)},
        {title: 'Fields', className: 'cs-text', cell: row => h(Fields, {fields: row.fields})},
        {title: 'State', cell: row => row.state === 'open' ? h(Mark, {color: 'blue'}, 'open') : h(State, {of: row.state})},
        {title: 'Do', cell: row => row.state === 'open' && h(FindingActs, {run, row, again})},
      ],
    }))));
}

const RunActs = ({run, again}) => {
  const path = `/reconciliations/${run.id}`;
  const may = act => run.decisions.includes(act);
  const left = run.waitingFor?.some?.(each => String(each.threshold).includes('left'));
  return h(React.Fragment, null,
    may('continue') && left && h(Act, {label: 'Go on without those who left', call: post(`${path}/continue`, {without: ['left']}), told: 'It goes on.', then: again}),
    may('continue') && h(Act, {
      label: 'Go on', variant: 'primary', call: post(`${path}/continue`, {}), told: 'It goes on.', then: again,
      asking: {title: 'Go on past the thresholds?', text: h(Waiting, {run})},
    }),
    may('apply') && h(Act, {
      label: 'Repair', call: post(`${path}/apply`), told: 'The list is read anew, and what it has found is written.', then: again,
      asking: {title: 'Write what was found?', text: 'The list is read once more first; what is not the same any more is left out.'},
    }),
    may('cancel') && h(Act, {
      label: 'Cancel', isDanger: true, call: post(`${path}/cancel`), told: 'It is cancelled.', then: again,
      asking: {title: 'Cancel the run?', text: 'What it has written stays; a new run begins from the start.', yes: 'Cancel the run'},
    }),
    mayHaveWritten(run) && h(Act, {
      label: 'Take it back', isDanger: true, call: post('/undo', {reconciliationId: run.id}), told: takenBack, then: again,
      asking: {title: 'Take back what the run has written?', text: 'Left as they are: fields that have changed since, what says who somebody is, and, where the most recent wins, fields that were empty before, for Circle\'s value would come back.', word: run.id},
    }),
    h(Core.Button, {component: 'a', variant: 'link', size: 'sm', href: `/circlesync/api${path}/report`, target: '_blank', rel: 'noopener'}, 'Report'));
};

/** One that a person has ended may have begun with it, and a comparison is written once they say so. */
const mayHaveWritten = run => !OPEN.includes(run.state) && (!run.dryRun || run.applied);

function takenBack({changes, skipped}) {
  const said = `${count(changes.length, 'change was', 'changes were')} taken back, ${skipped.length} left as they are${skipped.length ? `: ${skipped[0].reason}` : '.'}`;
  return changes.length ? said : {warning: said};
}

const Waiting = ({run}) => run.waitingFor?.length
  ? h('ul', null, ...run.waitingFor.map((each, i) => h('li', {key: i}, `${each.threshold}: ${each.figure} %, and the limit is ${each.limit} %`)))
  : h('p', null, 'It waits for a person.');

function Progress({run}) {
  const {progress} = run;
  const share = progress.pagesTotal ? Math.min(100, 100 * progress.pages / progress.pagesTotal) : run.state === 'done' ? 100 : 0;
  return h('div', {className: 'cs-run'},
    h('p', null, h(State, {of: run.state}), ' began ', h(When, {at: run.startedAt}), run.endedAt && h(React.Fragment, null, ', ended ', h(When, {at: run.endedAt})),
      OPEN.includes(run.state) && progress.secondsLeft ? `, about ${lasting(progress.secondsLeft)} left` : ''),
    h(Core.Progress, {
      value: share, size: 'sm', title: `${progress.members.toLocaleString('en')} of ${(progress.membersTotal ?? 0).toLocaleString('en')} members compared`,
      'aria-label': 'Progress', variant: run.state === 'failed' ? 'danger' : run.state === 'done' ? 'success' : undefined,
    }),
    run.state === 'waiting' && h(Core.Alert, {variant: 'warning', isInline: true, title: 'It waits for a person: more differs than it may write by itself'}, h(Waiting, {run})));
}

/** Whether somebody has left is a date here, and in Circle what their absence says. */
const LEAVING = {'not-listed': 'not in Circle\'s list', left: 'gone from Circle', deactivated: 'deactivated in Circle', returned: 'there again in Circle'};

const Field = ({of}) => of.field === 'leftAt' ? LEAVING[of.rule] ?? of.rule : h(React.Fragment, null, `${of.field}: `,
  h('span', {className: of.winner === 'local' ? 'cs-won' : 'cs-lost', dir: 'auto'}, seen(of.localValue) ?? 'none'), ' here, ',
  h('span', {className: of.winner === 'circle' ? 'cs-won' : 'cs-lost', dir: 'auto'}, seen(of.circleValue) ?? 'none'), ' in Circle');

const Fields = ({fields}) => fields.length
  ? h('ul', {className: 'cs-fields'}, ...fields.map(each => h('li', {key: each.field}, h(Field, {of: each}))))
  : '–';

/** Whose a member is, is decided for the member, and not by saying yes to a finding. */
const FindingActs = ({run, row, again}) => h('span', {className: 'cs-buttons'}, ...[
  ...['identity-conflict', 'duplicate'].includes(row.kind) ? [] : [['approve', 'Approve']], ['ignore', 'Ignore'],
].map(([act, label]) => h(Act, {
  key: act, label, about: `finding about member ${row.circleMemberId}`, call: post(`/reconciliations/${run.id}/findings/${row.id}/${act}`), told: `The finding is ${act}d.`, then: again,
})));
