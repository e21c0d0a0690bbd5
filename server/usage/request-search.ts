import { sql } from 'kysely';
import type { MediaKind } from '../../schema/catalogue.ts';
import type { RequestLog } from '../../schema/entities/request-log.ts';
import type { Database } from '../database/database.ts';
import { likePattern } from '../database/like-pattern.ts';
import { type Lane, type ScannedPage, scanNewest } from '../database/scan-newest.ts';

/** Which requests are wanted: what is absent or null does not matter, and of a list any one will do. */
export interface RequestFilter {
  /** 2 for 2xx and so on. */
  statusClasses?: readonly number[] | null | undefined;
  errorCodes?: readonly string[] | null | undefined;
  /** Names as callers wrote them. */
  models?: readonly string[] | null | undefined;
  apiKeyIds?: readonly string[] | null | undefined;
  tokenIds?: readonly number[] | null | undefined;
  kind?: MediaKind | null | undefined;
  minDurationMs?: number | null | undefined;
  /** Id of a request or a job, or the beginning of one; else a part of the prompt of its job. */
  text?: string | null | undefined;
  /** When it ended, Unix milliseconds: `from` included, `to` not. */
  from?: number | null | undefined;
  to?: number | null | undefined;
}

export interface RequestPageQuery {
  filter: RequestFilter;
  /** Number of the row before which the page begins; null for the newest. */
  before: number | null;
  limit: number;
}

export interface RequestSearchDeps {
  database: Pick<Database, 'read'>;
  /** Milliseconds since some moment. */
  elapsed(): number;
}

/** A shorter beginning of an id would fit half of the log. */
const SHORTEST_BEGINNING = 12;
const AFTER_ANY_ID = '\uffff';
/** More ids that begin alike are not looked at: ids are random, so that nobody means so many. */
const MOST_BEGINNINGS = 1_000;
/** Rows of an export that are read together. */
const EXPORT_PAGE = 500;

const logs = (read: Database['read']) => read.selectFrom('RequestLog');
type LogQuery = ReturnType<typeof logs>;
type Condition = (query: LogQuery) => LogQuery;

export type RequestSearch = ReturnType<typeof createRequestSearch>;

/** Finds requests in the log, newest first. */
export function createRequestSearch({ database: { read }, elapsed }: RequestSearchDeps) {
  /** Number of the first row since then: rows are numbered as requests ended. */
  async function firstSince(at: number): Promise<number> {
    const query = logs(read).select('id').where('at', '>=', at).orderBy('at').orderBy('id').limit(1);
    return (await query.executeTakeFirst())?.id ?? Number.MAX_SAFE_INTEGER;
  }

  /** The statuses of a class that there are, each found by one step through the index. */
  async function statusesIn(statusClass: number): Promise<number[]> {
    const statuses: number[] = [];
    for (let above = statusClass * 100 - 1; ; above = statuses.at(-1) ?? above) {
      const query = logs(read).select((eb) => eb.fn.min('status').as('status'));
      const { status } = (await query.where('status', '>', above).executeTakeFirst()) ?? {};
      if (status == null || status >= (statusClass + 1) * 100) return statuses;
      statuses.push(status);
    }
  }

  /** The parts that an index leads to, and what is left to be compared row by row. */
  async function divide(filter: RequestFilter): Promise<{ parts: readonly Condition[]; rest: readonly Condition[] }> {
    const { text, statusClasses, kind, minDurationMs } = filter;
    const [leading, ...others] = dimensionsOf(filter);
    const rest = others.map(anyOf);
    if (kind != null) rest.push((query) => query.where('kind', '=', kind));
    if (minDurationMs != null && minDurationMs > 0) {
      rest.push((query) => query.where('durationMs', '>=', minDurationMs));
    }
    const classes = statusClasses == null ? null : [...new Set(statusClasses)].filter(isClass);
    const statuses = classes === null ? null : (await Promise.all(classes.map(statusesIn))).flat();
    const byStatus: Dimension | null = statuses === null ? null : { column: 'status', values: statuses };
    const isId = text != null && isIdLike(text);
    if (text != null && text !== '' && !isId) rest.push(prompting(text));
    if (isId && leading !== undefined) rest.push(anyOf(leading));
    if ((isId || leading !== undefined) && byStatus !== null) rest.push(anyOf(byStatus));
    if (isId) return { parts: byId(read, text), rest };
    const first = leading ?? byStatus;
    return { parts: first === null ? [(query) => query] : eachOf(first), rest };
  }

  async function lanesOf(filter: RequestFilter): Promise<readonly Lane<RequestLog, number>[]> {
    const { from, to } = filter;
    const first = from == null ? null : await firstSince(from);
    const { parts, rest } = await divide(filter);
    const since: Condition = (query) => (first === null ? query : query.where('id', '>=', first));
    const within: Condition = (query) => {
      const after = from == null ? query : query.where('at', '>=', from);
      return to == null ? after : after.where('at', '<', to);
    };
    return parts.map((part) => ({
      boundary: rest.length === 0 ? undefined : (before, size) => boundary(all([part, since]), before, size),
      rows: (before, downTo, limit) => rows(all([part, since, within, ...rest]), before, downTo, limit),
    }));
  }

  async function boundary(part: Condition, before: number | null, size: number): Promise<number | null> {
    const query = olderThan(part(logs(read)), before)
      .select('id')
      .orderBy('id', 'desc');
    const row = await query
      .limit(1)
      .offset(size - 1)
      .executeTakeFirst();
    return row?.id ?? null;
  }

  function rows(matches: Condition, before: number | null, downTo: number | null, limit: number) {
    const query = olderThan(matches(logs(read)), before);
    const down = downTo === null ? query : query.where('id', '>=', downTo);
    return down.selectAll().orderBy('id', 'desc').limit(limit).execute() as Promise<RequestLog[]>;
  }

  async function page({ filter, before, limit }: RequestPageQuery): Promise<ScannedPage<RequestLog, number>> {
    const end = filter.to == null ? null : await firstAfter(filter.to);
    return scanNewest({
      lanes: await lanesOf(filter),
      placeOf: ({ id }) => id,
      compare: (a, b) => a - b,
      before: end === null ? before : Math.min(end, before ?? end),
      limit,
      elapsed,
    });
  }

  /** Number behind the last row before then; a little too high rather than too low, since `at` is compared as well. */
  async function firstAfter(at: number): Promise<number> {
    const query = logs(read).select('id').where('at', '<', at).orderBy('at', 'desc').orderBy('id', 'desc').limit(1);
    return ((await query.executeTakeFirst())?.id ?? 0) + 1;
  }

  return {
    page,

    /** When the row of a number ended; null when it is no longer there. */
    async timeOf(id: number): Promise<number | null> {
      return (await logs(read).select('at').where('id', '=', id).executeTakeFirst())?.at ?? null;
    },

    async find(requestId: string): Promise<RequestLog | null> {
      const query = logs(read).selectAll().where('requestId', '=', requestId).orderBy('id', 'desc').limit(1);
      return ((await query.executeTakeFirst()) as RequestLog | undefined) ?? null;
    },

    /** The requests that had to do with a job, newest first. */
    async ofJob(generationId: string, limit: number): Promise<RequestLog[]> {
      const query = logs(read).selectAll().where('generationId', '=', generationId).orderBy('id', 'desc').limit(limit);
      return (await query.execute()) as RequestLog[];
    },

    /** Every match up to `limit`, newest first, read as it is taken. */
    async *every(filter: RequestFilter, limit: number): AsyncGenerator<RequestLog> {
      let left = limit;
      let before: number | null = null;
      while (left > 0) {
        const found: ScannedPage<RequestLog, number> = await page({
          filter,
          before,
          limit: Math.min(left, EXPORT_PAGE),
        });
        yield* found.rows;
        left -= found.rows.length;
        before = found.end;
        if (!found.hasMore) return;
      }
    },
  };
}

