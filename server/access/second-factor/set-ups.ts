import { newTotpSecret, stepOfCode } from './totp.ts';

interface SetUp {
  secret: string;
  sessionId: string;
  endsAt: number;
  wrong: number;
}

const LASTS_MS = 15 * 60_000;
/** Whoever has the session but has not seen the secret gets no further by guessing. */
const MOST_WRONG = 5;

/** Secrets that were told and are not in force yet. They are in memory alone: who is interrupted begins anew. */
export function createSetUps({ now }: { now(): number }) {
  const byAdmin = new Map<string, SetUp>();

  function current(adminId: string, sessionId: string): SetUp | null {
    const setUp = byAdmin.get(adminId);
    if (setUp === undefined || setUp.sessionId !== sessionId || setUp.endsAt <= now()) return null;
    return setUp;
  }

  return {
    /** A new secret, in place of one that was begun before. */
    begin(adminId: string, sessionId: string): string {
      const secret = newTotpSecret();
      byAdmin.set(adminId, { secret, sessionId, endsAt: now() + LASTS_MS, wrong: 0 });
      return secret;
    },

    /** Ends a set-up by a code of its secret, once; what it returns is to be put in force. */
    prove(adminId: string, sessionId: string, code: string): { secret: string; lastStep: number } | 'wrong' | 'none' {
      const setUp = current(adminId, sessionId);
      if (setUp === null) return 'none';
      const lastStep = stepOfCode(setUp.secret, code, now());
      if (lastStep === null) {
        setUp.wrong += 1;
        if (setUp.wrong >= MOST_WRONG) byAdmin.delete(adminId);
        return 'wrong';
      }
      byAdmin.delete(adminId);
      return { secret: setUp.secret, lastStep };
    },

    forget: (adminId: string): boolean => byAdmin.delete(adminId),
  };
}
