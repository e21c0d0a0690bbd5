import { z } from 'zod';
import { ServiceError } from '../../../schema/errors.ts';
import type { Asset } from '../../../schema/generation.ts';
import type { OperatorJob } from '../../generation/operator-job.ts';
import type { ControlContext } from '../context.ts';
import { countJobsByTab } from '../job-counts.ts';
import {
  cancelJobs,
  createJobs,
  cursorOf,
  deliverJobs,
  fileLink,
  forgetJobs,
  type JobResult,
  keptUntil,
  keyNames,
  linkOf,
  MOST_PICTURES,
  placeOf,
  resolveJob,
  retryJobs,
  tokenName,
} from '../jobs.ts';
import { pageLimit } from '../ranges.ts';
import { byId, jobFilter, jobSelection } from './inputs.ts';
import { router, scoped } from './procedures.ts';

const LIMITS = { usual: 50, most: 200 };

const wanted = z.strictObject({
  model: z.string().max(200),
  /** The service bounds it more tightly, in words of its own. */
  prompt: z.string().max(50_000),
  images: z.array(z.string().max(200)).max(MOST_PICTURES).default([]),
  imageRole: z.enum(['frames', 'references']).optional(),
  aspectRatio: z.string().max(20).optional(),
  size: z.string().max(20).optional(),
  seconds: z.number().int().optional(),
  quality: z.string().max(20).optional(),
  resolution: z.string().max(20).optional(),
  seed: z.number().int().optional(),
  count: z.number().int().default(1),
  /** The one token that it may run on: it waits for that one, or is refused. */
  tokenId: z.number().int().optional(),
  apiKeyId: z.string().max(200).nullable().default(null),
  idempotencyKey: z.string().max(255).nullable().default(null),
});

export const jobsRouter = router({
  /** Newest first. A page may be short and yet not the last: then `next` is set. */
  list: scoped('read')
    .input(
      z.object({ filter: jobFilter.default({}), after: z.string().max(2_000).nullish(), first: z.number().nullish() }),
    )
    .query(async ({ ctx, input }) => {
      const query = { filter: input.filter, before: placeOf(input.after), limit: pageLimit(input.first, LIMITS) };
      const { jobs, hasMore, end } = await ctx.services.generations.page(query);
      return { jobs: await presented(ctx, jobs), next: hasMore && end !== null ? cursorOf(end) : null };
    }),
  /** How many there are for each tab of the list, counted up to a thousand. */
  counts: scoped('read')
    .input(z.object({ filter: jobFilter.omit({ states: true, expired: true }).default({}) }))
    .query(({ ctx, input: { filter } }) => countJobsByTab(ctx, filter)),
  get: scoped('read')
    .input(byId)
    .query(async ({ ctx, input: { id } }) => {
      const job = await ctx.services.generations.find(id);
      if (job === null) throw new ServiceError('not_found', `There is no generation ${id}.`, { param: 'id' });
      const requests = await ctx.services.usage.requests.ofJob(id, LIMITS.usual);
      return { job: await presentOne(ctx, job), steps: await ctx.services.generations.steps(id), requests };
    }),
  /** A small picture of a result, made when it is first asked for. */
  preview: scoped('read')
    .input(byId)
    .query(async ({ ctx, input: { id } }) => {
      const file = await ctx.services.generations.still(id);
      return { url: file === null ? null : fileLink(ctx, file) };
    }),
  queue: scoped('read').query(({ ctx }) => ctx.services.generations.queue()),
  create: scoped('operate')
    .input(wanted)
    .mutation(async ({ ctx, input }) => presented(ctx, await createJobs(ctx, input))),
  cancel: scoped('operate')
    .input(byId)
    .mutation(async ({ ctx, input: { id } }) => theOne(ctx, await cancelJobs(ctx, { ids: [id] }))),
  retry: scoped('operate')
    .input(byId)
    .mutation(async ({ ctx, input: { id } }) => theOne(ctx, await retryJobs(ctx, { ids: [id] }))),
  deliver: scoped('operate')
    .input(byId)
    .mutation(async ({ ctx, input: { id } }) => theOne(ctx, await deliverJobs(ctx, { ids: [id] }))),
  bulk: scoped('operate')
    .input(jobSelection.extend({ action: z.enum(['cancel', 'retry', 'deliver', 'forget']) }))
    .mutation(async ({ ctx, input: { action, ...selection } }) => {
      const results = await BULK[action](ctx, selection);
      return results.map(({ id, job, error }) => ({ id, jobId: job?.id ?? null, error }));
    }),
  /** Takes its files out of the cache; the job stays. */
  forget: scoped('operate')
    .input(byId)
    .mutation(async ({ ctx, input: { id } }) => theOne(ctx, await forgetJobs(ctx, { ids: [id] }))),
  resolve: scoped('operate')
    .input(byId.extend({ outcome: z.enum(['nothing-started', 'made-not-delivered']) }))
    .mutation(async ({ ctx, input: { id, outcome } }) => presentOne(ctx, await resolveJob(ctx, id, outcome))),
});

const BULK = { cancel: cancelJobs, retry: retryJobs, deliver: deliverJobs, forget: forgetJobs };

/** The job of a selection of one. What went wrong is an answer as well: nothing was thrown on the way. */
async function theOne(context: ControlContext, [result]: readonly JobResult[]) {
  const { job = null, error = null } = result ?? {};
  return { job: job === null ? null : await presentOne(context, job), error };
}

async function presentOne(context: ControlContext, job: OperatorJob) {
  const [shown] = await presented(context, [job]);
  if (shown === undefined) throw new Error('a job was lost on its way to be shown');
  return shown;
}

/** Jobs with the names of whom they belong to, and links to what they made. */
async function presented(context: ControlContext, jobs: readonly OperatorJob[]) {
  const [names, kept] = await Promise.all([keyNames(context), keptUntil(context, jobs)]);
  const isGone = ({ file, expiresAt }: Asset) =>
    file === null ? expiresAt !== null && expiresAt <= context.services.now() : !kept.has(file);
  return jobs.map((job) => ({
    ...job,
    assets: job.assets.map((asset) => ({
      ...asset,
      url: linkOf(context, asset),
      /** It was here, and is no more. */
      isGone: isGone(asset),
      /** When it will go, Unix milliseconds; null when it is kept for good, or is gone. */
      keptUntil: asset.file === null ? asset.expiresAt : (kept.get(asset.file) ?? null),
    })),
    inputs: job.inputs.map(({ file, ...input }) => ({ ...input, file, url: fileLink(context, file) })),
    attempts: job.attempts.map((attempt) => ({ ...attempt, tokenName: tokenName(context, attempt.tokenId) })),
    apiKeyName: names.get(job.apiKeyId) ?? null,
    tokenName: tokenName(context, job.tokenId),
    boundToName: tokenName(context, job.boundTo),
  }));
}
