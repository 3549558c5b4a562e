// What hawtio loads (module federation): a container that is given what hawtio shares, and gives the module that registers the page.
window.circleSync = {
  init(scope) {
    this.scope = scope;
  },
  async get() {
    const {plugin} = await import('./plugin.js');
    return () => ({plugin: () => plugin(this.scope)});
  },
};
