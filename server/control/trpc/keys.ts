import { z } from 'zod';
import { createKey, revokeKey, rotateKey, updateKey } from '../keys.ts';
import { namingArguments } from '../named-argument.ts';
import { router, scoped } from './procedures.ts';

const HOUR_MS = 3_600_000;
const BEATS = 12;
/** The service bounds them more tightly, in words of its own. */
const LONGEST = 1_000;
const MOST_MODELS = 500;

const byId = z.object({ id: z.string().max(200) });
/** The service says in words what is wrong with them. */
const wishes = z.object({
  name: z.string().max(LONGEST),
  enabled: z.boolean().optional(),
  expiresAt: z.number().int().nullable().optional(),
  requestsPerMinute: z.number().nullable().optional(),
  jobsAtOnce: z.number().nullable().optional(),
  creditsPerDay: z.number().nullable().optional(),
  creditsPerMonth: z.number().nullable().optional(),
  models: z.array(z.string().max(LONGEST)).max(MOST_MODELS).nullable().optional(),
});

export const keysRouter = router({
  /** Those of the configuration first. */
  list: scoped('read').query(({ ctx }) => ctx.services.apiKeys.list()),
  get: scoped('read')
    .input(byId)
    .query(({ ctx, input }) => ctx.services.apiKeys.get(input.id)),
  /** Requests of the last hour with each key that had any, in beats of five minutes. */
  activity: scoped('read').query(({ ctx: { services } }) => {
    const to = services.now();
    return services.usage.keyActivity({ from: to - HOUR_MS, to, beats: BEATS });
  }),
  /** The key is told this once, so `secrets` is needed as well. */
  create: scoped('operate')
    .input(wishes)
    .mutation(async ({ ctx, input }) => {
      const { key, shown } = await createKey(ctx, input);
      return { key, apiKey: shown };
    }),
  update: scoped('operate')
    .input(byId.extend({ changes: wishes.partial() }))
    .mutation(({ ctx, input }) => updateKey(ctx, input.id, input.changes)),
  /** The new key is told this once, so `secrets` is needed as well. */
  rotate: scoped('operate')
    .input(byId.extend({ overlapMs: z.number().int() }))
    .mutation(async ({ ctx, input }) => {
      const { key, shown } = await namingArguments({ overlap: 'overlapMs' }, () =>
        rotateKey(ctx, input.id, input.overlapMs),
      );
      return { key, apiKey: shown };
    }),
  revoke: scoped('operate')
    .input(byId)
    .mutation(({ ctx, input }) => revokeKey(ctx, input.id)),
});
