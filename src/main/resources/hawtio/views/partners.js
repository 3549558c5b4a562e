// How the partners stand, and how to stop calling one or go on.
import {React, Core, h} from '../shared.js';
import {api} from '../calls.js';
import {usePoll} from '../polling.js';
import {Act, Loaded, Section, State, When, post} from '../parts.js';
import {partnerName, runsShort, waitsForTheMonth} from '../judge.js';
import {partnerState} from '../words.js';

export function Partners() {
  const poll = usePoll(signal => api('/partners', {signal}), 'partners', 5);
  return h(Section, {
    title: 'Partners', id: 'cs-partners', hint: 'While a partner is not called nothing is lost: members keep their place and their tries, messages wait.',
  }, h(Loaded, {poll}, partners => h('div', {className: 'cs-cards'}, ...partners.map(partner =>
    h(Partner, {key: partner.name, partner, again: poll.again})))));
}

const why = partner => {
  if (partner.reason) return partner.reason;
  if (waitsForTheMonth(partner.name, [partner])) return 'The month\'s calls are used up: only whom a person asks for is synced.';
  return partner.state === 'closed' ? null : 'no reason is known';
};

const Partner = ({partner, again}) => h('article', {
  className: `cs-card${partner.state === 'closed' ? '' : ' cs-danger'}`, 'aria-label': partnerName(partner.name), 'data-partner': partner.name,
},
h('header', null, h(Core.Title, {headingLevel: 'h3', size: 'md'}, partnerName(partner.name)), h(State, {of: partner.state}, partnerState(partner.state))),
h('dl', null,
  ...[
    ['Since', h(When, {at: partner.since})],
    ['Why', why(partner)],
    ['Asked again', partner.state === 'open' ? h(When, {at: partner.nextProbeAt, none: 'not by itself'}) : null],
    ['Calls this minute', `${partner.callsThisMinute} of ${partner.budgetPerMinute}`],
    ['Calls this month', partner.monthlyQuota
      ? h(Core.Progress, {
        value: partner.usedPercent, size: 'sm', 'aria-label': 'Calls this month',
        label: `${partner.callsThisMonth.toLocaleString('en')} of ${partner.monthlyQuota.toLocaleString('en')}`,
        variant: runsShort(partner) ? 'danger' : undefined,
      })
      : partner.callsThisMonth.toLocaleString('en')],
  ].filter(([, value]) => value !== null).flatMap(([term, value]) => [h('dt', {key: term}, term), h('dd', {key: `${term}=`}, value)])),
h('footer', null, partner.state === 'closed'
  ? h(Act, {
    label: 'Stop calls', about: partnerName(partner.name), call: post(`/partners/${encodeURIComponent(partner.name)}/open`), then: again,
    told: `${partnerName(partner.name)} is not called until a person lets calls go on.`,
    asking: {title: `Stop calling ${partnerName(partner.name)}?`, text: 'On all nodes, until a person lets calls go on. Nothing that waits is lost.'},
  })
  : h(Act, {
    label: 'Let calls go on', about: partnerName(partner.name), variant: 'primary', call: post(`/partners/${encodeURIComponent(partner.name)}/close`),
    told: `${partnerName(partner.name)} is called again.`, then: again,
  })));
