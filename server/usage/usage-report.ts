import { ServiceError } from '../../schema/errors.ts';
import type { Database } from '../database/database.ts';
import { checkTimeZone, QUARTER_MS, type TimeUnit, timeBuckets } from './time-buckets.ts';

/** What usage can be told apart by. */
export const USAGE_DIMENSIONS = ['tokenId', 'apiKeyId', 'model'] as const;
export type UsageDimension = (typeof USAGE_DIMENSIONS)[number];

export interface UsageQuery {
  /** Unix milliseconds. Quarters of an hour are counted whole. */
  from: number;
  to: number;
  /** Hours or days that the range touches, each counted whole; null for the range itself in one. */
  by: TimeUnit | null;
  /** IANA name of the zone whose hours and days are meant. */
  timeZone: string;
  groupBy: readonly UsageDimension[];
  /** Only these; null for all. */
  tokenIds?: readonly number[] | null | undefined;
  apiKeyIds?: readonly string[] | null | undefined;
  /** Catalogue ids. */
  models?: readonly string[] | null | undefined;
}

/** What was generated in one stretch of time, for one combination of what it is told apart by; null where it is not. */
export interface UsagePoint {
  from: number;
  to: number;
  /** Of the hour or day, as the zone's clocks have it; null for the whole range. */
  label: string | null;
  /** 0 for jobs that never reached a token. */
  tokenId: number | null;
  apiKeyId: string | null;
  model: string | null;
  completed: number;
  failed: number;
  credits: number;
  /** Sum of the time from creation to end. */
  durationMs: number;
}

/** Read in one go, so that a long range does not hold up everything else. */
const CHUNK_MS = 7 * 86_400_000;
const MOST_POINTS = 20_000;

/** A counted quarter of an hour, or several of them. */
type Counts = Pick<UsagePoint, 'completed' | 'failed' | 'credits' | 'durationMs'>;

/**
 * Usage of a time range from the rollup, in order of time; stretches in which nothing ended are left out.
 * @throws ServiceError `invalid_value`
 */
export async function readUsage({ read }: Pick<Database, 'read'>, query: UsageQuery): Promise<UsagePoint[]> {
  checkRange(query);
  checkTimeZone(query.timeZone);
  const buckets = bucketsOf(query);
  const points = new Map<string, UsagePoint>();
  // What is told as a whole hour or day has to be one, also where the range begins or ends within it.
  const first = Math.floor((buckets[0]?.from ?? query.from) / QUARTER_MS) * QUARTER_MS;
  const to = buckets.at(-1)?.to ?? query.to;
  let index = 0;
  for (let start = first; start < to; start += CHUNK_MS) {
    for (const row of await quartersOf(read, query, start, Math.min(start + CHUNK_MS, to))) {
      while (row.quarter >= (buckets[index]?.to ?? Number.POSITIVE_INFINITY)) index += 1;
      const bucket = buckets[index];
      if (bucket === undefined) continue;
      const key = JSON.stringify([index, row.tokenId, row.apiKeyId, row.model]);
      const { quarter: _, completed, failed, credits, durationMs, ...of } = row;
      const point = points.get(key) ?? { ...bucket, ...of, completed: 0, failed: 0, credits: 0, durationMs: 0 };
      points.set(key, add(point, { completed, failed, credits, durationMs }));
      if (points.size > MOST_POINTS) throw tooMuch();
    }
    await new Promise((resolve) => setImmediate(resolve)); // the database answers at once, and others want to be served
  }
  return [...points.values()];
}

function bucketsOf({ from, to, by, timeZone }: UsageQuery): Pick<UsagePoint, 'from' | 'to' | 'label'>[] {
  return by === null ? [{ from, to, label: null }] : timeBuckets(from, to, by, timeZone);
}

function add(point: UsagePoint, more: Counts): UsagePoint {
  return {
    ...point,
    completed: point.completed + more.completed,
    failed: point.failed + more.failed,
    credits: point.credits + more.credits,
    durationMs: point.durationMs + more.durationMs,
  };
}

async function quartersOf(read: Database['read'], query: UsageQuery, from: number, to: number) {
  const { tokenIds, apiKeyIds, models } = query;
  const told = new Set(query.groupBy);
  const dimensions = USAGE_DIMENSIONS.filter((dimension) => told.has(dimension));
  let select = read
    .selectFrom('UsageStat')
    .select((eb) => [
      'quarter',
      ...dimensions,
      eb.fn.sum<number>('completed').as('completed'),
      eb.fn.sum<number>('failed').as('failed'),
      eb.fn.sum<number>('credits').as('credits'),
      eb.fn.sum<number>('durationMs').as('durationMs'),
    ])
    .where('quarter', '>=', from)
    .where('quarter', '<', to)
    .groupBy(['quarter', ...dimensions])
    .orderBy('quarter');
  if (tokenIds) select = select.where('tokenId', 'in', tokenIds);
  if (apiKeyIds) select = select.where('apiKeyId', 'in', apiKeyIds);
  if (models) select = select.where('model', 'in', models);
  const rows = await select.execute();
  return rows.map((row) => ({
    quarter: row.quarter,
    tokenId: told.has('tokenId') ? row.tokenId : null,
    apiKeyId: told.has('apiKeyId') ? row.apiKeyId : null,
    model: told.has('model') ? row.model : null,
    completed: Number(row.completed),
    failed: Number(row.failed),
    credits: Number(row.credits),
    durationMs: Number(row.durationMs),
  }));
}

/** Unix milliseconds. Far before it dates end, and hours and days cannot be told apart any more. */
const EARLIEST = 0;

/** @throws ServiceError `invalid_value` */
export function checkRange({ from, to }: { from: number; to: number }): void {
  if (from < EARLIEST) {
    throw new ServiceError('invalid_value', 'There was nothing to count before 1970. Let the range begin later.', {
      param: 'from',
    });
  }
  if (Number.isFinite(from) && Number.isFinite(to) && from < to) return;
  throw new ServiceError('invalid_value', 'The time range is empty: `from` has to be before `to`.', { param: 'from' });
}

function tooMuch(): ServiceError {
  const message = `This would be more than ${MOST_POINTS} points. Ask for a shorter range, or tell fewer things apart.`;
  return new ServiceError('invalid_value', message, { param: 'groupBy' });
}
