import { keepPreviousData } from '@tanstack/solid-query';
import { createMemo } from 'solid-js';
import { api } from '../../api/api.ts';
import { liveState, useLiveQueries } from '../../api/live/live.ts';
import type { Outputs } from '../../api/types.ts';
import type { Range } from './use-range.ts';

export type Figures = Outputs['overview']['get'];
export type Activity = Outputs['overview']['activity'];
export type Trouble = Outputs['overview']['troubles'][number];
export type Pool = Outputs['pool']['get'];
export type PoolToken = Outputs['tokens']['list']['items'][number];

/** Tiles of the pool; of more tokens those are shown that are worst off. */
const MOST_TILES = 24;
const SOON_MS = 1_000;
const CHARTS_MS = 5_000;
/** Nothing of a day's chart moves within seconds. */
const LONG_CHARTS_MS = 60_000;

const keepOld = () => ({ placeholderData: keepPreviousData });

/** All that the page asks for, each part by itself, kept fresh for as long as it is live. */
export function useOverview(range: () => Range) {
  const input = () => ({ range: range() });
  const isLong = () => range() === '24h' || range() === '7d';
  const isLive = () => liveState().state === 'live';
  const pool = api.pool.get.useQuery();
  const isLarge = createMemo(() => (pool.data?.total ?? 0) > MOST_TILES);
  const byName = { by: 'name', descending: false } as const;
  const tilesInput = () => ({ limit: MOST_TILES, ...(isLarge() ? {} : { sort: byName }) });
  useLiveQueries(
    ['generation-changed', 'token-changed'],
    () => [api.pool.get.key(), api.tokens.list.key(tilesInput()), api.overview.get.key(input())],
    SOON_MS,
  );
  useLiveQueries(['token-changed'], () => [api.overview.troubles.key()], SOON_MS);
  const firstSteps = api.overview.firstSteps.useQuery(undefined, () => ({ refetchOnMount: 'always' }));
  const isNew = () => Object.values(firstSteps.data ?? {}).includes(false);
  useLiveQueries(
    ['generation-changed', 'token-changed', 'api-key-changed'],
    () => (isNew() ? [api.overview.firstSteps.key(), api.overview.activity.key(input())] : []),
    SOON_MS,
  );
  useLiveQueries(
    ['metrics-ticked'],
    () => [
      api.overview.get.key(input()),
      ...(isLong() ? [] : [api.overview.activity.key(input()), api.overview.failures.key(input())]),
    ],
    CHARTS_MS,
  );
  const slowly = () => ({
    ...keepOld(),
    refetchInterval: isLong() && isLive() ? LONG_CHARTS_MS : (false as const),
  });
  return {
    pool,
    tiles: api.tokens.list.useQuery(tilesInput, keepOld),
    figures: api.overview.get.useQuery(input, keepOld),
    activity: api.overview.activity.useQuery(input, slowly),
    failures: api.overview.failures.useQuery(input, slowly),
    troubles: api.overview.troubles.useQuery(),
    firstSteps,
    isNew,
  };
}

export type OverviewQueries = ReturnType<typeof useOverview>;

/** Whether what is shown may no longer be so. */
export function isStale(): boolean {
  return ['paused', 'reconnecting', 'offline'].includes(liveState().state);
}

/** When what is shown was last known to be so, Unix milliseconds; null while it is, or when that never was. */
export function staleSince(): number | null {
  const state = liveState();
  return 'asOf' in state ? state.asOf : null;
}
