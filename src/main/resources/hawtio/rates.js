// How much goes through a route in a minute: by the counters that Camel keeps anyhow, on the node that answers.
import {React} from './shared.js';
import {jolokia} from './calls.js';

const ROUTES = ['circle-webhook', 'member-sync', 'outbox-slack-send', 'outbox-mail-send'];

const question = ROUTES.map(route => ({
  type: 'read', mbean: `org.apache.camel:context=*,type=routes,name="${route}"`, attribute: ['ExchangesTotal'],
}));

async function counters() {
  const totals = await jolokia(question);
  return Object.fromEntries(totals.flatMap((one, i) => one.status === 200
    ? [[ROUTES[i], Object.values(one.value)[0]?.ExchangesTotal]] : []));
}

/** Rates per minute since the time before, as often as `at` changes; none at first. */
export function useRates(at) {
  const [rates, setRates] = React.useState({});
  const before = React.useRef(null);
  React.useEffect(() => {
    if (!at) return;
    counters().then(now => {
      const time = Date.now();
      const last = before.current;
      before.current = {now, time};
      // A node that was started anew counts from zero.
      if (last) {
        setRates(Object.fromEntries(Object.entries(now).filter(([route, total]) => total >= last.now[route])
          .map(([route, total]) => [route, (total - last.now[route]) * 60000 / (time - last.time)])));
      }
    }).catch(() => setRates({}));
  }, [at]);
  return rates;
}
