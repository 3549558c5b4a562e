// What hawtio shares with its plugins, so that the page brings no library of its own: React, PatternFly and the router.
export let React, Core, Table, Router;

const newest = versions => versions[Object.keys(versions)
  .sort((a, b) => b.localeCompare(a, undefined, {numeric: true}))[0]];

export async function take(scope) {
  const module = async name => (await newest(scope[name]).get())();
  let hawtio;
  [React, Core, Table, Router, {hawtio}] = await Promise.all([
    module('react'), module('@patternfly/react-core'), module('@patternfly/react-table'), module('react-router-dom'),
    module('@hawtio/react')]);
  return hawtio;
}

/** An element. What members typed is only ever handed on as a child, which React shows as text. */
export const h = (type, attributes, ...children) => React.createElement(type, attributes, ...children);
