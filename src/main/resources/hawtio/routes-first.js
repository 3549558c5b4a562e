// hawtio's Camel page begins with one diagram of all routes, with which a browser is busy for minutes. Their list comes at once.
const PAGE = '/hawtio/camel';
const LIST = PAGE + '/routes';

/** To be called before hawtio looks at the address. */
export function routesFirst() {
  if (location.pathname.replace(/\/$/, '') === PAGE && !location.search) {
    history.replaceState(null, '', LIST);
  }
  document.addEventListener('click', event => {
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (plain && event.target.closest?.(`a[href="${PAGE}"]`)) {
      event.preventDefault();
      event.stopPropagation();
      history.pushState(null, '', LIST);
      // As after the browser's own buttons, which the router listens to.
      dispatchEvent(new PopStateEvent('popstate'));
    }
  }, true);
}
