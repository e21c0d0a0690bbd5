import { type Component, lazy } from 'solid-js';
import { wordsReady } from '../i18n/language.ts';
import type { PageId } from './words.en.ts';

interface Page {
  id: PageId;
  /** As the router has it; what stands behind a list is the thing that is open in a drawer. */
  path: string;
  component: Component & { preload(): Promise<unknown> };
}

type Loader = () => Promise<{ default: Component }>;

/** A page is there when its words are. */
const page = (id: PageId, path: string, load: Loader): Page => ({
  id,
  path,
  component: lazy(async () => {
    const loaded = await load();
    await wordsReady();
    return loaded;
  }),
});

/** Pages of the console, inside of its frame. */
export const PAGES: readonly Page[] = [
  page('overview', '/', () => import('../pages/overview/page.tsx')),
  page('playground', '/playground', () => import('../pages/playground/page.tsx')),
  page('generations', '/generations/:id?', () => import('../pages/generations/page.tsx')),
  page('requests', '/requests/:id?', () => import('../pages/requests/page.tsx')),
  page('tokens', '/tokens/:id?', () => import('../pages/tokens/page.tsx')),
  page('models', '/models/:id?', () => import('../pages/models/page.tsx')),
  page('keys', '/keys/:id?', () => import('../pages/keys/page.tsx')),
  page('explore', '/explore', () => import('../pages/explore/page.tsx')),
  page('settings', '/settings/:id?', () => import('../pages/settings/page.tsx')),
  page('audit', '/audit', () => import('../pages/audit/page.tsx')),
  page('security', '/security', () => import('../pages/security/page.tsx')),
];

/** Pages for whoever is not signed in, without the frame. */
export const OUTSIDE: readonly Page[] = [
  page('sign-in', '/sign-in', () => import('../pages/sign-in/page.tsx')),
  page('start', '/start', () => import('../pages/start/page.tsx')),
];

/** The page that an address belongs to, null for none. */
export function pageAt(pathname: string): Page | null {
  const [first = ''] = pathname.split('/').filter(Boolean);
  return [...PAGES, ...OUTSIDE].find(({ path }) => (path.split('/')[1] ?? '') === first) ?? null;
}
