/** What once came, or was there with the document. What did not come is asked for again. */
const files = new Map<string, Promise<unknown>>();
let coming = 0;

/** Whether something is being loaded now. */
export const isLoading = (): boolean => coming > 0;

/** A part of the console that the server does not have: it has been renewed since this document was loaded. */
export class PartIsGone extends Error {
  constructor(url: string) {
    super(`the server has no ${url}`);
  }
}

/**
 * Imports a part once all of its files have come. Chromium remembers a module that failed to load for as long as the document
 * is there, and would fail at once when it is asked for again: so nothing is imported, nor preloaded as a module, before
 * `fetch`, which forgets, has brought it into the browser's cache. The build has every dynamic import go this way.
 * @param paths from the root of the console, without a slash before them: the part itself and what it imports
 * @throws PartIsGone, or what `fetch` throws
 */
export async function filesFirst<T>(load: () => Promise<T>, paths: readonly string[] = []): Promise<T> {
  coming += 1;
  try {
    await Promise.all(paths.map(arrived));
    return await load();
  } finally {
    coming -= 1;
  }
}

function arrived(path: string): Promise<unknown> {
  const url = `/${path}`;
  const known = files.get(url);
  if (known !== undefined) return known;
  const file = isInDocument(url) ? Promise.resolve() : url.endsWith('.css') ? applied(url) : fetched(url);
  files.set(url, file);
  file.catch(() => files.delete(url));
  return file;
}

const isInDocument = (url: string): boolean =>
  document.querySelector(`link[href="${url}"], script[src="${url}"]`) !== null;

async function fetched(url: string): Promise<void> {
  const response = await fetch(url);
  if (response.status === 404) throw new PartIsGone(url);
  if (!response.ok) throw new Error(`${url} was answered with status ${response.status}`);
  await response.arrayBuffer();
  // What is in the cache cannot fail any more: it is read and compiled while others are still on their way.
  linkTo(url, 'modulepreload');
}

function linkTo(href: string, rel: 'modulepreload' | 'stylesheet'): HTMLLinkElement {
  const link = Object.assign(document.createElement('link'), { rel, href, crossOrigin: '' });
  document.head.append(link);
  return link;
}

function applied(url: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const link = linkTo(url, 'stylesheet');
  link.onload = () => resolve();
  link.onerror = () => {
    link.remove();
    reject(new Error(`${url} did not come`));
  };
  return promise;
}
