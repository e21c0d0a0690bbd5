import type { Generation } from '../../schema/entities/generation.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { CallSlot, EndsAt, ExpectedJob, QuotaJob } from '../../schema/generation.ts';
import type { Database } from '../database/database.ts';
import { allows, type KeyLimits, modelForbidden } from './key-limits.ts';
import { nextPeriod, type Period, startOf } from './periods.ts';
import { createRecentCalls, slotOf } from './recent-calls.ts';

/** When a caller at the limit of jobs at once may look again, if nobody knows better, and the least and most that is said. */
const SLOT_WAIT_MS = 5_000;
const MIN_WAIT_MS = 1_000;
const MAX_WAIT_MS = 10 * 60_000;
/** So many of a key's open jobs are asked when they will end. */
const ASKED = 100;

/** How many calls a key has left in this minute. */
export interface RateState {
  limit: number;
  remaining: number;
  /** Until all of them are free again. */
  resetMs: number;
}

export interface QuotaDeps {
  database: Database;
  /** Null for a key without any limit. Asked at each call: limits may change at any time. */
  limitsOf(apiKeyId: string): KeyLimits | null;
  /** Decides which day and which month it is, of UTC. */
  now(): number;
  /** What passes, whatever the clock is set to: decides what lies within a minute. */
  elapsed(): number;
}

type EndedJob = Pick<Generation, 'id' | 'apiKeyId' | 'credits' | 'completedAt'>;

/** What a key has used. Credits are those of jobs that have ended; what open ones may cost is set aside beside them. */
interface Ledger {
  open: Map<string, number>;
  setAside: number;
  spent: Record<Period, { since: number; credits: number }>;
}

/**
 * Keeps API keys to their limits. Counts are in memory, where a check and its count are one step; a restart makes them anew
 * from the counters and the jobs that go on.
 */
