import type { JobView } from '../../../schema/generation.ts';
import { finishedPicture, finishedVideo } from '../../testing/fixtures.ts';
import { type AnswerCase, json } from './answer-case.ts';
import { calling, ending, events, failed, halved, noted, passedOn, refusal, type Variant } from './endings.ts';
import { startOperation } from './gemini-cases.ts';
import type { Stage } from './stage.ts';

const interaction = { model: 'gemini-2.5-flash-image', input: 'an otter' };

const variants: Readonly<Record<string, AnswerCase>> = {
  'content that was refused': json('generateContent', ending(failed, calling('generateContent', { contents: 'x' }))),
  'content that was refused in a stream': events(
    'streamGenerateContent',
    ending(failed, calling('streamGenerateContent', { contents: 'x' }, '?alt=sse')),
  ),
  'content that failed in a stream': events(
    'streamGenerateContent',
    ending(
      { ...failed, error: { ...refusal, code: 'generation_failed' } },
      calling('streamGenerateContent', { contents: 'x' }, '?alt=sse'),
    ),
  ),
  'content with thoughts': events('streamGenerateContent', (stage) => {
    stage.end = (service) => service.change({ ...finishedPicture(), detail: 'Generating.' });
    const generationConfig = { thinkingConfig: { includeThoughts: true } };
    return calling('streamGenerateContent', { contents: 'x', generationConfig }, '?alt=sse')(stage);
  }),
  'content of which one candidate failed': json(
    'generateContent',
    halved(calling('generateContent', { contents: 'x', generationConfig: { candidateCount: 2 } })),
  ),
  'content with a remark where no texts are wanted': json(
    'generateContent',
    ending(noted, calling('generateContent', { contents: 'x', generationConfig: { responseModalities: ['IMAGE'] } })),
  ),
  'content that is passed on': json(
    'generateContent',
    ending(passedOn(finishedPicture()), calling('generateContent', { contents: 'x' })),
  ),
  'predictions of which one was refused': json(
    'predict',
    halved(calling('predict', { instances: { prompt: 'x' }, parameters: { sampleCount: 2, includeRaiReason: true } })),
  ),
  'predictions that are passed on': json(
    'predict',
    ending(passedOn(finishedPicture()), calling('predict', { instances: { prompt: 'x' } })),
  ),
  'an operation that runs': json('getOperation', operationThat({ kind: 'video', state: 'running', percent: 12 })),
  'an operation whose videos were refused': json('getOperation', operationThat({ ...failed, kind: 'video' })),
  'an operation that failed': json(
    'getOperation',
    operationThat({ ...failed, kind: 'video', error: { ...refusal, code: 'generation_failed' } }),
  ),
  'an operation whose videos are passed on': json(
    'fetchPredictOperation',
    operationThat(passedOn(finishedVideo()), 'fetchPredictOperation'),
  ),
  'an interaction that runs': json('getInteraction', ending({ state: 'running' }, lookedAtInteraction)),
  'an interaction that failed': json('getInteraction', ending(failed, lookedAtInteraction)),
  'an interaction that failed in its stream': events(
    'createInteraction',
    ending(failed, calling('createInteraction', { ...interaction, stream: true })),
  ),
  'an interaction that made a video': json(
    'createInteraction',
    ending(finishedVideo(), (stage) => stage.call('createInteraction')),
  ),
  'an interaction with a notice': json('getInteraction', ending(noted, lookedAtInteraction)),
  'an upload that goes on': json('continueUpload', async (stage) => {
    stage.shim.service.uploads.set('upload1', { received: 5, image: null });
    return stage.call('continueUpload', { path: { upload: 'upload1' }, headers: { 'x-goog-upload-command': 'query' } });
  }),
  'an upload that is given up': json('continueUpload', async (stage) => {
    stage.shim.service.uploads.set('upload1', { received: 5, image: null });
    return stage.call('continueUpload', {
      path: { upload: 'upload1' },
      headers: { 'x-goog-upload-command': 'cancel' },
    });
  }),
};

function operationThat(end: Partial<JobView>, operation = 'getOperation'): AnswerCase['ask'] {
  return async (stage) => {
    const name = await startOperation(stage, '', end);
    const path = { model: 'veo-3.1-fast', operation: name.split('/').at(-1) ?? '' };
    return stage.call(operation, { path, ...(operation !== 'getOperation' && { body: { operationName: name } }) });
  };
}

async function lookedAtInteraction(stage: Stage): Promise<Response> {
  const made = await stage.call('createInteraction', { body: { ...interaction, background: true } });
  const { id } = (await made.json()) as { id: string };
  return stage.call('getInteraction', { path: { interaction: id } });
}

export const GEMINI_VARIANTS: readonly Variant[] = Object.entries(variants).map(([name, each]) => ({ name, ...each }));
