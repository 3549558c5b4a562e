// What is well, and what needs somebody, for who looks at the page; alerts call somebody, and come later.
import {count, lasting, gapName, secondsSince} from './words.js';

/** Seconds that something may wait at a station before it counts as stuck. */
const STUCK = {due: 300, search: 900, message: 900};

const isUsedUp = circle => circle?.usedPercent === 100;

/** Whether the calls of a partner's month are about to be used up, or are. */
export const runsShort = partner => partner?.usedPercent >= 90;

/** When a partner is asked again whether it is well, or that a person is to let calls go on; null while it is called. */
export const waitsFor = (name, partners) => {
  const found = partners?.find(partner => partner.name === name);
  return away(found) ? found.nextProbeAt ?? 'a person' : null;
};

/** Whether only a person's own asking is followed until the month is over. */
export const waitsForTheMonth = (name, partners) => isUsedUp(partners?.find(partner => partner.name === name));

const age = (instant, state) => instant ? Math.max(0, secondsSince(instant, new Date(state.at).getTime())) : 0;
const partner = (state, name) => state.partners.find(found => found.name === name);
const away = found => found && found.state !== 'closed';

/** Where Circle and WorkOS show their secrets. */
const DOORS = {'circle-webhook': 'Circle\'s webhook', 'workos-webhook': 'WorkOS\'s webhook'};

/** Seconds after which it is strange that Circle sends nothing. */
const SILENT = 172800;

/** Seconds for which it is told that an event was not taken. */
const NOT_TAKEN_LATELY = 300;

/** Seconds for which a refusal is told: nobody may have called since. */
const REFUSED_LATELY = 86400;

/** A refused account is asked about again, and refused again. */
const whatToDo = found => found.state === 'probing'
  ? 'It is asked at this moment whether it is well.'
  : !found.nextProbeAt
  ? 'Nobody asks by itself; let calls go on when it is well.'
  : found.name === 'circle' && /^40[13]\b/.test(found.reason ?? '')
    ? 'A new token (circle.api-token) on every node and a restart, or the plan at Circle; then it is asked by itself whether it is well.'
    : found.name === 'circle' ? 'It is asked again by itself.' : 'It is asked again by itself. A login, a sender or an address that is refused is mended first.';

/**
 * What needs a person, the worst first: `{level, text, more, path}`.
 *
 * @param state how the service stands, and which groups of routes are `stopped` here
 */
