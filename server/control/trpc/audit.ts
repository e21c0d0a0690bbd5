import { z } from 'zod';
import { audit } from '../context.ts';
import { router, scoped } from './procedures.ts';

const MAX_PAGE = 200;
const MAX_TEXT = 500;

const filter = z.object({
  actorId: z.string().max(MAX_TEXT).nullish(),
  /** Whole, or with a star at its end. */
  action: z.string().max(MAX_TEXT).nullish(),
  subject: z.string().max(MAX_TEXT).nullish(),
  /** A part of what a line shows, in any case. */
  text: z.string().max(MAX_TEXT).nullish(),
  outcome: z.enum(['done', 'refused']).nullish(),
  from: z.number().int().nullish(),
  to: z.number().int().nullish(),
});

const wanted = filter.extend({
  /** Lines older than this one. */
  before: z.number().int().nullish(),
  /** Lines newer than this one. */
  after: z.number().int().nullish(),
  limit: z.number().int().min(1).max(MAX_PAGE).default(50),
});

export const auditRouter = router({
  /** Newest first; `nextBefore` asks for the page after this one and is null at the end. With a text a page may be short, or empty, and yet not be the last. */
  list: scoped('read')
    .input(wanted)
    .query(async ({ ctx, input: { before, after, limit, ...filter } }) => {
      const { rows, hasMore, end } = await ctx.services.audit.find({ before: before ?? null, after, limit, filter });
      return { entries: rows, nextBefore: hasMore ? end : null };
    }),
  /** What matches, as a file in pieces. */
  export: scoped('read')
    .input(z.object({ filter: filter.default({}), format: z.enum(['jsonl', 'csv']) }))
    .query(async function* ({ ctx, input: { filter, format } }) {
      await audit(ctx, { action: 'audit.export', subject: null, detail: format });
      yield* ctx.services.audit.exported(filter, format);
    }),
  /** Walks the whole log. */
  verify: scoped('read').query(({ ctx }) => ctx.services.audit.verify()),
});
