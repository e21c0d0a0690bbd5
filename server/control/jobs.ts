import { createHash } from 'node:crypto';
import { ControlError } from '../../schema/control-error.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { Asset } from '../../schema/generation.ts';
import type { JobFilter, JobPlace } from '../generation/job-search.ts';
import { CONSOLE_KEY_ID, type OperatorRequest, type Resolution } from '../generation/operator.ts';
import type { OperatorJob } from '../generation/operator-job.ts';
import { audit, type ControlContext } from './context.ts';
import { checkExpectedCount } from './expected-count.ts';
import { type Failure, failureOf } from './failure.ts';

/** What both fronts do about jobs: each does it, and writes down that it was done. */

/** Which jobs are meant: these, or all that match and are as many as the operator has seen. */
export interface JobSelection {
  ids?: readonly string[] | null | undefined;
  filter?: JobFilter | null | undefined;
  expectedCount?: number | null | undefined;
}

/** What became of one of them. `job` is the job as it is now, or the new one that was made. */
export interface JobResult {
  id: string;
  job: OperatorJob | null;
  error: Pick<Failure, 'code' | 'message'> | null;
}

export interface NewJobs extends OperatorRequest {
  /** In whose name, with its limits; null for the console's own. */
  apiKeyId: string | null;
  /** The same call under the same name is carried out once. */
  idempotencyKey: string | null;
}

/** More are not done in one call. */
export const MOST_AT_ONCE = 1_000;
const MOST_RESULTS = 8;
/** More than any model takes. */
export const MOST_PICTURES = 10;
/** What is fetched, or only written, side by side. */
const FETCHES = 4;
const WRITES = 20;

/** @throws ServiceError as for a caller of the API */
export async function createJobs(context: ControlContext, input: NewJobs): Promise<readonly OperatorJob[]> {
  const { apiKeyId, idempotencyKey, ...request } = input;
  if (!Number.isInteger(request.count) || request.count < 1 || request.count > MOST_RESULTS) {
    throw new ServiceError('invalid_value', `Ask for 1 to ${MOST_RESULTS} results.`, { param: 'count' });
  }
  if (apiKeyId !== null) await checkKey(context, apiKeyId);
  if (request.tokenId !== undefined) checkToken(context, request.tokenId);
  const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  const origin = { apiKeyId, requestId: context.requestId };
  const jobs = await context.services.generations.create(request, origin, { idempotencyKey, fingerprint });
  for (const job of jobs) {
    const bound = job.boundTo === null ? '' : `, on token ${job.boundTo} alone`;
    const detail = `${job.model}, for ${apiKeyId === null ? 'the console' : `the key ${apiKeyId}`}${bound}`;
    await audit(context, { action: 'generation.create', subject: job.id, detail });
  }
  return jobs;
}

async function checkKey({ services }: ControlContext, id: string): Promise<void> {
  const param = 'apiKeyId';
  const key = await services.apiKeys.get(id);
  if (key === null) throw new ServiceError('not_found', `There is no API key ${id}.`, { param });
  if (!key.enabled || (key.expiresAt !== null && key.expiresAt <= services.now())) {
    throw new ServiceError('invalid_request', `The API key '${key.name}' is switched off or has expired.`, { param });
  }
}

function checkToken({ services }: ControlContext, id: number): void {
  if (services.tokens.roster.get(id) !== undefined) return;
  throw new ServiceError('not_found', `There is no token ${id}.`, { param: 'tokenId' });
}

/** @throws ControlError `conflict` when the selection is not what it was; failures of single jobs are in the result */
export function cancelJobs(context: ControlContext, selection: JobSelection): Promise<JobResult[]> {
  return inBulk(context, 'generation.cancel', selection, WRITES, context.services.generations.cancel);
}

/** Each as a new job. @throws ControlError `conflict` when the selection is not what it was */
export function retryJobs(context: ControlContext, selection: JobSelection): Promise<JobResult[]> {
  // One after the other: all at once would be one call too many for a key with a limit of calls in a minute anyway.
  return inBulk(context, 'generation.retry', selection, 1, (id) =>
    context.services.generations.retry(id, context.requestId),
  );
}

/** Their files, not the jobs. @throws ControlError `conflict` when the selection is not what it was */
export function forgetJobs(context: ControlContext, selection: JobSelection): Promise<JobResult[]> {
  return inBulk(context, 'generation.forget', selection, FETCHES, context.services.generations.forget);
}

/** @throws ControlError `conflict` when the selection is not what it was */
export function deliverJobs(context: ControlContext, selection: JobSelection): Promise<JobResult[]> {
  return inBulk(context, 'generation.deliver', selection, FETCHES, context.services.generations.deliver);
}

/** @throws ServiceError `not_found`, `invalid_request` */
export async function resolveJob(context: ControlContext, id: string, resolution: Resolution): Promise<OperatorJob> {
  const job = await context.services.generations.resolve(id, resolution);
  const changes = [{ field: 'state', from: 'submit_unknown', to: job.state }];
  await audit(context, { action: 'generation.resolve', subject: id, changes, detail: resolution });
  return job;
}

