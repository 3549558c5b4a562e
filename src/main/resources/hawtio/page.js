// The page: its menu, who looks at it, what has come of acts, and the view that the address names.
import {React, Core, Router, h} from './shared.js';
import {ask} from './calls.js';
import {usePoll} from './polling.js';
import {Looking, Link, to} from './parts.js';
import {Overview} from './views/overview.js';
import {Queue, Failed} from './views/queue.js';
import {Partners} from './views/partners.js';
import {Messages} from './views/messages.js';
import {Events} from './views/events.js';
import {Gaps} from './views/gaps.js';
import {Conflicts} from './views/conflicts.js';
import {Identity} from './views/identity.js';
import {Runs, Run} from './views/runs.js';
import {FindMember, Member} from './views/member.js';
import {Groups} from './views/groups.js';
import {Check} from './views/check.js';

const VIEWS = [
  ['', 'Overview', Overview],
  ['queue', 'Queue', Queue],
  ['failed', 'Given up', Failed],
  ['partners', 'Partners', Partners],
  ['messages', 'Messages', Messages],
  ['events', 'Events', Events],
  ['gaps', 'Gaps', Gaps],
  ['conflicts', 'Conflicts', Conflicts],
  ['identity', 'Who is who', Identity],
  ['runs', 'Runs', Runs],
  ['member', 'One member', FindMember],
  ['groups', 'Routes', Groups],
  ['check', 'Check', Check],
];

/** Pages of one thing, below the view that lists them. */
const ONE = {run: ['runs', Run], member: ['member', Member]};

export function Page() {
  const [, name = '', argument] = Router.useLocation().pathname.match(/circle-sync\/?([^/]*)\/?([^/]*)/) ?? [];
  const me = usePoll(signal => ask('/me', {signal}), 'me', 0);
  const [notes, setNotes] = React.useState([]);
  const tell = React.useCallback((variant, text) => {
    const key = Math.random();
    setNotes(before => [...before.slice(-2), {key, variant, text}]);
  }, []);
  const close = key => setNotes(before => before.filter(note => note.key !== key));
  const looking = React.useMemo(() => ({name: me.data?.name ?? '', mayAct: Boolean(me.data?.mayAct), tell}), [me.data, tell]);
  const [path, , view] = VIEWS.find(([known]) => known === name) ?? VIEWS[0];
  const [menu, View] = argument && ONE[name] ? ONE[name] : [path, view];
  return h(Looking(React).Provider, {value: looking}, h('div', {className: 'cs', id: 'circle-sync'},
    h('div', {className: 'cs-head'},
      h(Core.Title, {headingLevel: 'h1', size: 'xl'}, 'Circle Sync'),
      me.data && h('span', {className: 'cs-who'}, looking.mayAct ? looking.name : `${looking.name} (may watch)`)),
    h('nav', {className: 'cs-nav', 'aria-label': 'Circle Sync'}, h('ul', null, ...VIEWS.map(([each, title]) =>
      h('li', {key: each}, h(Link, {path: each, 'aria-current': menu === each ? 'page' : undefined}, title))))),
    h(Core.AlertGroup, {isToast: true, isLiveRegion: true, 'aria-label': 'What has come of it'}, ...notes.map(note =>
      h(Core.Alert, {
        key: note.key, variant: note.variant, title: note.text, timeout: note.variant === 'success' ? 8000 : 30000, onTimeout: () => close(note.key),
        actionClose: h(Core.AlertActionCloseButton, {onClose: () => close(note.key)}),
      }))),
    h('div', {className: 'cs-view', key: `${name}/${argument ?? ''}`}, h(View, {argument: argument ? decodeURIComponent(argument) : undefined}))));
}