export async function openQuota({ database, limitsOf, now, elapsed }: QuotaDeps) {
  const ledgers = new Map<string, Ledger>();
  const recent = createRecentCalls(elapsed);
  await load();

  function ledgerOf(apiKeyId: string): Ledger {
    const known = ledgers.get(apiKeyId);
    if (known !== undefined) return known;
    const fresh = (period: Period) => ({ since: startOf(period, now()), credits: 0 });
    const ledger = { open: new Map(), setAside: 0, spent: { day: fresh('day'), month: fresh('month') } };
    ledgers.set(apiKeyId, ledger);
    return ledger;
  }

  async function load(): Promise<void> {
    for (const period of ['day', 'month'] as const) {
      const rows = await database.read
        .selectFrom('UsageStat')
        .select((eb) => ['apiKeyId', eb.fn.sum<number>('credits').as('credits')])
        .where('quarter', '>=', startOf(period, now()))
        .groupBy('apiKeyId')
        .execute();
      for (const { apiKeyId, credits } of rows) ledgerOf(apiKeyId).spent[period].credits = Number(credits);
    }
  }

  function spentIn(period: Period, { spent }: Ledger): number {
    const since = startOf(period, now());
    if (spent[period].since !== since) spent[period] = { since, credits: 0 };
    return spent[period].credits;
  }

  function set(ledger: Ledger, id: string, credits: number): void {
    ledger.open.set(id, credits);
    ledger.setAside += credits;
  }

  function unset(ledger: Ledger, id: string): void {
    ledger.setAside -= ledger.open.get(id) ?? 0;
    ledger.open.delete(id);
  }

  function checkModels({ models }: KeyLimits, jobs: readonly ExpectedJob[]): void {
    if (models === null) return;
    const other = jobs.find(
      ({ model, variant }) => variant !== null && !allows(models, model) && !allows(models, variant),
    );
    if (other !== undefined) throw modelForbidden(other.model, models);
  }

  function checkJobs({ jobsAtOnce }: KeyLimits, { open }: Ledger, more: number, endsAt: EndsAt): void {
    if (jobsAtOnce === null || open.size + more <= jobsAtOnce) return;
    const may = `This API key may have ${jobsAtOnce} ${jobsAtOnce === 1 ? 'job' : 'jobs'} at once`;
    if (more > jobsAtOnce) {
      throw new ServiceError(
        'invalid_value',
        `${may}, and this call asks for ${more}. Ask for fewer results at a time.`,
      );
    }
    const message = `${may}; ${open.size} are running or waiting, and this call asks for ${more} more.`;
    const retryAfterMs = waitMs(open, open.size + more - jobsAtOnce, endsAt);
    throw new ServiceError('rate_limited', message, { retryAfterMs });
  }

  /** Until so many of the open jobs will probably have ended. */
  function waitMs(open: Ledger['open'], ending: number, endsAt: EndsAt): number {
    const ends = [...open.keys().take(Math.max(ASKED, ending))].map(endsAt).filter((at) => at !== null);
    const at = ends.sort((a, b) => a - b)[ending - 1];
    if (at === undefined) return SLOT_WAIT_MS;
    return Math.round(Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, at - now())));
  }

  function checkCredits(period: Period, limit: number | null, ledger: Ledger, more: number): void {
    const used = spentIn(period, ledger) + ledger.setAside;
    if (limit === null || more === 0 || used + more <= limit) return;
    const at = new Date(nextPeriod(period, now())).toISOString();
    const way = more > limit ? 'Ask for less, or for another model.' : `They are counted anew from ${at} on.`;
    const message = `This API key may use ${limit} credits a ${period}; ${used} are used or set aside, and this call can cost ${more}. ${way}`;
    throw new ServiceError('key_quota_exhausted', message);
  }

  /** Takes one of the calls of this minute, see `CallSlot`. @throws ServiceError `rate_limited` */
  function enter(apiKeyId: string): CallSlot {
    const limit = limitsOf(apiKeyId)?.requestsPerMinute ?? null;
    return limit === null ? slotOf(() => {}) : recent.take(apiKeyId, limit);
  }

  function check(apiKeyId: string, jobs: readonly ExpectedJob[], endsAt: EndsAt): void {
    const limits = limitsOf(apiKeyId);
    if (limits === null) return;
    const ledger = ledgerOf(apiKeyId);
    const credits = jobs.reduce((sum, job) => sum + job.credits, 0);
    checkModels(limits, jobs);
    checkCredits('month', limits.creditsPerMonth, ledger, credits);
    checkCredits('day', limits.creditsPerDay, ledger, credits);
    checkJobs(limits, ledger, jobs.length, endsAt);
  }

  return {
    enter,

    /** Whether jobs would be let in now; counts nothing. @throws ServiceError as `admit`, but for the calls of this minute */
    check,

    /**
     * Counts jobs, and their call, unless its slot was taken before.
     * @throws ServiceError `model_forbidden`, `rate_limited`, `key_quota_exhausted`, or `invalid_value` for more jobs than the
     * key may ever have at once; then nothing is counted
     */
    admit(apiKeyId: string, jobs: readonly QuotaJob[], endsAt: EndsAt, slot?: CallSlot): void {
      check(apiKeyId, jobs, endsAt);
      const ledger = ledgerOf(apiKeyId);
      (slot ?? enter(apiKeyId)).keep();
      for (const { id, credits } of jobs) set(ledger, id, credits);
    },

    /** Jobs that were counted were not stored. */
    forget(apiKeyId: string, jobIds: readonly string[]): void {
      const ledger = ledgerOf(apiKeyId);
      for (const id of jobIds) unset(ledger, id);
    },

    /** A job of a former process goes on. */
    resumed({ id, apiKeyId }: Pick<Generation, 'id' | 'apiKeyId'>, credits: number): void {
      set(ledgerOf(apiKeyId), id, credits);
    },

    /**
     * A job has ended: what was set aside for it is free again, and what it has cost is spent, in the day and the month of its
     * end, as the counters have it. Nothing for a job that is not open.
     */
    ended({ id, apiKeyId, credits, completedAt }: EndedJob): void {
      const ledger = ledgerOf(apiKeyId);
      if (!ledger.open.has(id)) return;
      unset(ledger, id);
      for (const period of ['day', 'month'] as const) {
        const since = startOf(period, completedAt ?? now());
        spentIn(period, ledger);
        if (ledger.spent[period].since === since) ledger.spent[period].credits += credits;
      }
    },

    /** What an ended job was thought to have cost was not spent after all: its day and its month have it back. */
    givenBack({ apiKeyId, credits, completedAt }: Omit<EndedJob, 'id'>): void {
      const ledger = ledgerOf(apiKeyId);
      for (const period of ['day', 'month'] as const) {
        spentIn(period, ledger);
        if (ledger.spent[period].since !== startOf(period, completedAt ?? now())) continue;
        ledger.spent[period].credits = Math.max(0, ledger.spent[period].credits - credits);
      }
    },

    /** Null for a key whose calls are not limited. */
    rateOf(apiKeyId: string): RateState | null {
      const limit = limitsOf(apiKeyId)?.requestsPerMinute ?? null;
      return limit === null ? null : recent.stateOf(apiKeyId, limit);
    },
  };
}
