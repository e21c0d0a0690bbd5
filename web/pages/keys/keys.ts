import { type Accessor, createMemo } from 'solid-js';
import { api } from '../../api/api.ts';
import { useLiveQueries } from '../../api/live/live.ts';
import type { Outputs } from '../../api/types.ts';
import { useNow } from '../../ui/clock.tsx';

export type Key = Outputs['keys']['list'][number];
type Beats = Outputs['keys']['activity'][number]['beats'];

/** A key that was just made: kept by the page until its dialog is closed, and nowhere else. */
export interface NewSecret {
  secret: string;
  id: string;
  models: readonly string[] | null;
}

export type KeyState = 'active' | 'off' | 'expired';

/** How a key stands. Whether it is changed here or in the configuration is another matter. */
export function stateOf({ enabled, expiresAt }: Pick<Key, 'enabled' | 'expiresAt'>, now: number): KeyState {
  if (!enabled) return 'off';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active';
}

/** As it is told apart without being told: `f2a_…9f2c`. Those of the configuration begin as they like. */
export function maskOf({ last4, source }: Pick<Key, 'last4' | 'source'>): string {
  if (last4 === '') return '••••';
  return source === 'stored' ? `f2a_…${last4}` : `…${last4}`;
}

const DAY_MS = 86_400_000;
const USAGE_MS = 5_000;

export interface KeyUsage {
  beats: (id: string) => Beats;
  requests: (id: string) => { all: number; failed: number };
  /** Credits of the UTC day and month, by which quotas count. */
  today: (id: string) => number;
  month: (id: string) => number;
}

const NONE: Beats = Array.from({ length: 12 }, () => ({ requests: 0, failed: 0 }));

/** All keys and what they are used for, live. */
export function useKeys() {
  const keys = api.keys.list.useQuery();
  const now = useNow();
  const day = createMemo(() => Math.floor(now() / DAY_MS) * DAY_MS);
  const month = createMemo(() => Date.UTC(new Date(day()).getUTCFullYear(), new Date(day()).getUTCMonth()));
  const activity = api.keys.activity.useQuery();
  const spentSince = (from: Accessor<number>) =>
    api.overview.usage.useQuery(() => ({ from: from(), by: null, groupBy: ['apiKeyId'] }));
  const [spentToday, spentInMonth] = [spentSince(day), spentSince(month)];
  useLiveQueries(['api-key-changed'], () => [api.keys.list.key()]);
  useLiveQueries(
    ['request-finished', 'generation-changed'],
    () => [api.keys.list.key(), api.keys.activity.key(), api.overview.usage.key()],
    USAGE_MS,
  );
  const beats = (id: string) => activity.data?.find(({ apiKeyId }) => apiKeyId === id)?.beats ?? NONE;
  const spent = (points: typeof spentToday, id: string) =>
    (points.data ?? []).filter(({ apiKeyId }) => apiKeyId === id).reduce((sum, { credits }) => sum + credits, 0);
  const usage: KeyUsage = {
    beats,
    requests: (id) => ({
      all: beats(id).reduce((sum, beat) => sum + beat.requests, 0),
      failed: beats(id).reduce((sum, beat) => sum + beat.failed, 0),
    }),
    today: (id) => spent(spentToday, id),
    month: (id) => spent(spentInMonth, id),
  };
  return { keys, usage, activity };
}
