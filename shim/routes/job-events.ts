import { ServiceError } from '../../schema/errors.ts';
import { type GenerationState, isEnded, type JobStep } from '../../schema/generation.ts';
import { callerSignal } from '../caller-gone.ts';
import type { ShimDeps } from '../deps.ts';
import { type EventStream, openEventStream } from '../event-stream.ts';
import { inOrderedForm } from '../images/ordered-form.ts';
import { markJob, unknownJob } from '../known-job.ts';
import { callerOf } from '../middleware/authenticate.ts';
import { presentJob } from '../presenters/job.ts';
import { presentProgress, presentStep } from '../presenters/job-event.ts';
import { publicUrlOf } from '../public-url.ts';
import { shortened } from '../shortened.ts';
import type { Route, RouteContext } from '../state.ts';

type JobEventsDeps = Pick<ShimDeps, 'generations' | 'images' | 'settings'>;

/**
 * `GET /v1/jobs/{id}/events`: the logged steps of a job, those that were and those to come, with its progress in between and
 * the job itself at the end. A caller who was cut off goes on after the last step it got.
 */
export function createJobEvents(deps: JobEventsDeps): Route {
  return async (ctx) => {
    const id = ctx.params.id ?? '';
    const { apiKeyId } = callerOf(ctx);
    const after = lastSeen(ctx);
    const job = await deps.generations.find(id, apiKeyId);
    if (job === null) throw unknownJob(id);
    markJob(ctx, job);
    const settings = deps.settings();
    const publicUrl = publicUrlOf(ctx.req, settings);
    const signal = callerSignal(ctx.res);
    ctx.respond = false;
    using stream = openEventStream(ctx.res, settings);
    await relay(stream, { id, apiKeyId, after, publicUrl, signal }, deps);
    stream.end();
  };
}

interface Relayed {
  id: string;
  apiKeyId: string;
  /** The last step that the caller knows; 0 for none. */
  after: number;
  publicUrl: string;
  signal: AbortSignal;
}

/** Passes on what happens to a job until it has ended, the caller has left or the service stops. */
async function relay(
  stream: EventStream,
  { id, apiKeyId, after, publicUrl, signal }: Relayed,
  { generations, images }: JobEventsDeps,
): Promise<void> {
  let last = after;
  let state: GenerationState | null = null;
  let told = '';
  // The watching begins before the log is read for the first time, so that nothing can happen in between.
  for await (const { seq, job } of generations.watch(id, signal, 'onlooker')) {
    // A watcher hears only the newest state, so the steps up to it come from the log.
    const isNews: boolean = seq > 0 || job.state !== state;
    const steps: readonly JobStep[] = (isNews && (await generations.steps(id, apiKeyId, last))) || [];
    for (const step of steps) {
      await stream.send(presentStep(id, step), 'state', step.seq);
      last = step.seq;
    }
    state = job.state;
    if (isEnded(state)) return stream.send(presentJob(await inOrderedForm(job, images), publicUrl), 'end');
    if (steps.length > 0 && steps.at(-1)?.state !== state) continue; // the log is ahead, and the watching will catch up
    const progress = presentProgress(job);
    const text = JSON.stringify(progress);
    if (text !== told) await stream.send(progress, 'progress');
    told = text;
  }
}

/**
 * The step after which a caller goes on: by the header that browsers send when they come again, else by the address.
 * @throws ServiceError `invalid_value`
 */
function lastSeen(ctx: RouteContext): number {
  const header = ctx.get('last-event-id').trim();
  const { last_event_id: query = '' } = ctx.query;
  const [text, param] = header === '' ? [String(query), 'last_event_id'] : [header, 'Last-Event-ID'];
  if (text === '') return 0;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const message = `'${param}' must be the id of an event of this stream, a whole number, not '${shortened(text)}'.`;
  throw new ServiceError('invalid_value', message, { param });
}