export function needs(state) {
  const found = [];
  const {members} = state;
  const add = (level, text, path, more) => found.push({level, text, path, more});
  if (state.databaseAwaySince) {
    add('danger', `The database has taken nothing that is written for ${lasting(age(state.databaseAwaySince, state))}: webhooks and /api are answered with 503`, 'check',
      'What Circle sends meanwhile does not come again; a run finds it. The runbook tells what to do: DatabaseAway.');
  } else {
    for (const [source, at] of Object.entries(state.eventsNotTaken ?? {})) {
      if (age(at, state) < NOT_TAKEN_LATELY && !(state.successes[`${source}-webhook`] > at)) {
        add('danger', `What comes by ${DOORS[`${source}-webhook`]} cannot be stored: the last call was answered with 503 ${lasting(age(at, state))} ago`, 'check',
          'A run finds what was missed. The runbook tells what to do: EventsNotStored.');
      }
    }
  }
  if (state.syncsNobody) {
    add('danger', 'This node syncs nobody: another one was started with other circle.fields', 'check', 'Start all of them with the same ones; whoever is due waits until then, unless the other one runs.');
  }
  for (const each of state.partners.filter(away)) {
    add('danger', `${partnerName(each.name)} is not called: ${each.reason ?? 'no reason is known'}`, 'partners', whatToDo(each));
  }
  const circle = partner(state, 'circle');
  if (isUsedUp(circle)) {
    add('danger', 'The month\'s calls to Circle are used up: nobody is synced until the month (UTC) is over', 'partners',
      'Whom a person asks for is synced all the same. If the plan has more calls, raise circle.monthly-quota.');
  } else if (runsShort(circle)) {
    add('warning', `${circle.usedPercent} % of the month's calls to Circle are used`, 'partners');
  }
  if (state.writesRefusedSince && members.unwritten) {
    add('danger', `Circle has taken no changes from us for ${lasting(age(state.writesRefusedSince, state))}: edits of ${count(state.members.unwritten, 'member')} wait`, 'gaps/push-rejected',
      'What changes in Circle still comes in. The token (circle.api-token) and the plan must be allowed to write; then what waits goes out by itself.');
  }
  for (const group of state.stopped) {
    add(group.name === 'inbound' ? 'danger' : 'warning', `The group ${group.name} is stopped on this node${group.name === 'inbound' ? ': webhooks are answered with 503' : ''}`, 'groups', group.started ? `${group.started} of ${group.routes} routes are started.` : undefined);
  }
  for (const [door, name] of Object.entries(DOORS)) {
    const refusedAt = state.secretsRefused?.[door];
    if (refusedAt && age(refusedAt, state) < REFUSED_LATELY && !(state.successes[door] > refusedAt)) {
      add('warning', `The last call of ${name} on this node showed a wrong secret, or none`, 'events',
        'If it was changed on one side, what is sent is lost until both have the same. Else somebody tries secrets.');
    }
  }
  if (age(state.successes['circle-webhook'], state) > SILENT) {
    add('warning', `No webhook of Circle for ${lasting(age(state.successes['circle-webhook'], state))}`, 'events',
      'Unless the community is as quiet as that: are the workflows on that send them, and is their address ours?');
  }
  if (age(members.oldestDueAt, state) > STUCK.due) {
    add('danger', `The queue is stuck: the first member has waited for ${lasting(age(members.oldestDueAt, state))}`, 'queue');
  }
  if (members.failed) add('danger', `${count(members.failed, 'member was', 'members were')} given up`, 'failed', reason(state, 'failed'));
  // While Circle is not called they keep their place among those who are due.
  if (members.retrying && !away(circle)) add('warning', `${count(members.retrying, 'member is', 'members are')} tried again`, 'queue/waiting', reason(state, 'retrying'));
  if (age(state.searches.oldestDueAt, state) > STUCK.search) {
    add('warning', `${count(state.searches.due, 'profile waits', 'profiles wait')} to find their member in Circle`, 'gaps');
  }
  for (const channel of state.channels) {
    if (channel.failed) {
      add('danger', `${count(channel.failed, 'message was', 'messages were')} given up (${partnerName(channel.name)})`, 'messages/failed');
    }
    if (age(channel.oldestDueAt, state) > STUCK.message && !away(partner(state, channel.name))) {
      add('danger', `${partnerName(channel.name)} is stuck: a message has waited for ${lasting(age(channel.oldestDueAt, state))}`, 'messages');
    }
  }
  if (state.openRun?.state !== 'waiting' && state.openGaps.reconciliation) add('danger', `The last run has failed${state.lastRun?.reason ? `: ${state.lastRun.reason}` : ''}`, 'runs', 'The next that reads the whole list ends this.');
  if (state.openRun?.state === 'waiting') add('warning', `Run ${state.openRun.id} waits for a person`, `run/${state.openRun.id}`);
  const unclear = state.openGaps['identity-conflict'] ?? 0;
  if (unclear) add('warning', `${count(unclear, 'person')}: ${gapName('identity-conflict').toLowerCase()}`, 'identity');
  if (state.events.quarantined) add('warning', `${count(state.events.quarantined, 'event')} could not be used`, 'events');
  if (members.paused) {
    add('warning', `${count(members.paused, 'member is', 'members are')} paused`, 'queue/paused', 'Nobody syncs them until a person resumes them.');
  }
  const refused = (state.openGaps['push-rejected'] ?? 0) - (state.writesRefusedSince ? 1 : 0);
  if (refused > 0) add('warning', `Circle did not keep what was written of ${count(refused, 'member')}`, 'gaps/push-rejected');
  return found.sort((a, b) => (a.level === 'warning') - (b.level === 'warning'));
}

