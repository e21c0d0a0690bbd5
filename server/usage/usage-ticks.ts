import type { Database } from '../database/database.ts';
import { QUARTER_MS } from './time-buckets.ts';

export interface UsageTicksDeps {
  database: Pick<Database, 'read'>;
  schedule(work: () => void, delayMs: number): () => void;
  now(): number;
}

/** What came to its end since the last tick. */
export interface UsageTick {
  /** Unix milliseconds. */
  from: number;
  to: number;
  /** Requests that were answered, those with 4xx among them, and those with 5xx. */
  requests: number;
  refused: number;
  failedRequests: number;
  /** Jobs. */
  completed: number;
  failed: number;
  credits: number;
}

type Counted = Pick<UsageTick, 'completed' | 'failed' | 'credits'>;

/** What is used, told at a fixed gap for as long as somebody wants to hear it. */
export function createUsageTicks({ database: { read }, schedule, now }: UsageTicksDeps) {
  async function lastRow(): Promise<number> {
    const query = read.selectFrom('RequestLog').select((eb) => eb.fn.max('id').as('id'));
    return Number((await query.executeTakeFirst())?.id ?? 0);
  }

  async function requestsBetween(after: number, upTo: number) {
    const query = read
      .selectFrom('RequestLog')
      .select((eb) => [
        eb.fn.countAll<number>().as('requests'),
        eb.fn.sum<number>(eb.case().when('status', '>=', 500).then(1).else(0).end()).as('failed'),
        eb.fn.sum<number>(eb.case().when('status', '>=', 400).then(1).else(0).end()).as('notServed'),
      ])
      .where('id', '>', after)
      .where('id', '<=', upTo);
    const row = await query.executeTakeFirstOrThrow();
    const failedRequests = Number(row.failed ?? 0);
    return { requests: Number(row.requests), refused: Number(row.notServed ?? 0) - failedRequests, failedRequests };
  }

  /** Counters of the quarters from this one on: they only grow, so that two readings differ by what came in between. */
  async function jobsSince(quarter: number): Promise<Counted> {
    const row = await read
      .selectFrom('UsageStat')
      .select((eb) => [
        eb.fn.sum<number>('completed').as('completed'),
        eb.fn.sum<number>('failed').as('failed'),
        eb.fn.sum<number>('credits').as('credits'),
      ])
      .where('quarter', '>=', quarter)
      .executeTakeFirstOrThrow();
    return {
      completed: Number(row.completed ?? 0),
      failed: Number(row.failed ?? 0),
      credits: Number(row.credits ?? 0),
    };
  }

  const quarterOf = (at: number): number => Math.floor(at / QUARTER_MS) * QUARTER_MS;

  function pause(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const over = (): void => {
        callOff();
        signal.removeEventListener('abort', over);
        resolve();
      };
      const callOff = schedule(over, ms);
      signal.addEventListener('abort', over, { once: true });
    });
  }

  return async function* ticks(intervalMs: number, signal: AbortSignal): AsyncGenerator<UsageTick> {
    let from = now();
    let row = await lastRow();
    let quarter = quarterOf(from);
    let before = await jobsSince(quarter);
    while (!signal.aborted) {
      await pause(intervalMs, signal);
      if (signal.aborted) return;
      const to = now();
      const newest = await lastRow();
      const after = await jobsSince(quarter);
      const jobs = {
        completed: after.completed - before.completed,
        failed: after.failed - before.failed,
        credits: after.credits - before.credits,
      };
      yield { from, to, ...(await requestsBetween(row, newest)), ...jobs };
      from = to;
      row = newest;
      if (quarterOf(to) !== quarter) {
        // What has ended between the two readings is told with the next tick.
        const former = await jobsSince(quarter);
        quarter = quarterOf(to);
        const current = await jobsSince(quarter);
        before = {
          completed: current.completed - (former.completed - after.completed),
          failed: current.failed - (former.failed - after.failed),
          credits: current.credits - (former.credits - after.credits),
        };
      } else before = after;
    }
  };
}
