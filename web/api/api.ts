import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/solid-query';
import { getUntypedClient } from '@trpc/client';
import type { Api } from './api-types.ts';
import { AT_ONCE, trpc } from './client.ts';
import { queryClient } from './query-client.ts';
import { withoutSuspense } from './without-suspense.ts';

const client = getUntypedClient(trpc);
const keyOf = (path: readonly string[], input?: unknown) => (input === undefined ? [...path] : [...path, input]);

/** Where a page names the cursor of the next one, and where the input takes it; `further` is changed for all but the first. */
interface Paging {
  next: string;
  into: string;
  further?: object;
}

// Apart from whoever asks: an answer is kept for a while together with how it was asked for, and what is made inside of a page
// would keep that whole page, too.
const queryOf = (path: string[], input: unknown) => ({
  queryKey: keyOf(path, input),
  queryFn: ({ signal }: { signal: AbortSignal }) => client.query(path.join('.'), input, { signal }),
});
const pagesOf = (path: string[], input: object, { next, into, further }: Paging) => ({
  queryKey: [...keyOf(path, input), 'pages'],
  queryFn: ({ pageParam, signal }: { pageParam: unknown; signal: AbortSignal }) => {
    const wanted = pageParam === null ? input : { ...input, ...further, [into]: pageParam };
    return client.query(path.join('.'), wanted, { ...AT_ONCE, signal });
  },
  initialPageParam: null as unknown,
  getNextPageParam: (page: unknown) => (page as Record<string, unknown>)[next],
});

/** What each procedure can do. `path` is its place, as `['tokens', 'list']`. */
const METHODS = {
  useQuery: (path: string[]) => (input?: () => unknown, options?: () => object) =>
    withoutSuspense(useQuery(() => ({ ...options?.(), ...queryOf(path, input?.()) }))),
  usePages: (path: string[]) => (input: () => object, paging: Paging, options?: () => object) =>
    withoutSuspense(useInfiniteQuery(() => ({ ...options?.(), ...pagesOf(path, input(), paging) }))),
  useMutation: (path: string[]) => (options?: () => object) =>
    useMutation(() => ({ ...options?.(), mutationFn: (input: unknown) => client.mutation(path.join('.'), input) })),
  fetch: (path: string[]) => (input?: unknown) => queryClient.fetchQuery(queryOf(path, input)),
  mutate: (path: string[]) => (input?: unknown) => client.mutation(path.join('.'), input),
  key: (path: string[]) => (input?: unknown) => keyOf(path, input),
  refresh: (path: string[]) => (input?: unknown) => queryClient.invalidateQueries({ queryKey: keyOf(path, input) }),
  patch: (path: string[]) => (input: unknown, change: (was: unknown) => unknown) =>
    queryClient.setQueriesData({ queryKey: keyOf(path, input) }, (was: unknown) =>
      was === undefined ? was : change(was),
    ),
};

function at(path: string[]): unknown {
  const target = {};
  return new Proxy(target, {
    get: (_, name: string) =>
      Object.hasOwn(METHODS, name) ? METHODS[name as keyof typeof METHODS](path) : at([...path, name]),
  });
}

/**
 * The server's API for components, typed by the server.
 * @example const tokens = api.tokens.list.useQuery(() => ({ limit: 50 })); tokens.data?.items
 * @example const remove = api.tokens.delete.useMutation(); remove.mutate({ ids: [1] })
 */
export const api = at([]) as Api;
