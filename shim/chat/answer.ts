import type { JobView } from '../../schema/generation.ts';
import type { ShimDeps, ShimSettings } from '../deps.ts';
import { openEventStream } from '../event-stream.ts';
import { holdAnswer } from '../held-answer.ts';
import { piecesOf } from '../inline-json.ts';
import { noteFailure } from '../middleware/present-errors.ts';
import { finished } from '../outcome.ts';
import { createChunkPresenter } from '../presenters/chat-chunk.ts';
import { presentChatCompletion } from '../presenters/chat-completion.ts';
import { presentError, presentStreamError } from '../presenters/error.ts';
import { progressLine } from '../presenters/progress.ts';
import type { ShimContext } from '../state.ts';
import { openDeliveries } from './deliveries.ts';

/** A submitted chat on its way to an answer. */
export interface Chat {
  job: JobView;
  /** What the caller should know beside the result. */
  notices: readonly string[];
  includeUsage: boolean;
  deps: Pick<ShimDeps, 'generations' | 'images'>;
  settings: ShimSettings;
  publicUrl: string;
  /** Aborts when the caller leaves, which ends the waiting and nothing else. */
  signal: AbortSignal;
}

/** Says on an answer whose headers are still open that the built-in sandbox made it. */
export function markUpstream(ctx: ShimContext, job: JobView): void {
  if (job.upstream === 'sandbox' && !ctx.res.headersSent) ctx.set('x-flow2api-upstream', 'sandbox');
}

/** Waits for the job and answers in one piece. @throws ServiceError what it failed of, while the status is still open */
export async function answerWhole(ctx: ShimContext, chat: Chat): Promise<void> {
  const { settings, signal } = chat;
  ctx.respond = false;
  using answer = holdAnswer(ctx.res, { afterMs: settings.holdAnswerMs, everyMs: settings.heartbeatMs });
  let job: JobView;
  try {
    job = await finished(chat.job, {
      watch: chat.deps.generations.watch,
      signal,
      onChange: (now) => markUpstream(ctx, now),
    });
  } catch (cause) {
    if (!answer.committed) throw cause;
    return answer.finish(piecesOf(presentError(noteFailure(ctx, cause)).body));
  }
  if (signal.aborted) return;
  using deliveries = await deliveriesOf(job, chat);
  const { chatImages } = settings;
  const notices = [...chat.notices, ...noticeOf(job)];
  await answer.finish(piecesOf(presentChatCompletion({ job, deliveries: deliveries.list, chatImages, notices })));
}

/** Answers at once and relays the job's progress and result. A failure from here on is an event of the stream. */
export async function answerStream(ctx: ShimContext, chat: Chat): Promise<void> {
  const { settings, signal } = chat;
  ctx.respond = false;
  using stream = openEventStream(ctx.res, settings);
  const chunks = createChunkPresenter(chat.job, chat);
  const say = createSay((line) => stream.send(chunks.progress(line)));
  await stream.send(chunks.role());
  for (const notice of chat.notices) await say(notice);
  let job: JobView;
  try {
    job = await finished(chat.job, {
      watch: chat.deps.generations.watch,
      signal,
      onChange: (now) => say(progressLine(now)),
    });
  } catch (cause) {
    await stream.send(presentStreamError(noteFailure(ctx, cause)));
    return stream.done();
  }
  if (signal.aborted) return;
  for (const notice of noticeOf(job)) await say(notice);
  using deliveries = await deliveriesOf(job, chat);
  for (const chunk of chunks.result({ job, deliveries: deliveries.list, chatImages: settings.chatImages })) {
    await stream.send(chunk);
  }
  await stream.done();
}

/** Passes on a line unless it is the one said last. */
export function createSay(send: (line: string) => Promise<void>) {
  let last: string | null = null;
  return async (line: string | null): Promise<void> => {
    if (line === null || line === last) return;
    last = line;
    await send(line);
  };
}

function deliveriesOf(job: JobView, { deps, publicUrl, settings }: Chat) {
  return openDeliveries(job, { images: deps.images, publicUrl, chatImages: settings.chatImages });
}

function noticeOf(job: JobView): string[] {
  return job.notice === null ? [] : [job.notice];
}
