import { decoded } from '../../../address/well-formed.ts';
import type { Inputs } from '../../../api/types.ts';

export type RequestFilter = NonNullable<Inputs['requests']['list']['filter']>;
export const RANGES = { '1h': 3_600_000, '24h': 86_400_000, '7d': 7 * 86_400_000, '30d': 30 * 86_400_000 } as const;
export type RangeName = keyof typeof RANGES;
const USUAL_RANGE: RangeName = '24h';

/** What the log is filtered by, as its address has it. */
export interface Wanted {
  /** 2 for 2xx and so on; none for all. */
  statuses: number[];
  reasons: string[];
  models: string[];
  keys: string[];
  tokens: number[];
  kind: 'image' | 'video' | undefined;
  /** Milliseconds. */
  over: number | undefined;
  text: string;
  /** Until now, unless `from` and `to` say otherwise; Unix milliseconds. */
  range: RangeName;
  from: number | undefined;
  to: number | undefined;
}

export type Query = Record<string, string | undefined>;

const list = (text: string | undefined): string[] => (text ?? '').split(',').filter(Boolean).map(decoded);
const numbers = (text: string | undefined): number[] => list(text).map(Number).filter(Number.isSafeInteger);
const count = (text: string | undefined): number | undefined => (text && Number(text) >= 0 ? Number(text) : undefined);

/** Reads an address. What makes no sense in it is left out. */
export function readQuery(query: Query): Wanted {
  const { kind, range } = query;
  return {
    statuses: numbers(query.status).filter((one) => one >= 1 && one <= 5),
    reasons: list(query.reason),
    models: list(query.model),
    keys: list(query.key),
    tokens: numbers(query.token),
    kind: kind === 'image' || kind === 'video' ? kind : undefined,
    over: count(query.over),
    text: query.q ?? '',
    range: range !== undefined && Object.hasOwn(RANGES, range) ? (range as RangeName) : USUAL_RANGE,
    from: count(query.from),
    to: count(query.to),
  };
}

/** The address of what is wanted; undefined takes a part out of it. */
export function writeQuery(wanted: Wanted): Query {
  const joined = (values: (string | number)[]) =>
    values.length === 0 ? undefined : values.map((value) => encodeURIComponent(value)).join(',');
  const isChosen = wanted.from !== undefined || wanted.to !== undefined;
  return {
    status: joined(wanted.statuses),
    reason: joined(wanted.reasons),
    model: joined(wanted.models),
    key: joined(wanted.keys),
    token: joined(wanted.tokens),
    kind: wanted.kind,
    over: wanted.over?.toString(),
    q: wanted.text || undefined,
    range: isChosen || wanted.range === USUAL_RANGE ? undefined : wanted.range,
    from: wanted.from?.toString(),
    to: wanted.to?.toString(),
  };
}

/** Without any filter but the range. */
export const nothingWanted = ({ range }: Wanted): Wanted => ({ ...readQuery({}), range });

/** What the server is asked for. @param now since when a range counts back, Unix milliseconds */
export function filterOf(wanted: Wanted, now: number): RequestFilter {
  const some = <T>(values: T[]) => (values.length === 0 ? undefined : values);
  const isChosen = wanted.from !== undefined || wanted.to !== undefined;
  return {
    statusClasses: some(wanted.statuses),
    errorCodes: some(wanted.reasons),
    models: some(wanted.models),
    apiKeyIds: some(wanted.keys),
    tokenIds: some(wanted.tokens),
    kind: wanted.kind,
    minDurationMs: wanted.over,
    text: wanted.text || undefined,
    from: isChosen ? wanted.from : now - RANGES[wanted.range],
    to: wanted.to,
  };
}
