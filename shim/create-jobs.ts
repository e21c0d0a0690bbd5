import { ServiceError } from '../schema/errors.ts';
import type { CallSlot, CreateCall, GenerationRequest, JobFacts, JobView } from '../schema/generation.ts';
import { markUpstream } from './chat/answer.ts';
import type { ShimDeps } from './deps.ts';
import { digestOf } from './digest.ts';
import { callerOf } from './middleware/authenticate.ts';
import { presentJob } from './presenters/job.ts';
import { presentRate } from './presenters/rate-limit.ts';
import { publicUrlOf } from './public-url.ts';
import type { RouteContext, ShimContext } from './state.ts';

/** Fields that say how a result is to come, and nothing of what it is: a call that was cut is the same without a stream. */
const DELIVERY = { stream: undefined, stream_options: undefined, partial_images: undefined };
/** Names of calls are short; this is what other services with such a header take. */
const MAX_NAME = 255;

export interface Creation {
  /** Route pattern, for the log and as part of what makes two calls the same. */
  route: string;
  /** The route that asks for the same and answers in another way, where there is one: two calls are the same by it. */
  like?: string;
  /** Everything that was asked for, checked, with a digest in the place of each file. */
  body: object;
  facts?: JobFacts;
  /** Name of the model as asked for: whether the key may use it at all is checked before any picture is brought in. */
  model: string;
  /** The call's, where it was taken before its body was read. */
  slot?: CallSlot | null;
  /** Brings in the pictures and says what is to be made; asked only when the call is no repetition. */
  prepare(): Promise<readonly GenerationRequest[]>;
}

type CreateDeps = Pick<ShimDeps, 'generations' | 'models'>;

/**
 * Makes the jobs of a create call, or finds those of the call that it repeats, and marks the answer with them. Every route
 * that makes something goes through here.
 * @throws ServiceError before anything is spent
 */
export async function createJobs(
  ctx: RouteContext,
  { generations, models }: CreateDeps,
  { route, like = route, body, facts, model, slot, prepare }: Creation,
): Promise<readonly JobView[]> {
  const { apiKeyId } = callerOf(ctx);
  const call = callOf(ctx, like, body);
  const origin = { apiKeyId, requestId: ctx.state.requestId, route, facts };
  const checkAndPrepare = async () => {
    models.check(apiKeyId, model);
    return prepare();
  };
  const { callId, jobs, joined } = await generations.create(call, origin, checkAndPrepare, slot).finally(() => {
    slot?.[Symbol.dispose](); // a call that was refused, or repeats another one, counts for nothing
    tellRate(ctx, generations);
  });
  whenEnded(ctx, (answered) => generations.callEnded(callId, answered));
  if (joined) ctx.set('idempotent-replayed', 'true');
  ctx.set('x-flow2api-job-id', jobs.map(({ id }) => id).join(', '));
  const [first] = jobs;
  if (first === undefined) throw new Error('A create call made no job.');
  ctx.state.jobId = first.id;
  markUpstream(ctx, first);
  return jobs;
}

/** Says, in the headers that OpenAI's SDKs know, how many calls the key has left. */
export function tellRate(ctx: ShimContext, { rateOf }: ShimDeps['generations']): void {
  const rate = rateOf(callerOf(ctx).apiKeyId);
  if (rate !== null && !ctx.res.headersSent) ctx.set(presentRate(rate));
}

function callOf(ctx: ShimContext, route: string, body: object): CreateCall {
  return {
    idempotencyKey: nameOf(ctx),
    fingerprint: digestOf({ route, body: { ...body, ...DELIVERY } }),
    isRetry: isRetry(ctx),
  };
}

/** Whether an SDK says that it sends the call again. */
function isRetry(ctx: ShimContext): boolean {
  return Number(ctx.get('x-stainless-retry-count')) > 0;
}

/** Whether only its body can tell if the call repeats another one. */
export const mayRepeat = (ctx: ShimContext): boolean => ctx.get('idempotency-key') !== '' || isRetry(ctx);

/** The caller's own name for the call. @throws ServiceError `invalid_value` */
function nameOf(ctx: ShimContext): string | null {
  const name = ctx.get('idempotency-key').trim();
  if (name.length <= MAX_NAME) return name === '' ? null : name;
  throw new ServiceError('invalid_value', `'Idempotency-Key' must not be longer than ${MAX_NAME} characters.`, {
    param: 'Idempotency-Key',
  });
}

/** Tells once whether the caller got the whole answer. */
function whenEnded({ res }: ShimContext, tell: (answered: boolean) => void): void {
  if (res.destroyed) tell(res.writableFinished);
  else res.once('close', () => tell(res.writableFinished));
}

/** Whether the caller wants the job instead of its result (RFC 7240 `respond-async`, or `?async=true`). */
export function wantsJob(ctx: ShimContext): boolean {
  const { async: asked } = ctx.query;
  return asked === 'true' || asked === '1' || /(^|[,;\s])respond-async($|[,;\s])/i.test(ctx.get('prefer'));
}

/** Answers 202 with the job, or with all of them when the call made several. */
export function answerWithJob(
  ctx: ShimContext,
  jobs: readonly JobView[],
  { settings }: Pick<ShimDeps, 'settings'>,
): void {
  const publicUrl = publicUrlOf(ctx.req, settings());
  const shown = jobs.map((job) => presentJob(job, publicUrl));
  ctx.status = 202;
  ctx.set('location', `${publicUrl}/v1/jobs/${jobs[0]?.id}`);
  if (ctx.get('prefer') !== '') ctx.set('preference-applied', 'respond-async');
  ctx.body = shown.length === 1 ? shown[0] : { object: 'list', data: shown };
}
