import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/solid-query';
import { getUntypedClient } from '@trpc/client';
import type { Api } from './api-types.ts';
import { AT_ONCE, trpc } from './client.ts';
import { queryClient } from './query-client.ts';
import { withoutSuspense } from './without-suspense.ts';

const client = getUntypedClient(trpc);
const keyOf = (path: readonly string[], input?: unknown) => (input === undefined ? [...path] : [...path, input]);

/** What each procedure can do. `path` is its place, as `['tokens', 'list']`. */
const METHODS = {
  useQuery: (path: string[]) => (input?: () => unknown, options?: () => object) =>
    withoutSuspense(
      useQuery(() => ({
        ...options?.(),
        queryKey: keyOf(path, input?.()),
        queryFn: ({ signal }) => client.query(path.join('.'), input?.(), { signal }),
      })),
    ),
  usePages:
    (path: string[]) =>
    (
      input: () => object,
      paging: { next(page: unknown): unknown; at(input: object, cursor: unknown): unknown },
      options?: () => object,
    ) =>
      withoutSuspense(
        useInfiniteQuery(() => ({
          ...options?.(),
          queryKey: [...keyOf(path, input()), 'pages'],
          queryFn: ({ pageParam, signal }) =>
            client.query(path.join('.'), pageParam === null ? input() : paging.at(input(), pageParam), {
              ...AT_ONCE,
              signal,
            }),
          initialPageParam: null as unknown,
          getNextPageParam: (page: unknown) => paging.next(page),
        })),
      ),
  useMutation: (path: string[]) => (options?: () => object) =>
    useMutation(() => ({ ...options?.(), mutationFn: (input: unknown) => client.mutation(path.join('.'), input) })),
  fetch: (path: string[]) => (input?: unknown) =>
    queryClient.fetchQuery({
      queryKey: keyOf(path, input),
      queryFn: ({ signal }) => client.query(path.join('.'), input, { signal }),
    }),
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
