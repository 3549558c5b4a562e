// Words for figures, times and the names that the API uses.

const UNITS = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];

/** From here on, days are enough. */
const LONG = 86400 * 3;

/** Seconds as a person says them: 12 s, 5 min, 3 h 20 min, 4 d. */
export function lasting(seconds) {
  const rounded = Math.max(0, Math.round(seconds));
  const whole = rounded < LONG ? rounded : Math.round(rounded / 86400) * 86400;
  const at = UNITS.findIndex(([, size]) => whole >= size);
  if (at < 0) return '0 s';
  const [unit, size] = UNITS[at];
  const rest = UNITS[at + 1] && size > 60 ? Math.floor(whole % size / UNITS[at + 1][1]) : 0;
  return `${Math.floor(whole / size)} ${unit}${rest && whole < LONG ? ` ${rest} ${UNITS[at + 1][0]}` : ''}`;
}

/** Of who may only watch. */
export const notAsked = 'Circle is not asked: that costs one of the month\'s calls, and takes the role act.';

export const secondsSince = (instant, now = Date.now()) => (now - new Date(instant).getTime()) / 1000;

export function ago(instant, now = Date.now()) {
  const seconds = secondsSince(instant, now);
  if (Math.abs(seconds) < 1.5) return 'now';
  return seconds > 0 ? `${lasting(seconds)} ago` : `in ${lasting(-seconds)}`;
}

export const count = (number, one, many = `${one}s`) => `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** Characters that turn what follows round, so that one would read what nobody typed. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What people typed, with such characters to be seen. */
export const seen = text => text?.replace(TURNING, turn => `\u27e8U+${turn.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`);

const GAPS = {
  'missing-workos': 'Without an account',
  'incomplete-profile': 'Incomplete profile',
  'identity-conflict': 'Unclear who is who',
  'sync-failed': 'Cannot be synced',
  'push-rejected': 'Not kept by Circle',
  'member-left': 'Left Circle',
  'message-failed': 'Could not be told',
  reconciliation: 'Run',
};

const PARTNERS = {closed: 'calls flow', open: 'not called', probing: 'being asked'};

const RULES = {
  created: 'so it was from the start',
  'most-recent': 'it was edited later',
  'same-instant': 'both were edited at the same time, and then the app\'s stays',
  'value-beats-none': 'the other side had none',
  'filled-empty': 'there was none before',
  'changed-on-one-side': 'only one side had changed it',
  'circle-lacked-it': 'Circle lacked it, so it was sent there',
  'moved-in-circle': 'the member has a new address in Circle',
  'same-address': 'Circle gives the member the same address',
  'email-changed': 'the account has a new address',
  'linked-by-email': 'the addresses are the same',
  'linked-by-circle': 'Circle names the account',
  'linked-by-person': 'a person said whose they are',
  'linked-by-external-id': 'WorkOS names the profile',
  'account-deleted': 'the account was deleted',
  edit: 'somebody edited it in the app',
  form: 'somebody filled in the form',
  undo: 'a person took a change back',
  flip: 'a person let the other side win',
  'sync-now': 'a person had them synced',
  retry: 'a person had all tried again who were given up',
  replay: 'a person had events replayed',
  pause: 'a person paused them',
  resume: 'a person resumed them',
  approve: 'a person approved it',
  ignore: 'a person left it out',
  release: 'a person let it count',
  'send-again': 'a person had it sent again',
  unsubscribe: 'they want no mails',
  subscribe: 'they want mails again',
};

const SOURCES = {local: 'the app', circle: 'Circle', workos: 'WorkOS', push: 'this service', operator: 'a person'};

const FINDINGS = {
  'missing-here': 'Only in Circle',
  'missing-there': 'Only here',
  different: 'Different',
  renamed: 'Renamed',
  'address-changed': 'New address',
  emptied: 'Emptied',
  left: 'Left',
  returned: 'Returned',
  'identity-conflict': 'Unclear who is who',
  duplicate: 'Twice in Circle',
};

const named = names => name => names[name] ?? String(name ?? '').replace(/-/g, ' ');

export const gapName = named(GAPS);
export const partnerState = named(PARTNERS);
export const ruleName = named(RULES);
export const sourceName = named(SOURCES);
export const findingName = named(FINDINGS);
export const gapKinds = Object.keys(GAPS);
export const findingKinds = Object.keys(FINDINGS);
