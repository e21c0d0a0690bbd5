import { z } from 'zod';
import { wordsOf } from '../../settings/problem.ts';
import type { Verdict } from '../../settings/saved-settings.ts';
import {
  applySettings,
  LONGEST_VALUE,
  MOST_CHANGES,
  purgeCache,
  reloadSettings,
  revertSettings,
  setDebugLogging,
  validateSettings,
} from '../change-settings.ts';
import { plainSize } from '../plain-size.ts';
import { router, scoped } from './procedures.ts';

const MAX_PAGE = 200;

/** Seen to be short before it is looked through. */
const value = z
  .unknown()
  .refine((given) => plainSize(given, LONGEST_VALUE) <= LONGEST_VALUE, `${LONGEST_VALUE} characters at most`)
  .pipe(z.json());
const changes = z.array(z.object({ key: z.string().max(200), value })).max(MOST_CHANGES);
const version = z.number().int().min(0);

/** The page of the settings. */
export const settingsRouter = router({
  get: scoped('read').query(({ ctx: { services, address } }) => ({
    version: services.settings.version(),
    file: services.settings.path,
    settings: services.settings.describe(),
    problem: services.settings.problem(),
    warnings: services.settings.warnings(),
    debugUntil: services.settings.debugUntil(),
    /** From where this request came, so that nobody has to guess which network would shut them out. */
    yourAddress: address,
  })),
  validate: scoped('admin')
    .input(z.object({ changes }))
    .mutation(({ ctx, input }) => shown(validateSettings(ctx, input.changes))),
  /** `apply` is a word of tRPC's own. */
  save: scoped('admin')
    .input(z.object({ changes, version }))
    .mutation(async ({ ctx, input }) => shown(await applySettings(ctx, input.changes, input.version))),
  history: scoped('read')
    .input(
      z.object({
        key: z.string().max(200).optional(),
        /** The `id` of the last one of the page before. */
        cursor: z.number().int().optional(),
        limit: z.number().int().min(1).max(MAX_PAGE).default(50),
      }),
    )
    .query(async ({ ctx, input: { key, cursor, limit } }) => {
      const found = await ctx.services.settings.history({ olderThan: cursor, key, limit: limit + 1 });
      const items = found.slice(0, limit);
      return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
    }),
  revert: scoped('admin')
    .input(z.object({ target: version, version }))
    .mutation(async ({ ctx, input }) => shown(await revertSettings(ctx, input.target, input.version))),
  reload: scoped('admin').mutation(({ ctx }) => reloadSettings(ctx)),
  debug: scoped('admin')
    .input(z.object({ minutes: z.number().int().nullable() }))
    .mutation(async ({ ctx, input }) => shown(await setDebugLogging(ctx, input.minutes))),
  testProxy: scoped('operate')
    .input(
      z.object({
        url: z.string().max(2000).nullable(),
        use: z.enum(['calls', 'media']),
        target: z.string().max(2000).optional(),
      }),
    )
    .mutation(({ ctx, input, signal }) => ctx.services.outsideTests.testProxy(input, signal ?? NEVER)),
  testBaseUrl: scoped('operate')
    .input(z.object({ url: z.string().max(2000) }))
    .mutation(({ ctx, input, signal }) => ctx.services.outsideTests.testBaseUrl(input.url, signal ?? NEVER)),
  /** What the log takes on the disk; of two such answers a page makes the rate at which it grows. */
  logSize: scoped('read').query(async ({ ctx: { services } }) => ({ bytes: await services.logBytes() })),
  testCache: scoped('operate').mutation(({ ctx }) => ctx.services.outsideTests.testCache()),
  purgeCache: scoped('operate')
    .input(z.object({ olderThanSeconds: z.number().int().min(0) }))
    .mutation(({ ctx, input }) => purgeCache(ctx, input.olderThanSeconds)),
});

/** With each problem in a sentence, for whoever does not put it beside its field. */
function shown(verdict: Verdict) {
  const problems = verdict.problems.map((problem) => ({ ...problem, message: wordsOf(problem) }));
  return { ...verdict, problems };
}

const NEVER = new AbortController().signal;
