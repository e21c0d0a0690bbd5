import type { MediaKind } from '../../schema/catalogue.ts';
import type { RequestLog } from '../../schema/entities/request-log.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { RequestFinished } from '../../schema/events.ts';
import type { JobStep } from '../../schema/generation.ts';
import type { FeedItem } from '../events/event-feed.ts';
import type { OperatorJob } from '../generation/operator-job.ts';
import { isIdLike, type RequestFilter } from '../usage/request-search.ts';
import { statusClassOf } from '../usage/request-stats.ts';
import { audit, type ControlContext } from './context.ts';
import { keyNames, linkOf, tokenName } from './jobs.ts';

/** A request has ended; or some were missed, up to and with `seq`. */
export type RequestNews = { seq: number; request: RequestLog } | { seq: number };

/** What a request's job came to, as far as a row of the log shows it. Times are Unix milliseconds. */
export interface RequestJob {
  /** Whether this request made it; others asked for it, or for its result. */
  isOrigin: boolean;
  createdAt: number;
  /** When it was first sent to the upstream. */
  sentAt: number | null;
  /** When the upstream was done, and its result was fetched; null when that is not known. */
  savedFrom: number | null;
  completedAt: number | null;
  attempts: number;
  results: number;
  /** The first of its results; of a video there is a still by `jobs.preview`. */
  result: { jobId: string; kind: MediaKind; url: string | null; prompt: string } | null;
}

export type ShownRequest = RequestLog & { apiKeyName: string | null; tokenName: string | null; job: RequestJob | null };

const MAX_BEHIND = 2_000;
const CURSOR = /^\d{1,15}$/;

/** @throws ServiceError `not_found` */
export async function requestOf({ services }: ControlContext, requestId: string): Promise<RequestLog> {
  const found = await services.usage.requests.find(requestId);
  if (found !== null) return found;
  const message = `There is no request ${requestId} in the log. It may be older than the log is kept, or still be running.`;
  throw new ServiceError('not_found', message, { param: 'id' });
}

/** Requests as they end. */
export async function* watchRequests(
  { services }: ControlContext,
  { filter, since }: { filter: RequestFilter; since: number | null },
  signal: AbortSignal,
): AsyncGenerator<RequestNews> {
  const wanted = { since, types: new Set(['request-finished'] as const), latestOnly: false, maxBehind: MAX_BEHIND };
  for await (const item of services.feed.subscribe(wanted, signal) as AsyncIterable<FeedItem>) {
    if (item.kind === 'gap') yield { seq: item.seq };
    else if (isMeant(filter, item.event as RequestFinished)) {
      const request = await services.usage.requests.find((item.event as RequestFinished).requestId);
      if (request === null || (filter.kind != null && request.kind !== filter.kind)) continue;
      if (await isAboutIt(services, filter, request)) yield { seq: item.seq, request };
    }
  }
}

/** What the event itself can tell. */
function isMeant(filter: RequestFilter, event: RequestFinished): boolean {
  const { statusClasses, errorCodes, models, apiKeyIds, tokenIds, minDurationMs, text } = filter;
  return (
    (statusClasses == null || statusClasses.includes(statusClassOf(event.status))) &&
    isOneOf(errorCodes, event.errorCode) &&
    isOneOf(models, event.model) &&
    isOneOf(apiKeyIds, event.apiKeyId) &&
    isOneOf(tokenIds, event.tokenId) &&
    (minDurationMs == null || event.durationMs >= minDurationMs) &&
    (text == null ||
      !isIdLike(text) ||
      event.requestId.startsWith(text) ||
      (event.generationId?.startsWith(text) ?? false))
  );
}

/** What only its job can tell. */
async function isAboutIt(
  { generations }: ControlContext['services'],
  { text }: RequestFilter,
  { generationId }: RequestLog,
): Promise<boolean> {
  if (text == null || text === '' || isIdLike(text)) return true;
  const job = generationId === null ? null : await generations.find(generationId);
  return job?.prompt.toLowerCase().includes(text.toLowerCase()) ?? false;
}

const isOneOf = <T>(wanted: readonly T[] | null | undefined, value: T | null): boolean =>
  wanted == null || (value !== null && wanted.includes(value));

/** Number of the row that a cursor of the log stands for. @throws ServiceError `invalid_value` */
export function rowOf(cursor: string | null | undefined): number | null {
  if (cursor == null || cursor === '') return null;
  if (CURSOR.test(cursor)) return Number(cursor);
  throw new ServiceError('invalid_value', 'This is no cursor of the list.', { param: 'after' });
}

/** Requests with the names of whom they belong to, and with what became of their jobs. */
export async function presentRequests(context: ControlContext, rows: readonly RequestLog[]): Promise<ShownRequest[]> {
  const { generations } = context.services;
  const ids = [...new Set(rows.flatMap(({ generationId }) => generationId ?? []))];
  const [names, found, steps] = await Promise.all([
    keyNames(context),
    generations.byIds(ids),
    generations.stepsOfAll(ids),
  ]);
  const jobs = new Map(found.flatMap((job) => (job === null ? [] : [[job.id, job] as const])));
  return rows.map((row) => {
    const job = row.generationId === null ? undefined : jobs.get(row.generationId);
    return {
      ...row,
      apiKeyName: row.apiKeyId === null ? null : (names.get(row.apiKeyId) ?? null),
      tokenName: tokenName(context, row.tokenId),
      job: job === undefined ? null : jobOf(context, row, job, steps.get(job.id) ?? []),
    };
  });
}

function jobOf(context: ControlContext, row: RequestLog, job: OperatorJob, steps: readonly JobStep[]): RequestJob {
  const [asset] = job.assets;
  return {
    isOrigin: job.requestId === row.requestId,
    createdAt: job.createdAt,
    sentAt: job.attempts[0]?.startedAt ?? job.startedAt,
    savedFrom: steps.findLast(({ state }) => state === 'retrieving')?.at ?? null,
    completedAt: job.completedAt,
    attempts: job.attempts.length,
    results: job.assets.length,
    result:
      asset === undefined ? null : { jobId: job.id, kind: asset.kind, url: linkOf(context, asset), prompt: job.prompt },
  };
}

/** Takes requests that ended before then out of the log, and says how many. */
export async function clearRequests(context: ControlContext, before: number): Promise<number> {
  const removed = await context.services.usage.clearing.clearBefore(before);
  const detail = `${removed} requests that ended before ${new Date(before).toISOString()}`;
  await audit(context, { action: 'request.clear', subject: null, detail });
  return removed;
}
