// Parts of which the views are made.
import {React, Core, Table, Router, h} from './shared.js';
import {ask, query, api} from './calls.js';
import {usePoll} from './polling.js';
import {ago} from './words.js';
import {partnerName, waitsFor, waitsForTheMonth} from './judge.js';

/** Who looks, and how to tell them what has come of an act. */
export const Looking = React => (Looking.context ??= React.createContext({name: '', mayAct: false, tell: () => {}}));
export const useLooking = () => React.useContext(Looking(React));

export const to = path => `/circle-sync/${path}`;

export const Link = ({path, children, ...rest}) => h(Router.Link, {to: to(path), ...rest}, children);

export const Member = ({id}) => id ? h(Link, {path: `member/${id}`, 'aria-label': `Member ${id}`}, id) : '–';

/** A time as how long ago it is, with the whole of it on hovering. */
export const When = ({at, none = '–'}) => at
  ? h('time', {dateTime: at, title: new Date(at).toLocaleString()}, ago(at))
  : none;

/** When somebody, or a message, is tried next. A time that has passed says nothing: they wait for the partner, or for their turn. A wait of their own that is longer counts. */
export function NextTry({at, partners, partner = 'circle'}) {
  const waits = at && waitsFor(partner, partners);
  if (waits && (waits === 'a person' || new Date(at) <= new Date(waits))) {
    return h(React.Fragment, null, h(Link, {path: 'partners'}, `when ${partnerName(partner)} is called again`),
      waits === 'a person' ? ' by a person' : h('span', {className: 'cs-small'}, ' it is asked ', h(When, {at: waits})));
  }
  if (at && waitsForTheMonth(partner, partners)) return h(Link, {path: 'partners'}, 'when the month (UTC) is over, or has more calls');
  return at && new Date(at) < new Date() ? 'in its turn' : h(When, {at});
}

export const Mark = ({color, children}) => h(Core.Label, {color, isCompact: true}, children);

const STATES = {
  due: 'blue', waiting: 'orange', running: 'teal', failed: 'red', paused: 'purple', settled: 'green',
  pending: 'blue', closed: 'green', open: 'red', probing: 'orange', planned: 'grey', done: 'green', cancelled: 'grey',
  applied: 'green', ignored: 'grey', outdated: 'grey', quarantined: 'orange', processed: 'green',
};

/** What a state is called, in its colour. */
export const State = ({of, children}) => h(Mark, {color: STATES[of] ?? 'grey'}, children ?? of);

/** A name that programs use, which a narrow page breaks between its words. */
export const Name = ({of}) => of ? of.split(/(?<=[_.])/).flatMap((word, at) => at ? [h('wbr', {key: at}), word] : word) : '–';

export const Busy = ({what = 'Loading'}) => h('p', {className: 'cs-busy', role: 'status'},
  h(Core.Spinner, {size: 'lg', 'aria-label': what}), ` ${what}…`);

/** That something could not be loaded, and why; what was seen last may stand below it. */
export const Broken = ({problem, again, at}) => h(Core.Alert, {
  variant: 'danger', isInline: true, className: 'cs-broken',
  title: at ? `Not up to date: this is from ${ago(new Date(at).toISOString())}` : 'This cannot be shown at the moment',
  actionLinks: again && h(Core.AlertActionLink, {onClick: again}, 'Try again'),
}, problem.message, problem.message.includes('/api/partners') && h(React.Fragment, null, ' ', h(Link, {path: 'partners'}, 'See the partners')));

export const Nothing = ({title, children}) => h('div', {className: 'cs-nothing'},
  h('p', {className: 'cs-nothing-title'}, title), children && h('p', null, children));

/** How partners stand; undefined as long as that is not known. */
export const usePartners = () => usePoll(signal => api('/partners', {signal}), 'partners', 10).data;

/** What a poll has loaded, or that it is busy, or broken. */
export function Loaded({poll, children}) {
  return h(React.Fragment, null,
    poll.problem && h(Broken, poll),
    poll.data === undefined ? !poll.problem && h(Busy) : children(poll.data));
}

export const Section = ({title, hint, actions, children, id}) => h('section', {className: 'cs-section', 'aria-labelledby': id},
  h('div', {className: 'cs-section-head'},
    h(Core.Title, {headingLevel: 'h2', size: 'lg', id}, title),
    actions && h('div', {className: 'cs-actions'}, actions)),
  hint && h('p', {className: 'cs-hint'}, hint),
  children);

/**
 * A button that does something; who may only watch does not see it.
 *
 * @param call gives a promise of what has come of it
 * @param told what to say then: a text, or made from what has come of it; `{warning}` where it is not what was meant
 * @param ask `{title, text, word}`: what is asked first; `word` is to be typed where nothing brings it back
 */
