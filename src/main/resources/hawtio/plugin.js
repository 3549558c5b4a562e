// Puts the page into hawtio's menu, first of all.
import {take, h} from './shared.js';
import {Page} from './page.js';
import {routesFirst} from './routes-first.js';

export async function plugin(scope) {
  const hawtio = await take(scope);
  const style = Object.assign(document.createElement('link'),
    {rel: 'stylesheet', href: new URL('circle-sync.css', import.meta.url).href});
  document.head.append(style);
  routesFirst();
  hawtio.addPlugin({
    id: 'circle-sync',
    title: 'Circle Sync',
    path: '/circle-sync',
    order: -1,
    component: () => h(Page),
    isActive: async () => true,
  });
}
