import type { IncomingMessage } from 'node:http';

/** Pages of the console, each with at most one thing of its kind behind it, as in `/tokens/studio-07`. */
export const PAGES = [
  ...['playground', 'generations', 'requests', 'tokens', 'models', 'keys'],
  ...['explore', 'settings', 'audit', 'security', 'sign-in', 'start'],
];
const PAGE = new RegExp(`^/(?:(?:${PAGES.join('|')})(?:/[^/]*)?/?)?$`);
/** Parts of every page. Those in `assets` have their content in their name. */
const PART = /^\/(?:assets\/.*|theme\.js)$/;
/** What programs ask for, and what lies beside it: there they are answered in their own way, whatever they accept. */
const API = /^\/+(?:v1|upload|files|api|graphql|trpc|health|ready|metrics|openapi|assets)/;
/** The address of GraphQL itself, without a query, as when it is typed into a browser. */
const GRAPHQL = /^\/graphql\/?$/;

/** What of the console a request asks for: `missing` is a page that there is not, `explore` the one about GraphQL. */
export type ConsolePath = 'page' | 'part' | 'missing' | 'explore';

/** Null for what is not the console's. Programs that ask for a page's address are not shown a page. */
export function consolePathOf({ method, url = '/', headers }: IncomingMessage): ConsolePath | null {
  if (method !== 'GET' && method !== 'HEAD') return null;
  const path = url.split('?', 1)[0] ?? '';
  if (PART.test(path)) return 'part';
  if (!(headers.accept ?? '').includes('text/html')) return null;
  if (PAGE.test(path)) return 'page';
  if (GRAPHQL.test(url)) return 'explore';
  return API.test(path) ? null : 'missing';
}

/** Whether a request may be the API's alone, told by its first letters: most requests are. */
export const isApiPath = (url: string | undefined): boolean => url?.startsWith('/v1') === true;
