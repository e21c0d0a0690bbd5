import { QueryClient } from '@tanstack/solid-query';
import { failureOf } from './errors.ts';

/** What is younger is not asked for again when a page is opened; what is live is told by the stream. */
const FRESH_MS = 5_000;
/** Without an answer it is tried again; an answer, also one that refuses, is final. */
const MAX_TRIES = 2;

/** All that the server said, shared by every page of this tab. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      networkMode: 'always',
      retry: (tries, cause) => tries < MAX_TRIES && failureOf(cause).code === 'unreachable',
    },
    // What was done is not looked at again, and would keep the page that did it.
    mutations: { networkMode: 'always', retry: false, gcTime: 0 },
  },
});