type Column = 'errorCode' | 'tokenId' | 'model' | 'apiKeyId' | 'status';

/** A column with an index, and the values that are wanted of it. */
interface Dimension {
  column: Column;
  values: readonly (string | number)[];
}

/** In the order of how few rows a value has, as a rule. */
function dimensionsOf({ errorCodes, tokenIds, models, apiKeyIds }: RequestFilter): Dimension[] {
  const all: readonly [Column, Dimension['values'] | null | undefined][] = [
    ['errorCode', errorCodes],
    ['tokenId', tokenIds],
    ['model', models],
    ['apiKeyId', apiKeyIds],
  ];
  return all.flatMap(([column, values]) => (values == null ? [] : [{ column, values: [...new Set(values)] }]));
}

/** Others are nobody's: there is no status of them. */
const isClass = (statusClass: number): boolean => statusClass >= 1 && statusClass <= 5;

const anyOf =
  ({ column, values }: Dimension): Condition =>
  (query) =>
    query.where((row) => row(column, 'in', values as never));

const eachOf = ({ column, values }: Dimension): Condition[] =>
  values.map((value) => (query) => query.where(column, '=', value as never));

/** Whether a text is looked for among ids, and not in prompts. */
export const isIdLike = (text: string): boolean => /^(req|gen)_/.test(text);

function prompting(text: string): Condition {
  const pattern = likePattern(text);
  return (query) =>
    query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('Generation')
          .select('Generation.id')
          .whereRef('Generation.id', '=', 'RequestLog.generationId')
          .where(({ ref }) => sql<boolean>`${ref('Generation.prompt')} like ${pattern} escape '\\'`),
      ),
    );
}

function byId(read: Database['read'], text: string): Condition[] {
  return (['requestId', 'generationId'] as const).map((column) => {
    if (text.length < SHORTEST_BEGINNING) return (query) => query.where(column, '=', text);
    const fitting = logs(read)
      .select('id')
      .where(column, '>=', text)
      .where(column, '<', text + AFTER_ANY_ID);
    return (query) => query.where('id', 'in', fitting.limit(MOST_BEGINNINGS));
  });
}

const all =
  (conditions: readonly Condition[]): Condition =>
  (query) =>
    conditions.reduce((narrowed, condition) => condition(narrowed), query);

const olderThan = (query: LogQuery, before: number | null): LogQuery =>
  before === null ? query : query.where('id', '<', before);
