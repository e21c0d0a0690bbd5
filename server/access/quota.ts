import type { Generation } from '../../schema/entities/generation.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { Database } from '../database/database.ts';
import { allows, type KeyLimits } from './key-limits.ts';
import { nextPeriod, type Period, startOf } from './periods.ts';
import { createRecentCalls } from './recent-calls.ts';

/** When a caller at the limit of jobs at once may look again: about what a picture takes. */
const SLOT_WAIT_MS = 5_000;

export interface QuotaJob {
  id: string;
  model: string;
  variant: string;
  /** The most that it can cost. */
  credits: number;
}

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
  now(): number;
}

/** What a key has used. Credits are those of jobs that were delivered; what open ones may cost is set aside beside them. */
interface Ledger {
  open: Map<string, number>;
  setAside: number;
  spent: Record<Period, { since: number; credits: number }>;
}

/**
 * Keeps API keys to their limits. Counts are in memory, where a check and its count are one step; a restart makes them anew
 * from the counters and the jobs that go on.
 */
export async function openQuota({ database, limitsOf, now }: QuotaDeps) {
  const ledgers = new Map<string, Ledger>();
  const recent = createRecentCalls(now);
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
        .where('hour', '>=', startOf(period, now()))
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

  function checkModels({ models }: KeyLimits, jobs: readonly QuotaJob[]): void {
    const other = jobs.find(
      ({ model, variant }) => models !== null && !allows(models, model) && !allows(models, variant),
    );
    if (other === undefined) return;
    const message = `This API key may not use the model ${other.model}; it may use ${models?.join(', ')}.`;
    throw new ServiceError('model_forbidden', message, { param: 'model' });
  }

  function checkJobs({ jobsAtOnce }: KeyLimits, { open }: Ledger, more: number): void {
    if (jobsAtOnce === null || open.size + more <= jobsAtOnce) return;
    const message = `This API key may have ${jobsAtOnce} jobs at once; ${open.size} are running or waiting, and this call asks for ${more} more.`;
    throw new ServiceError('rate_limited', message, { retryAfterMs: SLOT_WAIT_MS });
  }

  function checkCredits(period: Period, limit: number | null, ledger: Ledger, more: number): void {
    const used = spentIn(period, ledger) + ledger.setAside;
    if (limit === null || more === 0 || used + more <= limit) return;
    const at = new Date(nextPeriod(period, now())).toISOString();
    const message = `This API key may use ${limit} credits a ${period}; ${used} are used or set aside, and this call can cost ${more}. They are counted anew from ${at} on.`;
    throw new ServiceError('key_quota_exhausted', message);
  }

  return {
    /** @throws ServiceError `model_forbidden`, `rate_limited`, `key_quota_exhausted`, and then nothing is counted */
    admit(apiKeyId: string, jobs: readonly QuotaJob[]): void {
      const ledger = ledgerOf(apiKeyId);
      const limits = limitsOf(apiKeyId);
      if (limits !== null) {
        const credits = jobs.reduce((sum, job) => sum + job.credits, 0);
        checkModels(limits, jobs);
        checkCredits('month', limits.creditsPerMonth, ledger, credits);
        checkCredits('day', limits.creditsPerDay, ledger, credits);
        checkJobs(limits, ledger, jobs.length);
        if (limits.requestsPerMinute !== null) recent.take(apiKeyId, limits.requestsPerMinute);
      }
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

    /** A job has ended: what was set aside for it is free again, and what it has cost is spent. */
    ended({ id, apiKeyId, state, credits }: Pick<Generation, 'id' | 'apiKeyId' | 'state' | 'credits'>): void {
      const ledger = ledgerOf(apiKeyId);
      unset(ledger, id);
      if (state !== 'completed') return;
      for (const period of ['day', 'month'] as const) {
        spentIn(period, ledger);
        ledger.spent[period].credits += credits;
      }
    },

    /** Null for a key whose calls are not limited. */
    rateOf(apiKeyId: string): RateState | null {
      const limit = limitsOf(apiKeyId)?.requestsPerMinute ?? null;
      return limit === null ? null : recent.stateOf(apiKeyId, limit);
    },
  };
}
