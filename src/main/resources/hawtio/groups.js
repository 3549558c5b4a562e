// Groups of routes, by the service's own MBeans.
import {Problem, jolokia} from './calls.js';

const ALL = 'circlesync:type=group,*';

/** `{name, mbean, routes, started}` of each; none where JMX is off. */
export async function groups() {
  const [found] = await jolokia([{type: 'read', mbean: ALL, attribute: ['Routes', 'RoutesStarted']}]);
  return found.status !== 200 ? [] : Object.entries(found.value).map(([mbean, one]) => ({
    name: mbean.match(/name="?([^",]+)/)?.[1] ?? mbean, mbean, routes: one.Routes, started: one.RoutesStarted,
  })).sort((a, b) => a.name.localeCompare(b.name));
}

/** Calls an operation of a group. */
export const execute = (group, operation) => async () => {
  const [done] = await jolokia([{type: 'exec', mbean: group.mbean, operation}]);
  if (done.status !== 200) throw new Problem(done.status, done.error ?? 'It was refused.');
};