async function inBulk(
  context: ControlContext,
  action: string,
  selection: JobSelection,
  concurrency: number,
  work: (id: string) => Promise<OperatorJob>,
): Promise<JobResult[]> {
  const ids = await idsOf(context, selection);
  const results: JobResult[] = [];
  async function one(id: string): Promise<JobResult> {
    try {
      const job = await work(id);
      await audit(context, { action, subject: id, detail: job.id === id ? null : `The new one is ${job.id}.` });
      return { id, job, error: null };
    } catch (cause) {
      const { code, message } = failureOf(cause);
      return { id, job: null, error: { code, message } };
    }
  }
  for (let start = 0; start < ids.length; start += concurrency) {
    results.push(...(await Promise.all(ids.slice(start, start + concurrency).map(one))));
  }
  return results;
}

async function idsOf({ services }: ControlContext, { ids, filter, expectedCount }: JobSelection) {
  if (ids != null) {
    checkExpectedCount(ids, expectedCount);
    if (ids.length <= MOST_AT_ONCE) return [...new Set(ids)];
    throw new ServiceError('invalid_value', `Name ${MOST_AT_ONCE} jobs at most in one call.`, { param: 'ids' });
  }
  if (filter == null || expectedCount == null) {
    const message = 'Say which jobs are meant: by `ids`, or by `filter` together with `expectedCount`.';
    throw new ServiceError('missing_parameter', message, { param: 'ids' });
  }
  const found = await services.generations.idsOf(filter, MOST_AT_ONCE);
  if (!found.isAll) {
    const message = `More than ${MOST_AT_ONCE} jobs match. Narrow the filter and do it in several calls.`;
    throw new ServiceError('invalid_value', message, { param: 'filter' });
  }
  const { length } = found.ids;
  if (length === expectedCount) return found.ids;
  const message = `${length} jobs match now, and not ${expectedCount}: nothing was done. Look again, then repeat it.`;
  throw new ControlError('conflict', message, { param: 'expectedCount', current: length });
}

/** How many jobs a filter means, up to a thousand; `isAll` says whether there are no more. */
export async function countJobs({ services }: ControlContext, filter: JobFilter) {
  const { ids, isAll } = await services.generations.idsOf(filter, MOST_AT_ONCE);
  return { count: ids.length, isAll };
}

/** When the files of jobs will go, Unix milliseconds (null: never), by their names; those that are gone are not among them. */
export async function keptUntil({ services }: ControlContext, jobs: readonly OperatorJob[]) {
  const files = jobs.flatMap(({ assets }) => assets.flatMap(({ file }) => file ?? []));
  const stored = await services.generations.storedAt(files);
  const keptForMs = services.keptForMs();
  return new Map([...stored].map(([file, at]) => [file, keptForMs === 0 ? null : at + keptForMs]));
}

/** Where a result can be had: our own address of it, or the upstream's while that lives. */
export function linkOf({ publicUrl }: Pick<ControlContext, 'publicUrl'>, { file, url }: Pick<Asset, 'file' | 'url'>) {
  return file === null ? url : fileLink({ publicUrl }, file);
}

export const fileLink = ({ publicUrl }: Pick<ControlContext, 'publicUrl'>, file: string): string =>
  `${publicUrl}/files/${file}`;

/** A place in the list of jobs as clients hand it back. */
export const cursorOf = ({ createdAt, id }: JobPlace): string => `${createdAt}.${id}`;

/** @throws ServiceError `invalid_value` */
export function placeOf(cursor: string | null | undefined): JobPlace | null {
  if (cursor == null || cursor === '') return null;
  const [, createdAt, id] = /^(\d{1,15})\.(\w{0,100})$/.exec(cursor) ?? [];
  if (createdAt !== undefined && id !== undefined) return { createdAt: Number(createdAt), id };
  throw new ServiceError('invalid_value', 'This is no cursor of the list.', { param: 'after' });
}

/** Whether a job is one of those that a filter means. */
export function isMeant(filter: JobFilter, job: OperatorJob): boolean {
  const { states, kind, models, apiKeyIds, tokenIds, text, from, to } = filter;
  return (
    (states == null || states.includes(job.state)) &&
    (kind == null || job.kind === kind) &&
    (models == null || models.includes(job.model)) &&
    (apiKeyIds == null || apiKeyIds.includes(job.apiKeyId)) &&
    (tokenIds == null || (job.tokenId !== null && tokenIds.includes(job.tokenId))) &&
    (text == null || job.id === text || job.prompt.toLowerCase().includes(text.toLowerCase())) &&
    (from == null || job.createdAt >= from) &&
    (to == null || job.createdAt < to)
  );
}

/** How a key is named to people: the console's own jobs have none. */
export async function keyNames({ services }: ControlContext): Promise<ReadonlyMap<string, string>> {
  const keys = await services.apiKeys.list();
  return new Map([[CONSOLE_KEY_ID, 'console'], ...keys.map(({ id, name }) => [id, name] as const)]);
}

/** How a token is named to people; null for one that is gone. */
export function tokenName({ services }: ControlContext, id: number | null): string | null {
  const token = id === null ? undefined : services.tokens.roster.get(id);
  return token === undefined ? null : (token.name ?? token.email);
}
