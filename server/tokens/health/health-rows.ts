import type { Logger } from 'pino';
import type { Breaker } from '../../../schema/breaker.ts';
import type { TokenHealth } from '../../../schema/entities/token-health.ts';
import type { ModelLimit } from '../../../schema/health.ts';
import type { Database } from '../../database/database.ts';
import type { Schedule } from '../due-queue.ts';
import type { SteadyClock } from '../steady-clock.ts';
import { type Condition, soundCondition } from './condition.ts';

export interface HealthRowsDeps {
  database: Database;
  schedule: Schedule;
  now(): number;
  /** By which conditions count; what is stored goes by the clock of the day. */
  clock: SteadyClock;
  log: Pick<Logger, 'error'>;
}

/** How long changes are gathered before they are stored together. What a crash loses of them is learnt anew with the next try. */
const GATHER_MS = 1_000;

/** Keeps what is held against accounts over a restart. */
export function createHealthRows({ database, schedule, now, clock, log }: HealthRowsDeps) {
  const unstored = new Set<Condition>();
  let callOff: (() => void) | null = null;

  async function store(): Promise<void> {
    callOff = null;
    const conditions = [...unstored];
    unstored.clear();
    if (conditions.length === 0) return;
    const rows = conditions.map((condition) => rowOf(condition, clock.shown, now()));
    try {
      await database.commit(async (tx) => {
        for (const row of rows) {
          const { breaker, limits, updatedAt } = row;
          await tx
            .insertInto('TokenHealth')
            .values(row)
            .onConflict((conflict) => conflict.columns(['tokenId', 'kind']).doUpdateSet({ breaker, limits, updatedAt }))
            .execute();
        }
      });
    } catch (err) {
      log.error({ err }, 'The health of accounts could not be stored; trying again');
      for (const condition of conditions) unstored.add(condition);
      storeSoon();
    }
  }

  function storeSoon(): void {
    callOff ??= schedule(() => void store(), GATHER_MS);
  }

  return {
    async load(): Promise<Condition[]> {
      const rows = await database.read.selectFrom('TokenHealth').selectAll().execute();
      return rows.map(({ tokenId, kind, breaker, limits }) => ({
        ...soundCondition(tokenId, kind),
        breaker: movedBreaker(breaker, clock.from),
        limits: new Map(limits.map((limit) => [limit.modelKey, moved(limit, clock.from)])),
        denials: new Map(),
      }));
    },
    /** Stores a condition as it will be in a moment. */
    changed(condition: Condition): void {
      unstored.add(condition);
      storeSoon();
    },
    /** The account is removed, and its rows with it. */
    forget(tokenId: number): void {
      for (const condition of unstored) if (condition.tokenId === tokenId) unstored.delete(condition);
    },
    async close(): Promise<void> {
      callOff?.();
      await store();
      (callOff as (() => void) | null)?.();
    },
  };
}

export type HealthRows = ReturnType<typeof createHealthRows>;

type Move = (at: number) => number;

function rowOf({ tokenId, kind, breaker, limits }: Condition, move: Move, updatedAt: number): TokenHealth {
  const shown = [...limits.values()].map((limit) => moved(limit, move));
  return { tokenId, kind, breaker: movedBreaker(breaker, move), limits: shown, updatedAt };
}

const moved = (limit: ModelLimit, move: Move): ModelLimit => ({ ...limit, until: move(limit.until) });

function movedBreaker(breaker: Breaker, move: Move): Breaker {
  return breaker.state === 'open' ? { ...breaker, since: move(breaker.since), until: move(breaker.until) } : breaker;
}
