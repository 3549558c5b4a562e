// What arrived, and what became of it.
import {React, Core, Router, h} from '../shared.js';
import {Act, Choice, Listed, Member, Name, Nothing, Section, State, When, post, to, useLooking} from '../parts.js';

export function Events({argument: status = 'all'}) {
  const go = Router.useNavigate();
  return h(Section, {
    title: 'Events', id: 'cs-events', hint: 'Webhooks of Circle and WorkOS, newest first.',
    actions: h(Choice, {
      label: 'Status', value: status, onChange: name => go(to(name === 'all' ? 'events' : `events/${name}`)),
      choices: [['all', 'All'], ['pending', 'Pending'], ['failed', 'Failed'], ['quarantined', 'Could not be used'], ['ignored', 'Ignored']],
    }),
  }, h(Listed, {
    label: 'Events', path: '/events', filters: {status: status === 'all' ? undefined : status}, rowKey: row => row.id,
    empty: h(Nothing, {title: status === 'all' ? 'Nothing has arrived yet.' : 'There is no such event.'},
      status === 'all' && 'Point Circle\'s webhook at /webhooks/circle of the public port.'),
    columns: again => [
      {title: 'Event', cell: row => row.id},
      {title: 'Came', cell: row => h(When, {at: row.receivedAt})},
      {title: 'From', cell: row => row.source},
      {title: 'Type', className: 'cs-text', cell: row => h(Name, {of: row.type})},
      {title: 'Member', cell: row => h(Member, {id: row.circleMemberId})},
      {title: 'Status', cell: row => h(State, {of: row.status})},
      {title: 'Why', className: 'cs-text', cell: row => row.error ?? row.reason ?? '–'},
      {title: 'Do', cell: row => h('span', {className: 'cs-buttons'}, h(Body, {row, again}), row.status === 'quarantined' && h(Act, {
        label: 'Use as it is', about: `event ${row.id}`, call: post(`/events/${row.id}/release`), told: `Event ${row.id} counts now.`, then: again,
      }))},
    ],
  }));
}

/** What arrived, as it came; put right where it could not be used. */
function Body({row, again}) {
  const {mayAct} = useLooking();
  const came = typeof row.body === 'string' ? row.body : JSON.stringify(row.body, null, 2);
  const [open, setOpen] = React.useState(false);
  const [text, setText] = React.useState(came);
  const mayMend = mayAct && row.status === 'quarantined';
  const mended = async () => {
    let body;
    try {
      body = JSON.parse(text);
    } catch (problem) {
      throw new Error(`This is no JSON: ${problem.message}`);
    }
    return post(`/events/${row.id}/release`, {body})();
  };
  return h(React.Fragment, null,
    h(Core.Button, {variant: 'link', size: 'sm', onClick: () => setOpen(true), 'aria-label': `Body of event ${row.id}`}, 'Body'),
    open && h(Core.Modal, {isOpen: true, variant: 'medium', onClose: () => setOpen(false), 'aria-labelledby': 'cs-body'},
      h(Core.ModalHeader, {title: `Event ${row.id}`, labelId: 'cs-body'}),
      h(Core.ModalBody, {tabIndex: 0}, mayMend
        ? h(Core.TextArea, {value: text, onChange: (event, value) => setText(value), 'aria-label': 'Body', className: 'cs-body', resizeOrientation: 'vertical', rows: 14, spellCheck: false})
        : h('pre', {className: 'cs-pre'}, came)),
      mayMend && h(Core.ModalFooter, null, h(Act, {
        label: 'Use it so', about: `event ${row.id}`, variant: 'primary', call: mended, told: `Event ${row.id} counts now.`,
        then: () => { setOpen(false); again(); },
      }))));
}
