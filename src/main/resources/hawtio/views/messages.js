// Alerts and mails that have not gone out.
import {React, Router, h} from '../shared.js';
import {Act, Choice, Listed, Member, NextTry, Nothing, Section, State, When, post, to, usePartners} from '../parts.js';
import {partnerName} from '../judge.js';
import {count, gapName} from '../words.js';

const SendAllAgain = () => h(Act, {
  label: 'Send all again', call: post('/messages/retry', {}), told: ({count: all}) => `${count(all, 'message waits', 'messages wait')} for their turn.`,
  asking: {title: 'Send all again that were given up?', text: 'They go out at the pace of their channels. What is wrong with them is mended first.'},
});

export function Messages({argument: state = 'pending'}) {
  const go = Router.useNavigate();
  const failed = state === 'failed';
  const partners = usePartners();
  return h(Section, {
    title: 'Messages', id: 'cs-messages', hint: 'Alerts in Slack and mails that have not gone out, the one that waits for the longest time first.',
    actions: h(React.Fragment, null, failed && h(SendAllAgain), h(Choice, {
      label: 'State', value: state, onChange: name => go(to(name === 'failed' ? 'messages/failed' : 'messages')),
      choices: [['pending', 'Wait'], ['failed', 'Given up']],
    })),
  }, h(Listed, {
    label: 'Messages', path: '/messages', filters: {state}, rowKey: row => row.id,
    empty: h(Nothing, {title: failed ? 'No message was given up.' : 'No message waits.'}),
    columns: again => [
      {title: 'Message', cell: row => row.id},
      {title: 'Through', cell: row => partnerName(row.channel)},
      {title: 'About', cell: row => gapName(row.kind)},
      {title: 'Member', cell: row => row.circleMemberId || !row.profileId ? h(Member, {id: row.circleMemberId}) : h('code', null, `profile ${row.profileId}`)},
      {title: 'State', cell: row => h(State, {of: row.state}, failed ? 'given up' : row.nextTryAt ? 'waits' : 'until a pause is over')},
      {title: 'Why', className: 'cs-text', cell: row => row.error ?? '–'},
      {title: 'Tries failed', cell: row => row.attempts},
      {title: 'Written', cell: row => h(When, {at: row.createdAt})},
      {title: 'Next try', cell: row => h(NextTry, {at: row.nextTryAt, partners, partner: row.channel})},
      ...failed ? [{title: 'Do', cell: row => h(React.Fragment, null,
        h(Act, {
          label: 'Send again', about: `message ${row.id}`, call: post(`/messages/${row.id}/retry`), told: `Message ${row.id} waits for its turn.`, then: again,
        }),
        h(Act, {
          label: 'Put away', about: `message ${row.id}`, call: post(`/messages/${row.id}/ignore`), told: `Message ${row.id} is put away.`, then: again, variant: 'link',
          asking: {title: `Put message ${row.id} away?`, text: 'It is not sent, and nothing tells of it any more. For what nobody can mend, such as a mailbox that is not there.'},
        }))}] : [],
    ],
  }));
}
