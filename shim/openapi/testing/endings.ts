import type { JobError, JobView } from '../../../schema/generation.ts';
import { finishedPicture } from '../../testing/fixtures.ts';
import { type AnswerCase, EVENTS } from './answer-case.ts';

/** An answer that looks otherwise than the usual one of its kind. */
export interface Variant extends AnswerCase {
  name: string;
}

/** What a job failed of. */
export const refusal: JobError = { code: 'content_rejected', message: 'Refused.', reason: null, retryAfterMs: null };

export const failed: Partial<JobView> = { state: 'failed', startedAt: 1, completedAt: 2, error: refusal };
export const noted: Partial<JobView> = { ...finishedPicture(), notice: 'It is smaller than was asked for.' };

/** The same with a link of the upstream's that nobody can fetch. */
export function passedOn(done: Partial<JobView>): Partial<JobView> {
  const url = 'https://unreachable.example/a';
  return { ...done, assets: (done.assets ?? []).map((asset) => ({ ...asset, file: null, url })) };
}

/** A call whose jobs all end alike. */
export function ending(end: Partial<JobView>, ask: AnswerCase['ask']): AnswerCase['ask'] {
  return (stage) => {
    stage.end = (service) => service.change(end);
    return ask(stage);
  };
}

/** The same where the second job fails. */
export function halved(ask: AnswerCase['ask']): AnswerCase['ask'] {
  return (stage) => {
    stage.end = (service) => {
      service.change(finishedPicture());
      service.change(failed, service.jobIdOf(1));
    };
    return ask(stage);
  };
}

/** A call of an operation, of a model that makes pictures where that stands in the path. */
export function calling(operation: string, body: object, query = ''): AnswerCase['ask'] {
  return (stage) => stage.call(operation, { path: { model: 'gemini-2.5-flash-image' }, body, query });
}

/** An answer in events. */
export function events(operation: string, ask: AnswerCase['ask']): AnswerCase {
  return { operation, status: 200, type: EVENTS, ask };
}
