// What needs me, and the flow with what is at each of its stations.
import {React, Core, h} from '../shared.js';
import {ask} from '../calls.js';
import {usePoll} from '../polling.js';
import {useRates} from '../rates.js';
import {needs, stations, partnerName, waitsFor} from '../judge.js';
import {groups} from '../groups.js';
import {Loaded, Section, Link, NextTry, When, Nothing, Rows, State} from '../parts.js';
import {lasting, gapName} from '../words.js';

export function Overview() {
  const poll = usePoll(async signal => {
    const [state, all] = await Promise.all([ask('/overview', {signal}), groups().catch(() => [])]);
    return {...state, stopped: all.filter(group => group.started < group.routes)};
  }, 'overview', 10);
  const rates = useRates(poll.at);
  return h(Loaded, {poll}, state => h(React.Fragment, null,
    h(Needs, {found: needs(state), isOld: Boolean(poll.problem)}),
    h(Section, {title: 'The flow', id: 'cs-flow-title', hint: 'What is at each station now. Rates are those of this node.'},
      h('div', {className: poll.problem ? 'cs-old' : undefined}, h(Flow, {all: stations(state, rates)}))),
    state.troubles.length > 0 && h(Section, {title: 'Why members do not get on', id: 'cs-troubles'}, h(Troubles, {troubles: state.troubles, partners: state.partners})),
    h(Section, {title: 'What went well last', id: 'cs-well'}, h(Last, {state})),
    h(Section, {title: 'Open gaps', id: 'cs-open-gaps'}, h(OpenGaps, {gaps: state.openGaps}))));
}

const Needs = ({found, isOld}) => h(Section, {title: 'What needs me?', id: 'cs-needs'}, found.length
  ? h('ul', {className: 'cs-needs'}, ...found.map((each, i) => h('li', {key: i, className: `cs-need cs-${each.level}`},
    h(Link, {path: each.path}, each.text), each.more && h('span', {className: 'cs-more'}, each.more))))
  : isOld ? h('p', null, 'What is said above; of all else nothing is known at the moment.') : h('p', {className: 'cs-well'}, 'Nothing. All partners are called, nobody has waited for long, nobody was given up.'));

/** Drawn as in the README: what comes in, the queue, the sync with Circle beside it, the gaps, and who is told. */
const Flow = ({all}) => {
  const named = Object.fromEntries(all.map(station => [station.id, h(Station, {key: station.id, station})]));
  return h('ol', {className: 'cs-flow', 'aria-label': 'Stations of the flow'},
    h('li', null, named.intake),
    h('li', null, named.queue),
    h('li', {className: 'cs-both'}, named.sync, named.circle),
    h('li', null, named.gaps),
    h('li', {className: 'cs-both'}, ...all.filter(station => station.isChannel).map(station => named[station.id])));
};

const Station = ({station}) => h(Link, {
  path: station.path, className: `cs-station${station.trouble ? ' cs-danger' : station.notice ? ' cs-warning' : ''}`, 'data-station': station.id,
},
h('span', {className: 'cs-station-title'}, station.title),
h('span', {className: 'cs-figure'}, station.figure.toLocaleString('en')),
h('span', {className: 'cs-unit'}, station.unit),
h('span', {className: 'cs-small'}, [
  station.rate != null && `${Math.round(station.rate)} a minute`,
  station.oldest > 0 && `oldest ${lasting(station.oldest)}`].filter(Boolean).join(', ')),
station.lastWord && h('span', {className: 'cs-small'}, `${station.lastWord} `, h(When, {at: station.last, none: 'never yet'})),
(station.trouble ?? station.notice) && h('strong', {className: 'cs-trouble'}, station.trouble ?? station.notice));

const Troubles = ({troubles, partners}) => h(Rows, {
  label: 'Reasons', rows: troubles, rowKey: row => `${row.state} ${row.reason}`,
  columns: [
    {title: 'Members', cell: row => row.members.toLocaleString('en')},
    {title: 'What becomes of them', cell: row => row.state === 'failed' ? h(State, {of: 'failed'}, 'given up') : h(State, {of: 'waiting'}, 'tried again')},
    {title: 'Why', cell: row => row.reason},
    {title: 'Since', cell: row => h(When, {at: row.since})},
    {title: 'Tries at most', cell: row => row.attempts},
    {title: 'Next try', cell: row => h(NextTry, {at: row.nextAt, partners})},
    {title: 'See', cell: row => h(Link, {path: row.state === 'failed' ? 'failed' : waitsFor('circle', partners) ? 'queue' : 'queue/waiting'}, 'Members')},
  ],
});

function Last({state}) {
  const told = state.channels.map(channel => [partnerName(channel.name), channel.sentAt]);
  const {successes} = state;
  return h(Core.DescriptionList, {isHorizontal: true, isCompact: true, className: 'cs-last'}, ...[
    ['Webhook of Circle', successes['circle-webhook']],
    ['Webhook of WorkOS', successes['workos-webhook']],
    ['Sync', successes.sync],
    ['Push to Circle', successes.push],
    ...told,
    ['Run to its end', state.lastRunDoneAt],
  ].map(([term, at]) => h(Core.DescriptionListGroup, {key: term},
    h(Core.DescriptionListTerm, null, term),
    h(Core.DescriptionListDescription, null, h(When, {at, none: 'never yet'})))));
}

function OpenGaps({gaps}) {
  const kinds = Object.entries(gaps).filter(([, open]) => open > 0);
  return kinds.length
    ? h('ul', {className: 'cs-kinds'}, ...kinds.map(([kind, open]) => h('li', {key: kind},
      h(Link, {path: kind === 'identity-conflict' ? 'identity' : `gaps/${kind}`}, `${gapName(kind)}: ${open.toLocaleString('en')}`))))
    : h(Nothing, {title: 'No gap is open.'});
}
