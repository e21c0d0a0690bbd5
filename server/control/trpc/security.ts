import { z } from 'zod';
import { SCOPES } from '../../../schema/scopes.ts';
import {
  addAdmin,
  createAdminToken,
  removeAdmin,
  revokeAdminToken,
  revokeOtherSessions,
  revokeSession,
  sessionsOf,
} from '../security.ts';
import { router, scoped } from './procedures.ts';

const byId = z.object({ id: z.string().max(100) });

export const securityRouter = router({
  sessions: scoped('admin').query(({ ctx }) => sessionsOf(ctx)),
  revokeSession: scoped('admin')
    .input(byId)
    .mutation(({ ctx, input }) => revokeSession(ctx, input.id)),
  revokeOtherSessions: scoped('admin').mutation(async ({ ctx }) => ({ endedSessions: await revokeOtherSessions(ctx) })),
  /** Whom the configuration names first. */
  admins: scoped('admin').query(({ ctx }) => ctx.services.access.admins.list()),
  addAdmin: scoped('admin')
    .input(z.object({ username: z.string().max(1_000), password: z.string().max(1_000) }))
    .mutation(({ ctx, input }) => addAdmin(ctx, input)),
  /** Their sessions end as well. */
  removeAdmin: scoped('admin')
    .input(byId)
    .mutation(({ ctx, input }) => removeAdmin(ctx, input.id)),
  adminTokens: scoped('admin').query(({ ctx }) => ctx.services.access.tokens.list()),
  /** The token is told this once. */
  createAdminToken: scoped('admin')
    .input(
      z.object({
        name: z.string().max(1_000),
        scopes: z.array(z.enum(SCOPES)).max(SCOPES.length),
        expiresAt: z.number().int().nullable(),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const { token, shown } = await createAdminToken(ctx, input);
      return { token, adminToken: shown };
    }),
  revokeAdminToken: scoped('admin')
    .input(byId)
    .mutation(({ ctx, input }) => revokeAdminToken(ctx, input.id)),
});
