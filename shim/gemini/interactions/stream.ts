import type { ServiceError } from '../../../schema/errors.ts';
import { isEnded, type JobView } from '../../../schema/generation.ts';
import { markUpstream } from '../../chat/answer.ts';
import { type EventStream, openEventStream } from '../../event-stream.ts';
import { noteFailure } from '../../middleware/present-errors.ts';
import { finished } from '../../outcome.ts';
import type { ShimContext } from '../../state.ts';
import type { InteractionAnswer } from './answer.ts';
import { type OpenContent, openContent } from './content.ts';
import { interactionIdOf } from './identity.ts';
import { presentError, presentHead, presentUsage, statusOf } from './present-interaction.ts';

/**
 * Answers at once with the events of the interaction. They are the same and equally numbered however often they are asked for,
 * so that a caller can go on after the last one seen.
 * @param after number of the last event that is not wanted; 0 for all
 */
export async function streamInteraction(ctx: ShimContext, answer: InteractionAnswer, after = 0): Promise<void> {
  const { job, watch, settings, signal } = answer;
  ctx.respond = false;
  markUpstream(ctx, job);
  using stream = openEventStream(ctx.res, settings);
  const events = interactionEvents(stream, job, after);
  await stream.ping();
  await events.begin();
  let last = job;
  const onChange = (now: JobView) => {
    last = now;
  };
  let content: OpenContent;
  try {
    last = await finished(job, { watch, signal, onChange });
    signal.throwIfAborted();
    content = await openContent(last, answer);
  } catch (cause) {
    if (signal.aborted) return;
    const failure = noteFailure(ctx, cause);
    if (!isEnded(last.state)) return stream.end(); // it goes on, and can be gone on with
    await events.fail(last, failure);
    return stream.done();
  }
  using _open = content;
  await events.complete(last, content);
  await stream.done();
}

/** The events of one interaction, numbered from 1 as they are sent. */
function interactionEvents(stream: EventStream, job: JobView, after: number) {
  let number = 0;

  async function send(event_type: string, fields: object): Promise<void> {
    number += 1;
    if (number > after) await stream.send({ event_type, event_id: String(number), ...fields }, event_type);
  }

  return {
    async begin(): Promise<void> {
      const interaction = presentHead({ ...job, startedAt: null, completedAt: null }, 'in_progress');
      await send('interaction.created', { interaction });
      await send('interaction.status_update', { interaction_id: interactionIdOf(job), status: 'in_progress' });
    },

    async complete(done: JobView, { parts }: OpenContent): Promise<void> {
      const place = { index: 0 };
      await send('step.start', { ...place, step: { type: 'model_output' } });
      for (const delta of parts) await send('step.delta', { ...place, delta });
      await send('step.stop', place);
      const interaction = { ...presentHead(done, 'completed'), usage: presentUsage(done) };
      await send('interaction.completed', { interaction });
    },

    async fail(last: JobView, failure: ServiceError): Promise<void> {
      await send('error', { error: presentError(failure) });
      await send('interaction.completed', { interaction: presentHead(last, statusOf(last, failure)) });
    },
  };
}
