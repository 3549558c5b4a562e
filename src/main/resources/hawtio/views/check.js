// What `circle-sync check` says, of the service that runs: the database and each partner are asked once.
import {React, h} from '../shared.js';
import {Problem, jolokia} from '../calls.js';
import {Act, Mark, Nothing, Rows, Section} from '../parts.js';

const COLORS = {ok: 'green', warning: 'orange', 'not ok': 'red'};

async function check() {
  const [found] = await jolokia([{type: 'search', mbean: 'circlesync:type=check,*'}]);
  if (!found.value?.length) throw new Problem(404, 'The service offers no check: JMX is off.');
  const [run] = await jolokia([{type: 'exec', mbean: found.value[0], operation: 'run()'}]);
  if (run.status !== 200) throw new Problem(run.status, run.error ?? 'The check was refused.');
  return run.value.map(line => line.match(/^(not ok|ok|warning)\s+(\S+)\s+(.*)$/) ?? [line, '', '', line])
    .map(([, standing, what, text]) => ({standing, what, text}));
}

/** How many lines say that something is not well, and how many that it could be better. */
function amiss(lines) {
  const [notWell, better] = ['not ok', 'warning'].map(standing => lines.filter(line => line.standing === standing).length);
  return `Of ${lines.length}, ${[notWell && `${notWell} not well`, better && `${better} could be better`].filter(Boolean).join(' and ')}.`;
}

export function Check() {
  const [lines, setLines] = React.useState(null);
  return h(Section, {
    title: 'Check', id: 'cs-check', hint: 'Asks the database and each partner once, and says what is well, what is not, and what to do. It writes and sends nothing, and costs two calls to Circle.',
    actions: h(Act, {
      label: 'Check now', variant: 'primary', call: check, then: setLines,
      told: found => found.every(line => line.standing === 'ok') ? 'All is well.' : {warning: amiss(found)},
    }),
  }, lines
    ? h(Rows, {
      label: 'What was found', rows: lines, rowKey: row => `${row.what} ${row.text}`,
      columns: [
        {title: 'How', cell: row => h(Mark, {color: COLORS[row.standing] ?? 'grey'}, row.standing)},
        {title: 'What', cell: row => row.what},
        {title: 'Found', className: 'cs-text', cell: row => row.text},
      ],
    })
    : h(Nothing, {title: 'Nobody was asked yet.'}));
}
