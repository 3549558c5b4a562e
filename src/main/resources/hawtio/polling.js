// Asking again and again, calmly: not while nobody looks, and never twice at a time.
import {React} from './shared.js';

/**
 * Loads something, and again after a while, as long as the page is to be seen.
 *
 * @param load gives a promise; is handed a signal that ends it
 * @param about what it depends on: when that changes, what was loaded is forgotten
 */
export function usePoll(load, about, seconds = 10) {
  const [state, setState] = React.useState({about: null});
  const again = React.useRef(() => {});
  const key = JSON.stringify(about);
  React.useEffect(() => {
    const ending = new AbortController();
    let under = false;
    const run = async () => {
      if (under) return;
      under = true;
      try {
        const data = await load(ending.signal);
        if (!ending.signal.aborted) setState({about: key, data, problem: null, at: Date.now()});
      } catch (problem) {
        if (!ending.signal.aborted) {
          // What was seen last stays to be seen.
          setState(before => ({...(before.about === key ? before : {}), about: key, problem}));
        }
      } finally {
        under = false;
      }
    };
    const look = () => document.hidden || run();
    again.current = run;
    run();
    const timer = seconds > 0 && setInterval(look, seconds * 1000);
    if (seconds > 0) document.addEventListener('visibilitychange', look);
    return () => {
      ending.abort();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [key, seconds]);
  const {data, problem, at} = state.about === key ? state : {};
  return {data, problem, at, again: () => again.current()};
}
