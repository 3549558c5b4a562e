// The groups of routes of the node that answers, and how to stop one and start it again.
import {React, Core, h} from '../shared.js';
import {execute, groups} from '../groups.js';
import {usePoll} from '../polling.js';
import {Act, Loaded, Mark, Nothing, Rows, Section} from '../parts.js';

const ABOUT = {
  inbound: 'Takes webhooks. While it is stopped they are refused, and Circle may not send them again.',
  profiles: 'Answers apps, and this page: while it is stopped the page shows little else than this list.',
  sync: 'Syncs members. Events and edits are taken all the same, and wait.',
  gaps: 'Sends alerts and mails, and reminds. What is to be told waits.',
  reconcile: 'Runs that compare all members with all profiles.',
};

/** Called by all others. */
const SHARED = 'shared';

export function Groups() {
  const poll = usePoll(groups, 'groups', 5);
  return h(Section, {
    title: 'Routes', id: 'cs-groups', hint: 'Of the node that answers this page. What a stopped group leaves undone is kept, and taken up when it starts again.',
    actions: h(Core.Button, {component: 'a', variant: 'link', size: 'sm', href: '/hawtio/camel/routes'}, 'Single routes, with diagrams and counters'),
  }, h(Loaded, {poll}, all => all.length
    ? h(Rows, {
      label: 'Groups of routes', rows: all, rowKey: row => row.name,
      columns: [
        {title: 'Group', cell: row => row.name},
        {title: 'State', cell: row => h(Mark, {color: row.started === row.routes ? 'green' : 'red'}, row.started === row.routes ? 'started' : row.started ? 'partly' : 'stopped')},
        {title: 'Routes started', cell: row => `${row.started} of ${row.routes}`},
        {title: 'What it does', className: 'cs-text', cell: row => ABOUT[row.name] ?? (row.name === SHARED ? 'Is called by all others, and is left running.' : '–')},
        {title: 'Do', cell: row => row.name !== SHARED && h(Switch, {group: row, again: poll.again})},
      ],
    })
    : h(Nothing, {title: 'The service shows no groups: JMX is off.'})));
}

const Switch = ({group, again}) => group.started === group.routes
  ? h(Act, {
    label: 'Stop', about: `group ${group.name}`, call: execute(group, 'pause'), told: `The group ${group.name} is stopped on this node.`, then: again,
    asking: {title: `Stop the group ${group.name}?`, text: `${ABOUT[group.name] ?? ''} On this node alone, and until somebody starts it or the node. Health says DOWN meanwhile.`},
  })
  : h(Act, {label: 'Start', about: `group ${group.name}`, variant: 'primary', call: execute(group, 'resume'), told: `The group ${group.name} is started.`, then: again});
