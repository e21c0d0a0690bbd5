import { z } from 'zod';
import type { GenerationState } from '../../../schema/generation.ts';
import { MOST_AT_ONCE } from '../jobs.ts';

/** Shapes that several pages send. Times are Unix milliseconds. */
const time = z.number().int().min(0);
const words = z.array(z.string().max(300)).max(50);
const numbers = z.array(z.number().int()).max(50);
const mediaKind = z.enum(['image', 'video']);

export const timeRange = z.object({ from: time.nullish(), to: time.nullish() });

const STATES = [
  ...(['queued', 'submitting', 'running', 'retrieving'] as const),
  ...(['completed', 'failed', 'cancelled', 'submit_unknown'] as const),
] satisfies GenerationState[];

export const jobFilter = z.strictObject({
  states: z.array(z.enum(STATES)).max(STATES.length).nullish(),
  kind: mediaKind.nullish(),
  models: words.nullish(),
  apiKeyIds: words.nullish(),
  tokenIds: numbers.nullish(),
  text: z.string().max(1_000).nullish(),
  expired: z.boolean().nullish(),
  ...timeRange.shape,
});

export const jobSelection = z.strictObject({
  ids: z.array(z.string().max(200)).max(MOST_AT_ONCE).nullish(),
  filter: jobFilter.nullish(),
  expectedCount: z.number().int().min(0).nullish(),
});

export const requestFilter = z.strictObject({
  statusClasses: z.array(z.number().int().min(1).max(5)).max(5).nullish(),
  errorCodes: words.nullish(),
  models: words.nullish(),
  apiKeyIds: words.nullish(),
  tokenIds: numbers.nullish(),
  kind: mediaKind.nullish(),
  minDurationMs: z.number().min(0).nullish(),
  text: z.string().max(200).nullish(),
  ...timeRange.shape,
});

export const byId = z.object({ id: z.string().max(200) });
