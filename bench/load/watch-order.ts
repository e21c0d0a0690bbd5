import { z } from 'zod';

/** So many connections that read one stream of events to its end. */
export const watchOrder = z.strictObject({ url: z.url(), authorization: z.string(), watchers: z.int().min(1) });
export type WatchOrder = z.infer<typeof watchOrder>;

export interface WatchResult {
  /** Those that got the last event. */
  ended: number;
  /** From the first to the last of them that got it. */
  endSpreadMs: number;
  /** What went wrong with one of the others. */
  fault: string | null;
}
