import type { inferSubscriptionOutput } from '@trpc/server';
import type { AppRouter, Inputs } from '../types.ts';

/** What can be told of, by the server's names. */
export type Topic = Inputs['live']['events']['topics'][number];

/** An event at its place in the log, or word that some were left out and everything is to be read anew. */
export type LiveItem = inferSubscriptionOutput<AppRouter['live']['events']>['data'];
export type LiveEvent = Extract<LiveItem, { kind: 'event' }>['event'];
export type EventOf<T extends Topic> = Extract<LiveEvent, { type: T }>;

/** How the stream is; `asOf` is when what is shown was last known to be true, Unix milliseconds. */
export type LiveState =
  | { state: 'idle' | 'connecting' | 'live' }
  | { state: 'paused'; by: 'operator' | 'hidden'; asOf: number | null }
  | { state: 'reconnecting' | 'offline'; asOf: number | null };