const reason = (state, kind) => {
  const [first, ...others] = state.troubles.filter(trouble => trouble.state === kind);
  return first && `${first.reason}${others.length ? ' and other reasons' : ''}`;
};

export const partnerName = name => (name.charAt(0).toUpperCase() + name.slice(1)).replace(':', ': ');

/** The kinds of channels, with those of the team's own. */
const kinds = state => [...new Set(['slack', 'mail', ...state.channels.map(kindOf)])];
const kindOf = channel => channel.name.split(':')[0];

/**
 * The stations of the flow, in its order: what is at each, for how long, how much goes through it, and whether it is stuck.
 *
 * @param rates per minute, by the names of routes
 */
export function stations(state, rates = {}) {
  const stopped = name => state.stopped.some(group => group.name === name) ? 'stopped' : null;
  const all = (...troubles) => troubles.filter(Boolean).join(', ') || null;
  const {members, successes} = state;
  const circle = partner(state, 'circle');
  const told = name => {
    const channels = state.channels.filter(channel => kindOf(channel) === name);
    const oldest = channels.map(channel => channel.oldestDueAt).filter(Boolean).sort()[0];
    const failed = channels.reduce((sum, channel) => sum + channel.failed, 0);
    const closed = channels.some(channel => away(partner(state, channel.name)));
    return {
      id: name, isChannel: true, title: partnerName(name), path: failed ? 'messages/failed' : 'messages',
      figure: channels.reduce((sum, channel) => sum + channel.waiting, 0), unit: 'to send', oldest: age(oldest, state),
      rate: rates[`outbox-${name}-send`], last: channels.map(channel => channel.sentAt).filter(Boolean).sort().at(-1), lastWord: 'last sent',
      trouble: all(stopped('gaps'), closed ? 'not called' : failed ? `${failed} given up` : age(oldest, state) > STUCK.message && 'stuck'),
    };
  };
  return [
    {
      id: 'intake', title: 'Events', path: 'events', figure: state.events.today, unit: 'today', rate: rates['circle-webhook'],
      last: [successes['circle-webhook'], successes['workos-webhook']].filter(Boolean).sort().at(-1), lastWord: 'last webhook',
      trouble: stopped('inbound'), notice: state.events.quarantined ? `${state.events.quarantined} not used` : null,
    },
    {
      id: 'queue', title: 'Due', path: members.retrying && !away(circle) ? 'queue/waiting' : 'queue', figure: members.due, unit: 'members due',
      oldest: age(members.oldestDueAt, state), rate: null, last: null,
      trouble: age(members.oldestDueAt, state) > STUCK.due ? 'stuck' : null,
      notice: [members.retrying && `${members.retrying} tried again`, state.searches.due && `${state.searches.due} looked for in Circle`].filter(Boolean).join(', ') || null,
    },
    {
      id: 'sync', title: 'Sync', path: members.failed ? 'failed' : 'queue/running', figure: members.running, unit: 'at work',
      rate: rates['member-sync'], last: successes.sync, lastWord: 'last sync',
      trouble: all(stopped('sync'), members.failed && `${members.failed} given up`), notice: members.paused ? `${members.paused} paused` : null,
    },
    {
      id: 'circle', title: 'Circle', path: 'partners', figure: circle?.callsThisMinute ?? 0, unit: `of ${circle?.budgetPerMinute ?? '–'} calls this minute`,
      rate: null, last: successes.push, lastWord: 'last push', trouble: away(circle) ? 'not called' : isUsedUp(circle) ? 'month used up' : members.unwritten ? 'takes no changes' : null,
    },
    {
      id: 'gaps', title: 'Gaps', path: 'gaps', figure: Object.values(state.openGaps).reduce((sum, gaps) => sum + gaps, 0), unit: 'open',
      rate: null, last: null, trouble: null, notice: state.openGaps['identity-conflict'] ? `${state.openGaps['identity-conflict']} unclear` : null,
    },
    ...kinds(state).map(told),
  ];
}
