import { z } from 'zod';
import { troublesOf } from '../attention.ts';
import { listModels, MOST_ALIASES, updateModel } from '../models.ts';
import { activityOf, failuresOf, firstStepsOf, overviewOf } from '../overview.ts';
import { RANGE_IDS } from '../overview-ranges.ts';
import { rangeOf } from '../ranges.ts';
import { timeRange } from './inputs.ts';
import { router, scoped } from './procedures.ts';

/** A stretch that ends now. */
const lately = z.object({ range: z.enum(RANGE_IDS).default('24h') });

/** The parts of the page are asked for each by itself, so that one that fails takes no other with it. */
export const overviewRouter = router({
  get: scoped('read')
    .input(lately)
    .query(({ ctx, input }) => overviewOf(ctx, input.range)),
  activity: scoped('read')
    .input(lately)
    .query(({ ctx, input }) => activityOf(ctx, input.range)),
  failures: scoped('read')
    .input(lately)
    .query(({ ctx, input }) => failuresOf(ctx, input.range)),
  troubles: scoped('read').query(({ ctx }) => troublesOf(ctx)),
  firstSteps: scoped('read').query(({ ctx }) => firstStepsOf(ctx)),
  /** Usage for charts. */
  usage: scoped('read')
    .input(
      timeRange.extend({
        by: z.enum(['hour', 'day']).nullable(),
        timeZone: z.string().max(100).default('UTC'),
        groupBy: z
          .array(z.enum(['tokenId', 'apiKeyId', 'model']))
          .max(3)
          .default([]),
      }),
    )
    .query(({ ctx, input: { from, to, ...query } }) =>
      ctx.services.usage.report({ ...query, ...rangeOf({ from, to }, ctx.services.now()) }),
    ),
});

/** The service says in words what is wrong with one. */
const modelName = z.string().max(1_000);

export const modelsRouter = router({
  list: scoped('read')
    .input(timeRange)
    .query(({ ctx, input }) => listModels(ctx, rangeOf(input, ctx.services.now()))),
  /** Everything exact that can be asked for: a name of the list stands for one of those of its `variants`. */
  variants: scoped('read').query(({ ctx }) => [...ctx.services.models.variants()]),
  /** Whether callers are shown it, and by which further names it goes. */
  update: scoped('operate')
    .input(
      z.strictObject({
        name: modelName,
        hidden: z.boolean().optional(),
        addAliases: z.array(modelName).max(MOST_ALIASES).optional(),
        removeAliases: z.array(modelName).max(MOST_ALIASES).optional(),
      }),
    )
    .mutation(({ ctx, input: { name, ...wishes } }) => updateModel(ctx, name, wishes)),
});
