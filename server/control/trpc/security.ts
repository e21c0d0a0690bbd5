import { z } from 'zod';
import { SCOPES } from '../../../schema/scopes.ts';
import { beginSecondFactor, confirmSecondFactor, removeSecondFactor, renewRecoveryCodes } from '../second-factor.ts';
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
const short = z.string().min(1).max(1_000);
const byPassword = z.object({ password: short });
/** Of whoever is signed in, once more. */
const currentPassword = z.string().max(1_000).nullable().default(null);

export const securityRouter = router({
  sessions: scoped('admin').query(({ ctx }) => sessionsOf(ctx)),
  revokeSession: scoped('admin')
    .input(byId)
    .mutation(({ ctx, input }) => revokeSession(ctx, input.id)),
  revokeOtherSessions: scoped('admin').mutation(async ({ ctx }) => ({ endedSessions: await revokeOtherSessions(ctx) })),
  /** Whom the configuration names first. */
  admins: scoped('admin').query(({ ctx }) => ctx.services.access.admins.list()),
  addAdmin: scoped('admin')
    .input(z.object({ username: z.string().max(1_000), password: z.string().max(1_000), currentPassword }))
    .mutation(({ ctx, input }) => addAdmin(ctx, input)),
  /** Their sessions end as well. */
  removeAdmin: scoped('admin')
    .input(byId)
    .mutation(({ ctx, input }) => removeAdmin(ctx, input.id)),
  /** The secret is told this once. */
  beginSecondFactor: scoped('admin')
    .input(byPassword)
    .mutation(({ ctx, input }) => beginSecondFactor(ctx, input.password)),
  /** Answers with recovery codes, which are told this once. */
  confirmSecondFactor: scoped('admin')
    .input(z.object({ code: short }))
    .mutation(({ ctx, input }) => confirmSecondFactor(ctx, input.code)),
  renewRecoveryCodes: scoped('admin')
    .input(byPassword)
    .mutation(({ ctx, input }) => renewRecoveryCodes(ctx, input.password)),
  /** Of whoever is signed in when no id is given. */
  removeSecondFactor: scoped('admin')
    .input(z.object({ id: z.string().max(100).nullable(), password: short }))
    .mutation(({ ctx, input }) => removeSecondFactor(ctx, input)),
  adminTokens: scoped('admin').query(({ ctx }) => ctx.services.access.tokens.list()),
  /** The token is told this once. */
  createAdminToken: scoped('admin')
    .input(
      z.object({
        name: z.string().max(1_000),
        scopes: z.array(z.enum(SCOPES)).max(SCOPES.length),
        expiresAt: z.number().int().nullable(),
        currentPassword,
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
