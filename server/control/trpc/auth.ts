import { z } from 'zod';
import { changePassword, setUp, signIn, signOut } from '../security.ts';
import { presentViewer } from '../viewer.ts';
import { anyone, router, scoped } from './procedures.ts';

/** What anybody may send before it is known who it is. */
const short = z.string().min(1).max(1_000);

export const authRouter = router({
  /** Whether nobody could sign in yet, so that the page for the first operator is to be shown. */
  setUpState: anyone.query(({ ctx }) => ({ open: ctx.services.access.setUp.isOpen() })),
  setUp: anyone
    .input(z.object({ code: short, username: short, password: short }))
    .mutation(async ({ ctx, input }) => presentViewer(await setUp(ctx, input))),
  /** The code is for whoever has a second factor, which is told once name and password are right. */
  signIn: anyone
    .input(z.object({ username: short, password: short, code: z.string().max(1_000).nullish() }))
    .mutation(async ({ ctx, input }) => presentViewer(await signIn(ctx, { ...input, code: input.code ?? null }))),
  signOut: anyone.mutation(({ ctx }) => signOut(ctx)),
  /** Other sessions of the operator end with it. */
  changePassword: scoped('admin')
    .input(z.object({ currentPassword: short, newPassword: short }))
    .mutation(async ({ ctx, input }) => ({
      endedSessions: await changePassword(ctx, { current: input.currentPassword, next: input.newPassword }),
    })),
});
