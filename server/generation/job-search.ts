import { sql } from 'kysely';
import type { MediaKind } from '../../schema/catalogue.ts';
import type { Generation } from '../../schema/entities/generation.ts';
import type { GenerationState } from '../../schema/generation.ts';
import type { Database } from '../database/database.ts';
import { likePattern } from '../database/like-pattern.ts';
import { type Lane, type ScannedPage, scanNewest } from '../database/scan-newest.ts';

/** Which jobs are wanted: what is absent or null does not matter, and of a list any one will do. */
export interface JobFilter {
  states?: readonly GenerationState[] | null | undefined;
  kind?: MediaKind | null | undefined;
  /** Names as callers wrote them. */
  models?: readonly string[] | null | undefined;
  apiKeyIds?: readonly string[] | null | undefined;
  tokenIds?: readonly number[] | null | undefined;
  /** A part of the prompt, or the id of a job. */
  text?: string | null | undefined;
  /** Whether its result was kept and is gone by now. */
  expired?: boolean | null | undefined;
  /** When it was created, Unix milliseconds: `from` included, `to` not. */
  from?: number | null | undefined;
  to?: number | null | undefined;
}

/** Where a job stands among all, by which pages go on. */
export interface JobPlace {
  createdAt: number;
  id: string;
}

export interface JobPageQuery {
  filter: JobFilter;
  /** The place before which the page begins; null for the newest. */
  before: JobPlace | null;
  limit: number;
}

export interface JobSearchDeps {
  database: Pick<Database, 'read'>;
  /** Milliseconds since some moment. */
  elapsed(): number;
}

const shown = (read: Database['read']) => read.selectFrom('Generation').where('deletedAt', 'is', null);
type JobQuery = ReturnType<typeof shown>;
type Condition = (query: JobQuery) => JobQuery;

/** Finds jobs of all keys, newest first; those that their owners have deleted are shown to nobody. */
export function createJobSearch({ database: { read }, elapsed }: JobSearchDeps) {
  function lanesOf(filter: JobFilter): readonly Lane<Generation, JobPlace>[] {
    const { from, to, text, expired } = filter;
    const dimensions = dimensionsOf(filter);
    const leading = dimensions.find(({ column }) => column !== 'kind');
    const rest = dimensions.filter((dimension) => dimension !== leading).map(anyOf);
    if (text != null && text !== '') rest.push(saying(text));
    if (expired != null) rest.push(expired ? hasExpired : stillHere);
    const within: Condition = (query) => {
      const after = from == null ? query : query.where('createdAt', '>=', from);
      return to == null ? after : after.where('createdAt', '<', to);
    };
    const parts = leading === undefined ? [(query: JobQuery) => query] : eachOf(leading);
    return parts.map((part) => ({
      boundary: rest.length === 0 ? undefined : (before, size) => boundary(all([part, within]), before, size),
      rows: (before, downTo, limit) => rows(all([part, within, ...rest]), before, downTo, limit),
    }));
  }

  /** By time alone, which an index answers without a look at the rows. */
  async function boundary(part: Condition, before: JobPlace | null, size: number): Promise<JobPlace | null> {
    const from = part(read.selectFrom('Generation') as JobQuery);
    const query = before === null ? from : from.where('createdAt', before.id === '' ? '<' : '<=', before.createdAt);
    const row = await query
      .select('createdAt')
      .orderBy('createdAt', 'desc')
      .limit(1)
      .offset(size - 1)
      .executeTakeFirst();
    return row === undefined ? null : { createdAt: row.createdAt, id: '' };
  }

  function rows(matches: Condition, before: JobPlace | null, downTo: JobPlace | null, limit: number) {
    let query = matches(shown(read));
    if (before !== null) {
      query = query
        .where('createdAt', '<=', before.createdAt)
        .where((job) => job.or([job('createdAt', '<', before.createdAt), job('id', '<', before.id)]));
    }
    if (downTo !== null) query = query.where('createdAt', '>=', downTo.createdAt);
    const ordered = query.selectAll().orderBy('createdAt', 'desc').orderBy('id', 'desc');
    return ordered.limit(limit).execute() as Promise<Generation[]>;
  }

  async function byId(filter: JobFilter, id: string): Promise<ScannedPage<Generation, JobPlace>> {
    const conditions = dimensionsOf(filter).map(anyOf);
    if (filter.expired != null) conditions.push(filter.expired ? hasExpired : stillHere);
    const row = (await all(conditions)(shown(read)).selectAll().where('id', '=', id).executeTakeFirst()) as
      | Generation
      | undefined;
    return { rows: row === undefined ? [] : [row], hasMore: false, end: null };
  }

  return {
    /** Pages are as long as asked for, unless what is wanted is rare: see `scanNewest`. */
    async page({ filter, before, limit }: JobPageQuery): Promise<ScannedPage<Generation, JobPlace>> {
      const text = filter.text?.trim() ?? '';
      if (JOB_ID.test(text)) return byId(filter, text);
      return scanNewest({
        lanes: lanesOf({ ...filter, text }),
        placeOf: ({ createdAt, id }) => ({ createdAt, id }),
        compare: (a, b) => a.createdAt - b.createdAt || compareTexts(a.id, b.id),
        before,
        limit,
        elapsed,
      });
    },

    async byIds(ids: readonly string[]): Promise<Generation[]> {
      if (ids.length === 0) return [];
      return (await shown(read).selectAll().where('id', 'in', ids).execute()) as Generation[];
    },
  };
}

const JOB_ID = /^gen_[0-9a-f]{32}$/;

type Column = 'tokenId' | 'apiKeyId' | 'model' | 'state' | 'kind';

/** A column, and the values that are wanted of it. */
interface Dimension {
  column: Column;
  values: readonly (string | number)[];
}

/** In the order of how few jobs a value has, as a rule; an index leads to all but the last in the order of time. */
function dimensionsOf({ tokenIds, apiKeyIds, models, states, kind }: JobFilter): Dimension[] {
  const wanted: readonly [Column, Dimension['values'] | null | undefined][] = [
    ['tokenId', tokenIds],
    ['apiKeyId', apiKeyIds],
    ['model', models],
    ['state', states],
    ['kind', kind == null ? null : [kind]],
  ];
  return wanted.flatMap(([column, values]) => (values == null ? [] : [{ column, values: [...new Set(values)] }]));
}

const anyOf =
  ({ column, values }: Dimension): Condition =>
  (query) =>
    query.where((job) => job(column, 'in', values as never));

const eachOf = ({ column, values }: Dimension): Condition[] =>
  values.map((value) => (query) => query.where((job) => job(column, '=', value as never)));

function saying(text: string): Condition {
  return (query) => query.where((job) => sql<boolean>`${job.ref('prompt')} like ${likePattern(text)} escape '\\'`);
}

/** The name of the first file that it has made; null for none, and for what was only passed on. */
const FIRST_FILE = sql<string | null>`json_extract("assets", '$[0].file')`;
const IS_GONE = sql<boolean>`${FIRST_FILE} is not null and not exists (select 1 from files where files.name = ${FIRST_FILE})`;

const hasExpired: Condition = (query) => query.where(IS_GONE);
const stillHere: Condition = (query) => query.where(sql<boolean>`not coalesce((${IS_GONE}), 0)`);

const all =
  (conditions: readonly Condition[]): Condition =>
  (query) =>
    conditions.reduce((narrowed, condition) => condition(narrowed), query);

/** As the database orders them. */
const compareTexts = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