export function Act({label, about, call, told, asking, then, variant = 'secondary', isDanger = false, isDisabled = false}) {
  const {mayAct, tell} = useLooking();
  const [busy, setBusy] = React.useState(false);
  const [open, setOpen] = React.useState(false);
  const [typed, setTyped] = React.useState('');
  const run = async () => {
    setBusy(true);
    setOpen(false);
    setTyped('');
    try {
      const answer = await call();
      const said = typeof told === 'function' ? told(answer) : told;
      if (said.warning) tell('warning', said.warning);
      else tell('success', said);
      then?.(answer);
    } catch (problem) {
      tell('danger', `${label}: ${problem.message}`);
    } finally {
      setBusy(false);
    }
  };
  return mayAct && h(React.Fragment, null,
    h(Core.Button, {
      variant: isDanger ? 'danger' : variant, size: 'sm', isLoading: busy, isDisabled: busy || isDisabled,
      'aria-label': about && `${label}: ${about}`,
      onClick: asking ? () => setOpen(true) : run,
    }, label),
    open && h(Core.Modal, {isOpen: true, variant: 'small', onClose: () => setOpen(false), 'aria-labelledby': 'cs-asking'},
      h(Core.ModalHeader, {title: asking.title, labelId: 'cs-asking', titleIconVariant: isDanger ? 'warning' : undefined}),
      h(Core.ModalBody, null,
        h('div', {className: 'cs-asking'}, asking.text),
        asking.word && h('label', {className: 'cs-word'}, `Type ${asking.word} to go on `,
          h(Core.TextInput, {value: typed, onChange: (event, value) => setTyped(value), 'aria-label': `Type ${asking.word}`}))),
      h(Core.ModalFooter, null,
        h(Core.Button, {
          variant: isDanger ? 'danger' : 'primary', onClick: run, isDisabled: Boolean(asking.word) && typed.trim() !== String(asking.word),
        }, asking.yes ?? label),
        h(Core.Button, {variant: 'link', onClick: () => setOpen(false)}, 'Leave it'))));
}

/** What to say of whoever was asked to be synced now. */
export const dueNow = (who, partners) => waitsFor('circle', partners)
  ? {warning: `${who}, and will be synced when Circle is called again.`}
  : `${who} now, before all others.`;

export const post = (path, body) => () => api(path, {method: 'POST', body});
export const patch = (path, body) => () => api(path, {method: 'PATCH', body});

/**
 * Rows below their columns, `{title, cell}`. On a phone each row is a card.
 */
export const Rows = ({label, rows, columns, rowKey}) => h(Table.Table, {'aria-label': label, variant: 'compact', gridBreakPoint: 'grid-lg'},
  h(Table.Thead, null, h(Table.Tr, null, ...columns.map(column => h(Table.Th, {key: column.title, modifier: 'wrap'}, column.title)))),
  h(Table.Tbody, null, ...rows.map(row => h(Table.Tr, {key: rowKey(row), 'data-row': rowKey(row)},
    ...columns.map(column => h(Table.Td, {key: column.title, dataLabel: column.title, className: column.className}, column.cell(row)))))));

/** A list of the API, a page at a time. */
export function Listed({label, path, filters = {}, columns, rowKey, empty, seconds = 10, onRows}) {
  const [cursor, setCursor] = React.useState(null);
  const about = [path, filters];
  React.useEffect(() => setCursor(null), [JSON.stringify(about)]);
  const poll = usePoll(signal => ask(`/api${path}${query({...filters, limit: 50, cursor})}`, {signal}), [about, cursor], seconds);
  React.useEffect(() => onRows?.(poll), [poll.data]);
  return h(Loaded, {poll}, page => h(React.Fragment, null,
    page.items.length ? h(Rows, {label, rows: page.items, columns: columns(poll.again), rowKey}) : empty,
    (cursor || page.nextCursor) && h('div', {className: 'cs-pages'},
      h(Core.Button, {variant: 'link', isDisabled: !cursor, onClick: () => setCursor(null)}, 'First page'),
      h(Core.Button, {variant: 'link', isDisabled: !page.nextCursor, onClick: () => setCursor(page.nextCursor)}, 'Next page'))));
}

/** Choices of which one is taken. */
export const Choice = ({label, value, choices, onChange}) => h(Core.ToggleGroup, {'aria-label': label, isCompact: true},
  ...choices.map(([name, text]) => h(Core.ToggleGroupItem, {
    key: name, text, buttonId: `cs-choice-${label}-${name}`.replace(/\s/g, '-'), isSelected: value === name, onChange: () => onChange(name),
  })));
