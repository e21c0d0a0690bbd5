import { LENGTH_MS, type Range } from './use-range.ts';

const MINUTE = 60_000;

/** The range as the log of requests knows it; what it has no name for begins at a time. */
const since = (range: Range): string => (range === '15m' ? `from=${start(range)}` : `range=${range}`);

/** The same as a moment, for lists that know no range. */
const start = (range: Range): number => Math.floor((Date.now() - LENGTH_MS[range]) / MINUTE) * MINUTE;

/** Where the numbers of the page lead to. */
export const links = {
  tokens: (...states: string[]) => (states.length === 0 ? '/tokens' : `/tokens?state=${states.join(',')}`),
  token: (id: number) => `/tokens/${id}`,
  addToken: '/tokens?add=1',
  addKey: '/keys?create=1',
  /** What waits as well as what runs. */
  running: '/generations?tab=running',
  failedJobs: (range: Range) => `/generations?tab=failed&from=${start(range)}`,
  /** Those that no request has asked for. */
  failedInConsole: (range: Range) => `${links.failedJobs(range)}&key=console`,
  failedRequests: (range: Range) => `/requests?status=4,5&${since(range)}`,
  reason: (code: string, range: Range) => `/requests?reason=${code}&${since(range)}`,
  requestsBetween: (from: number, to: number) => `/requests?from=${Math.round(from)}&to=${Math.round(to)}`,
  family: (family: string) => `/models?open=${encodeURIComponent(family)}`,
};
