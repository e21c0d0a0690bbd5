import { z } from 'zod';

/** What the load generator is to do: so many callers, each with one request at a time, one after another. */
export const loadOrder = z.strictObject({
  url: z.url(),
  method: z.enum(['GET', 'POST']),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
  /** A file whose bytes are the body, in its place. */
  bodyFile: z.string().nullable().default(null),
  callers: z.int().min(1),
  /** Time over which the callers begin, one after another; those who began together would go on in step. */
  spreadSeconds: z.number().min(0).default(0),
  /** Answers that end before this are not counted: everybody's code is still being compiled. */
  warmupSeconds: z.number().min(0),
  /** Length of the window; null goes on until `requests` are answered. */
  seconds: z.number().positive().nullable(),
  /** Requests of all callers together; null is no limit. */
  requests: z.int().min(1).nullable(),
  /** What each answer must be, or the window is void. */
  expect: z.strictObject({
    contains: z.string(),
    endsWith: z.string(),
    /** Length of the body; null when it varies. */
    bytes: z.int().nullable(),
  }),
});
export type LoadOrder = z.input<typeof loadOrder>;

/** Two points of a distribution, milliseconds. */
export interface Spread {
  p50: number;
  p99: number;
}

/** What came of an order. */
export interface LoadResult {
  /** Good answers that ended inside the window. */
  answers: number;
  perSecond: number;
  /** From the request to the last byte, and to the first byte of the body. */
  latencyMs: Spread;
  firstByteMs: Spread;
  /** All answers, warm-up included: what processor time is to be divided by. */
  total: number;
  faults: number;
  /** The first few faults in words. */
  examples: string[];
  /** What the load generator itself needed of a processor. */
  cpuSeconds: number;
}
