import { argon2id, hash, needsRehash, verify } from 'argon2';
import { ControlError } from '../../schema/control-error.ts';

/**
 * How dear it is to try a password: the second choice of RFC 9106 in memory and passes, in one lane, which is about 150 ms
 * of one core. When these rise, digests are made anew at the next sign-in.
 * @see https://www.rfc-editor.org/rfc/rfc9106#section-4
 */
const ARGON2 = { memoryCost: 64 * 1024, timeCost: 3, parallelism: 1 } as const;

/** One at a time, so that a flood takes at most one core, and a few that wait. */
const MAX_WAITING = 8;
const COME_AGAIN_MS = 2_000;

export interface PasswordsDeps {
  parameters?: { memoryCost: number; timeCost: number; parallelism: number };
}

export type Passwords = ReturnType<typeof createPasswords>;

/** Makes digests of passwords and compares with them, one at a time. */
export function createPasswords({ parameters = ARGON2 }: PasswordsDeps = {}) {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  /** Of nobody's password: who is not known here costs as much as who is. */
  let nobodys: string | null = null;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    checkRoom();
    waiting += 1;
    const result = last.then(work).finally(() => {
      waiting -= 1;
    });
    last = result.catch(() => {});
    return result;
  }

  function checkRoom(): void {
    if (waiting < MAX_WAITING) return;
    throw new ControlError('sign_in_blocked', 'Too many are signing in at the same time. Try again in a moment.', {
      retryAfterMs: COME_AGAIN_MS,
    });
  }

  const digest = (password: string) => hash(password, { ...parameters, type: argon2id });

  return {
    /** @throws ControlError `sign_in_blocked` when too many wait */
    checkRoom,
    /** @throws ControlError `sign_in_blocked` when too many wait */
    hash: (password: string): Promise<string> => inTurn(() => digest(password)),
    /**
     * Whether this is the password; null for somebody who has none, which costs the same.
     * @throws ControlError `sign_in_blocked` when too many wait
     */
    matches: (stored: string | null, password: string): Promise<boolean> =>
      inTurn(async () => {
        if (stored !== null) return verify(stored, password);
        nobodys ??= await digest('nobody');
        await verify(nobodys, password);
        return false;
      }),
    /** Whether a digest was made when it was cheaper. */
    isOutdated: (stored: string): boolean => needsRehash(stored, parameters),
  };
}
