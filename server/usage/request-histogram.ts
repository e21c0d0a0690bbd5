import { sql } from 'kysely';
import type { RequestLog } from '../../schema/entities/request-log.ts';
import type { Database } from '../database/database.ts';
import type { ScannedPage } from '../database/scan-newest.ts';
import type { RequestFilter, RequestSearch } from './request-search.ts';
import { MINUTE_MS, statusClassOf } from './request-stats.ts';
import { checkRange } from './usage-report.ts';

export interface HistogramQuery {
  filter: RequestFilter;
  /** Unix milliseconds. Whole minutes are counted. */
  from: number;
  to: number;
  /** How many bars there may be at most. */
  bars: number;
}

/** Requests that ended in one stretch of time, by status class. */
export interface HistogramBar {
  from: number;
  to: number;
  requests: number;
  /** Those answered with 4xx, those with 5xx. */
  refused: number;
  failed: number;
  /** Sum of their times, milliseconds. */
  durationMs: number;
}

export interface Histogram {
  /** In order of time, without a gap. */
  bars: readonly HistogramBar[];
  /** What ended before was too much to be counted; null when all was. */
  countedFrom: number | null;
}

export interface HistogramDeps {
  database: Pick<Database, 'read'>;
  search: Pick<RequestSearch, 'page' | 'timeOf'>;
  /** Whether requests of this model are counted under its name. */
  isModel(name: string): boolean;
  /** Milliseconds since some moment. */
  elapsed(): number;
}

const DAY_MS = 86_400_000;
/** Rows that are counted one by one where no counter knows what is asked for. */
const MOST_ROWS = 5_000;
const PAGE = 500;
const BUDGET_MS = 500;

/** Requests over time: from the counters of the minutes where those know the filter, else from the newest rows of the log. */
export function createHistogram({ database: { read }, search, isModel, elapsed }: HistogramDeps) {
  async function fromCounters({ filter, from, to }: HistogramQuery, widthMs: number, add: Add): Promise<void> {
    for (let start = from; start < to; start += DAY_MS) {
      const rows = await minutes(filter, { from: start, to: Math.min(start + DAY_MS, to), first: from, widthMs });
      for (const { bar, ...counted } of rows) add({ ...counted, at: from + Number(bar) * widthMs });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Put together by bars in the database: there are far fewer of them than of counters. */
  async function minutes(
    { statusClasses, apiKeyIds, models }: RequestFilter,
    { from, to, first, widthMs }: { from: number; to: number; first: number; widthMs: number },
  ) {
    const bar = sql<number>`cast((${sql.ref('minute')} - ${first}) / ${widthMs} as integer)`;
    let query = read
      .selectFrom('RequestStat')
      .select((eb) => [
        bar.as('bar'),
        'statusClass',
        eb.fn.sum<number>('requests').as('requests'),
        eb.fn.sum<number>('durationMs').as('durationMs'),
      ])
      .where('minute', '>=', from)
      .where('minute', '<', to)
      .groupBy(['bar', 'statusClass']);
    if (statusClasses != null) query = query.where('statusClass', 'in', statusClasses);
    if (apiKeyIds != null) query = query.where('apiKeyId', 'in', apiKeyIds);
    if (models != null) query = query.where('model', 'in', models);
    return query.execute();
  }

  /** Resolves with how far back was counted; null when that is everything. */
  async function fromRows({ filter, from, to }: HistogramQuery, add: Add): Promise<number | null> {
    const begun = elapsed();
    let before: number | null = null;
    for (let counted = 0; counted < MOST_ROWS && elapsed() - begun < BUDGET_MS; ) {
      const page: ScannedPage<RequestLog, number> = await search.page({
        filter: { ...filter, from, to },
        before,
        limit: PAGE,
      });
      for (const { at, status, durationMs } of page.rows) {
        add({ at, statusClass: statusClassOf(status), requests: 1, durationMs });
      }
      if (!page.hasMore || page.end === null) return null;
      counted += page.rows.length;
      before = page.end;
    }
    return before === null ? from : await search.timeOf(before);
  }

  /** @throws ServiceError `invalid_value` */
  return async (query: HistogramQuery): Promise<Histogram> => {
    checkRange(query);
    const from = Math.floor(query.from / MINUTE_MS) * MINUTE_MS;
    const widthMs = Math.max(1, Math.ceil((query.to - from) / Math.max(1, query.bars) / MINUTE_MS)) * MINUTE_MS;
    const bars = barsOf(from, query.to, widthMs);
    const add: Add = ({ at, statusClass, requests, durationMs }) => {
      const bar = bars[Math.floor((at - from) / widthMs)];
      if (bar === undefined) return;
      bar.requests += Number(requests);
      if (statusClass === 4) bar.refused += Number(requests);
      if (statusClass === 5) bar.failed += Number(requests);
      bar.durationMs += Number(durationMs);
    };
    const whole = { ...query, from };
    if (!isCounted(query.filter, isModel)) return { bars, countedFrom: await fromRows(whole, add) };
    await fromCounters(whole, widthMs, add);
    return { bars, countedFrom: null };
  };
}

type Add = (counted: { at: number; statusClass: number; requests: number; durationMs: number }) => void;

function barsOf(from: number, to: number, widthMs: number): HistogramBar[] {
  const count = Math.ceil((to - from) / widthMs);
  return Array.from({ length: count }, (_, index) => {
    const start = from + index * widthMs;
    return { from: start, to: start + widthMs, requests: 0, refused: 0, failed: 0, durationMs: 0 };
  });
}

function isCounted(
  { errorCodes, tokenIds, kind, minDurationMs, text, models }: RequestFilter,
  isModel: HistogramDeps['isModel'],
) {
  const others = [errorCodes, tokenIds, kind, minDurationMs, text || null];
  return others.every((wanted) => wanted == null) && (models ?? []).every(isModel);
}
