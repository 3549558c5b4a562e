// Members of whom it is not plain which profile is theirs: both sides beside each other, and what a person can decide.
import {React, Core, h} from '../shared.js';
import {find} from '../calls.js';
import {usePoll} from '../polling.js';
import {Act, Broken, Listed, Link, Loaded, Member, Nothing, Section, When, patch, post, useLooking} from '../parts.js';
import {Sides, ofCircle, ofProfile} from './sides.js';
import {notAsked} from '../words.js';

export function Identity() {
  const [shown, setShown] = React.useState(null);
  return h(React.Fragment, null,
    h(Section, {
      title: 'Who is who', id: 'cs-identity',
      hint: 'It is not plain whose profile these are. Nothing is merged until it is: nobody\'s data may reach somebody else.',
    }, h(Listed, {
      label: 'Who is who', path: '/gaps', filters: {kind: 'identity-conflict'}, rowKey: row => row.id,
      empty: h(Nothing, {title: 'It is plain who everybody is.'}),
      columns: () => [
        {title: 'Member', cell: row => h(Member, {id: row.circleMemberId})},
        {title: 'Why', className: 'cs-text', cell: row => row.detail.reason ?? '–'},
        {title: 'Profiles', cell: row => row.detail.profileIds?.length ?? '–'},
        {title: 'Open since', cell: row => h(When, {at: row.openedAt})},
        {title: 'Do', cell: row => h(Core.Button, {
          variant: 'secondary', size: 'sm', 'aria-expanded': shown?.id === row.id, 'aria-label': `Look at both: ${row.circleMemberId ?? row.id}`,
          onClick: () => setShown(shown?.id === row.id ? null : row),
        }, shown?.id === row.id ? 'Close' : 'Look at both')},
      ],
    })),
    shown && h(Both, {key: shown.id, gap: shown, done: () => setShown(null)}));
}

function Both({gap, done}) {
  const member = gap.circleMemberId;
  const {mayAct} = useLooking();
  const poll = usePoll(async signal => {
    const [preview, ...profiles] = await Promise.all([
      // Circle may not be called; whoever the profiles are is known here.
      member && mayAct ? find(`/members/${member}/preview`, {signal}).catch(problem => ({problem})) : null,
      ...(gap.detail.profileIds ?? []).map(id => find(`/profiles/${encodeURIComponent(id)}`, {signal}))]);
    return {preview, profiles: profiles.filter(Boolean)};
  }, gap.id, 0);
  const heading = React.useRef(null);
  React.useEffect(() => heading.current?.focus(), []);
  return h('div', {ref: heading, tabIndex: -1, 'data-gap': gap.id}, h(Section, {
    title: `Both sides of ${member ? `member ${member}` : 'the account'}`, id: 'cs-both', hint: gap.detail.reason,
    actions: member && h(Act, {
      label: 'Look again', about: `member ${member}`, call: post(`/members/${member}/sync`), told: 'The member is due; if it is plain now who they are, this ends by itself.', then: done,
    }),
  }, h(Loaded, {poll}, ({preview, profiles}) => h(React.Fragment, null,
    preview?.problem && h(Broken, {problem: preview.problem, again: poll.again}),
    h(Sides, {
      label: 'Both sides', sides: [
        ...member ? [{title: 'In Circle', fields: ofCircle(preview?.circle), more: !mayAct ? notAsked : preview?.circle ? h(Member, {id: member}) : preview?.problem ? 'no answer yet' : 'nobody is there'}] : [],
        ...profiles.map((profile, i) => ({title: `Profile ${i + 1}`, fields: ofProfile(profile), more: h(About, {profile})})),
      ],
    }),
    mayAct && h('div', {className: 'cs-cards'}, ...profiles.map((profile, i) => h(Decide, {
      key: profile.id, profile, number: i + 1, others: profiles.length - 1, circle: preview?.circle, member, then: () => { poll.again(); done(); },
    })))))));
}

const About = ({profile}) => h('span', null,
  profile.circleMemberId ? h(React.Fragment, null, 'linked to ', h(Member, {id: profile.circleMemberId})) : 'linked to no member',
  profile.workosUserId ? `, account ${profile.workosUserId}` : ', no account');

/** What a person can say about one of the profiles; whoever is in conflict with it is looked at anew by that. */
function Decide({profile, number, others, circle, member, then}) {
  const [email, setEmail] = React.useState('');
  const path = `/profiles/${profile.id}`;
  const sameAddress = circle && profile.email.toLowerCase() === circle.email?.toLowerCase();
  return h('article', {className: 'cs-card', 'aria-label': `Profile ${number}`},
    h('header', null, h(Core.Title, {headingLevel: 'h3', size: 'md'}, `Profile ${number}`)),
    sameAddress && !profile.circleMemberId && h('div', {className: 'cs-decision'},
      h('p', null, 'The same person, and it is proven that the address is theirs.'),
      h(Act, {
        label: 'The address is theirs', about: `profile ${number}`, call: patch(path, {emailVerified: true}), then,
        told: 'The address counts as proven; the member is looked at anew.',
        asking: {title: 'Is it proven?', text: `Whoever has the address ${profile.email} is given this profile, and the member in Circle. Say so only if you have seen that it is theirs.`, yes: 'It is proven'},
      })),
    circle && profile.circleMemberId !== member && h('div', {className: 'cs-decision'},
      h('p', null, 'The same person, whatever speaks against it.'),
      h(Act, {
        label: 'Link these two', about: `profile ${number}`, isDanger: true, call: post(`/members/${member}/link`, {profileId: profile.id}), then,
        told: 'They are one person from now on; the member is synced.',
        asking: {
          title: 'Are they one person?', word: member,
          text: `What the profile of ${named(profile) || profile.email} and member ${member}, ${named(circle.fields) || circle.email}, have is merged, and written to both. Another profile that is linked to the member keeps its data and stands alone. Nothing takes that back by itself: if they are two people, one is given the other's data.`,
        },
      })),
    circle && profile.circleMemberId === member && others > 0 && h('div', {className: 'cs-decision'},
      h('p', null, 'The same person, and the other profile is somebody else\'s.'),
      h(Act, {
        label: 'Linked rightly', about: `profile ${number}`, call: post(`/members/${member}/link`, {profileId: profile.id}), then,
        told: 'What is linked stays so, whatever address or account Circle names; the member is synced.',
        asking: {
          title: 'Is the other one somebody else?',
          text: `The profile of ${named(profile) || profile.email} stays that of member ${member}, and keeps its own address. The other profile is not looked at for this member any more.`,
          yes: 'Somebody else',
        },
      })),
    h('div', {className: 'cs-decision'},
      h('p', null, 'Two people: this profile has an address of its own.'),
      h('div', {className: 'cs-buttons'},
        h(Core.TextInput, {
          type: 'email', value: email, onChange: (event, value) => setEmail(value), placeholder: 'Their own address', 'aria-label': `Own address of profile ${number}`,
        }),
        h(Act, {
          label: 'Keep them apart', about: `profile ${number}`, isDisabled: !email.includes('@'), call: patch(path, {email}), then,
          told: 'The profile has another address, which is not proven yet; the member is looked at anew.',
          asking: {title: 'Two people?', text: `The profile has the address ${email} from now on. It is not proven before its owner has shown it.`},
        }))),
    h('p', {className: 'cs-hint'}, 'What is wrong in Circle or in WorkOS is put right there; then look again.'),
    profile.circleMemberId && h(Link, {path: `member/${profile.circleMemberId}`}, 'The profile\'s member'));
}

const named = fields => [fields.firstName, fields.lastName].filter(Boolean).join(' ');
