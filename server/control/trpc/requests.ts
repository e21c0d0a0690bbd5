import { z } from 'zod';
import { ServiceError } from '../../../schema/errors.ts';
import { audit } from '../context.ts';
import { retryJobs } from '../jobs.ts';
import { pageLimit, rangeOf } from '../ranges.ts';
import { clearRequests, presentRequests, requestOf, rowOf } from '../requests.ts';
import { byId, requestFilter } from './inputs.ts';
import { router, scoped } from './procedures.ts';

const LIMITS = { usual: 50, most: 500 };
/** Unix milliseconds. */
const moment = z.number().int().min(0);
const BARS = { usual: 60, most: 500 };

export const requestsRouter = router({
  /** Newest first. A page may be short and yet not the last: then `next` is set. */
  list: scoped('read')
    .input(
      z.object({
        filter: requestFilter.default({}),
        after: z.string().max(2_000).nullish(),
        first: z.number().nullish(),
      }),
    )
    .query(async ({ ctx, input }) => {
      const query = { filter: input.filter, before: rowOf(input.after), limit: pageLimit(input.first, LIMITS) };
      const { rows, hasMore, end } = await ctx.services.usage.requests.page(query);
      return { requests: await presentRequests(ctx, rows), next: hasMore && end !== null ? String(end) : null };
    }),
  /** With its job, by whose attempts it is drilled into. */
  get: scoped('read')
    .input(byId)
    .query(async ({ ctx, input: { id } }) => {
      const row = await requestOf(ctx, id);
      const [request] = await presentRequests(ctx, [row]);
      const job = row.generationId === null ? null : await ctx.services.generations.find(row.generationId);
      return { request, job, steps: job === null ? [] : await ctx.services.generations.steps(job.id) };
    }),
  /** Null when it was not kept, or has gone since. */
  body: scoped('read')
    .input(byId)
    .query(({ ctx, input: { id } }) => ctx.services.usage.body(id)),
  histogram: scoped('read')
    .input(z.object({ filter: requestFilter.default({}), bars: z.number().nullish() }))
    .query(({ ctx, input: { filter, bars } }) => {
      const range = rangeOf(filter, ctx.services.now());
      return ctx.services.usage.histogram({ filter, ...range, bars: pageLimit(bars, BARS, 'bars') });
    }),
  /** Asks for the same again, as a new job of the same key. */
  retry: scoped('operate')
    .input(byId)
    .mutation(async ({ ctx, input: { id } }) => {
      const { generationId } = await requestOf(ctx, id);
      if (generationId === null) {
        throw new ServiceError('invalid_request', 'This request made no job, so there is nothing to be tried again.');
      }
      const [result] = await retryJobs(ctx, { ids: [generationId] });
      return { jobId: result?.job?.id ?? null, error: result?.error ?? null };
    }),
  countBefore: scoped('read')
    .input(z.object({ before: moment }))
    .query(async ({ ctx, input }) => ({ count: await ctx.services.usage.clearing.countBefore(input.before) })),
  /** Takes the older ones out of the log, with their bodies and counters. */
  clear: scoped('operate')
    .input(z.object({ before: moment }))
    .mutation(async ({ ctx, input }) => ({ removed: await clearRequests(ctx, input.before) })),
  /** What matches, the newest 100,000 at most, as text in pieces. */
  export: scoped('read')
    .input(z.object({ filter: requestFilter.default({}), format: z.enum(['jsonl', 'csv']) }))
    .query(async function* ({ ctx, input: { filter, format } }) {
      await audit(ctx, { action: 'request.export', subject: null, detail: format });
      yield* ctx.services.usage.exported(filter, format);
    }),
});
