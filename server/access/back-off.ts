import { ControlError } from '../../schema/control-error.ts';
import type { SignInFailure } from '../../schema/entities/sign-in-failure.ts';
import type { Database, Transaction } from '../database/database.ts';

export interface BackOffDeps {
  database: Pick<Database, 'read' | 'commit'>;
  now(): number;
}

/** How many failures cost nothing, and how long the next one has to wait after them: twice as long each time, up to a bound. */
interface Pace {
  free: number;
  firstWaitMs: number;
  longestWaitMs: number;
}

/** What is counted: who tries, or what is tried by whomever. */
export interface Subject {
  name: string;
  pace: Pace;
}

/** For whoever tries: so many go wrong by mistake. */
export const WHO_TRIES: Pace = { free: 5, firstWaitMs: 1_000, longestWaitMs: 15 * 60_000 };
/**
 * For an account over all addresses. Anybody can make it rise, so it comes late, only slows, and does not hold where the
 * operator has signed in before: who guesses from everywhere has one attempt in two seconds.
 */
export const FROM_EVERYWHERE: Pace = { free: 100, firstWaitMs: 250, longestWaitMs: 2_000 };
/** Who failed no more for so long begins anew. */
const FORGET_MS = 24 * 60 * 60_000;
/** Where somebody has signed in is known for so long after the last time. */
const KNOWN_MS = 90 * FORGET_MS;
const KNOWN = 'known:';

export type BackOff = ReturnType<typeof createBackOff>;

/** Makes guessing slow, and remembers over restarts. */
export function createBackOff({ database, now }: BackOffDeps) {
  async function count(tx: Transaction, subjects: readonly Subject[], at: number): Promise<number> {
    await tx
      .deleteFrom('SignInFailure')
      .where('lastAt', '<', at - FORGET_MS)
      .where((where) => where.or([where('subject', 'not like', `${KNOWN}%`), where('lastAt', '<', at - KNOWN_MS)]))
      .execute();
    const rows = await tx.selectFrom('SignInFailure').selectAll().where('subject', 'in', namesOf(subjects)).execute();
    const counted = subjects.map((subject) => ({ ...subject, row: rows.find((row) => row.subject === subject.name) }));
    const waitMs = Math.max(0, ...counted.map(({ row, pace }) => (row === undefined ? 0 : leftOf(row, pace, at))));
    if (waitMs > 0) return waitMs;
    for (const { name: subject, pace, row: before } of counted) {
      const failures = (before?.failures ?? 0) + 1;
      const row = { subject, failures, lastAt: at, blockedUntil: at + waitAfter(failures, pace) };
      await tx
        .insertInto('SignInFailure')
        .values(row)
        .onConflict((conflict) => conflict.column('subject').doUpdateSet(row))
        .execute();
    }
    return 0;
  }

  /** As if the attempt had not been made, with those that failed before. */
  async function takeBack(tx: Transaction, subjects: readonly Subject[], at: number): Promise<void> {
    if (subjects.length === 0) return;
    await tx
      .updateTable('SignInFailure')
      .set((row) => ({ failures: row('failures', '-', 1), blockedUntil: at }))
      .where('subject', 'in', namesOf(subjects))
      .execute();
  }

  return {
    /**
     * Counts an attempt as failed before it is made, so that of many at once no more get through than one after another;
     * `forgive` takes it back.
     * @throws ControlError `sign_in_blocked`
     */
    async attempt(subjects: readonly Subject[]): Promise<void> {
      const at = now();
      const waitMs = await database.commit((tx) => count(tx, subjects, at));
      if (waitMs === 0) return;
      throw new ControlError(
        'sign_in_blocked',
        `Signing in has failed too often. Try again in ${inWords(waitMs)}; the right password is refused until then, too.`,
        { retryAfterMs: waitMs },
      );
    },

    /** After an attempt that was right. What is slowed only keeps the failures of others. */
    async forgive(subjects: readonly Subject[]): Promise<void> {
      const at = now();
      const [slowed, forgiven] = [subjects.filter(isSlowed), subjects.filter((subject) => !isSlowed(subject))];
      await database.commit(async (tx) => {
        await tx.deleteFrom('SignInFailure').where('subject', 'in', namesOf(forgiven)).execute();
        await takeBack(tx, slowed, at);
      });
    },

    /** After an attempt that neither failed nor got in: what failed before it counts on. */
    async takeBack(subjects: readonly Subject[]): Promise<void> {
      const at = now();
      await database.commit((tx) => takeBack(tx, subjects, at));
    },

    /** Notes that somebody has signed in there, so that failures from elsewhere do not slow them there. */
    async know(place: string): Promise<void> {
      const row = { subject: KNOWN + place, failures: 0, lastAt: now(), blockedUntil: 0 };
      await database.commit((tx) =>
        tx
          .insertInto('SignInFailure')
          .values(row)
          .onConflict((conflict) => conflict.column('subject').doUpdateSet(row))
          .execute(),
      );
    },

    async isKnown(place: string): Promise<boolean> {
      const query = database.read
        .selectFrom('SignInFailure')
        .select('lastAt')
        .where('subject', '=', KNOWN + place);
      return ((await query.executeTakeFirst())?.lastAt ?? 0) > now() - KNOWN_MS;
    },
  };
}

/** How long nothing is tried after so many failures. */
function waitAfter(failures: number, { free, firstWaitMs, longestWaitMs }: Pace): number {
  return failures < free ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - free));
}

/** A clock that was wrong once locks nobody out for longer than the longest wait. */
const leftOf = ({ blockedUntil }: SignInFailure, { longestWaitMs }: Pace, at: number) =>
  Math.min(longestWaitMs, blockedUntil - at);

const isSlowed = ({ pace }: Subject): boolean => pace === FROM_EVERYWHERE;

const namesOf = (subjects: readonly Subject[]): string[] => subjects.map(({ name }) => name);

function inWords(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`;
}
