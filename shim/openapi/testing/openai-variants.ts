import { finishedPicture, finishedVideo } from '../../testing/fixtures.ts';
import { type AnswerCase, JSON_TYPE, json, LATER } from './answer-case.ts';
import { calling, ending, events, failed, halved, noted, passedOn, type Variant } from './endings.ts';
import { makeVideo } from './openai-cases.ts';
import { leave, type Stage } from './stage.ts';

const NUMBER = '1'.padStart(32, '0');
const two = { model: 'gpt-image-2', prompt: 'an otter', n: 2 };
const chat = { model: 'gemini-2.5-flash-image', messages: [{ role: 'user', content: 'an otter' }] };
const stream = { stream: true };

const variants: Readonly<Record<string, AnswerCase>> = {
  'a model that cannot be served, and whose price is not known': json('listModels', async (stage) => {
    const [first] = stage.shim.service.models;
    if (first !== undefined) stage.shim.service.models = [{ ...first, credits: null, unavailable: 'Signed out.' }];
    return stage.call('listModels');
  }),
  'a chat with a notice': json('createChatCompletion', ending(noted, calling('createChatCompletion', chat))),
  'a chat that made a video': json(
    'createChatCompletion',
    ending(finishedVideo(), calling('createChatCompletion', chat)),
  ),
  'a chat that failed in its stream': events(
    'createChatCompletion',
    ending(failed, calling('createChatCompletion', { ...chat, ...stream })),
  ),
  'pictures of which one failed': json('createImages', halved(calling('createImages', two))),
  'events of pictures of which one failed': events(
    'createImages',
    halved(calling('createImages', { ...two, ...stream })),
  ),
  'events of pictures that all failed': events('editImages', (stage) =>
    ending(failed, calling('editImages', { ...two, ...stream, image: 'iVBORw0KGgo=' }))(stage),
  ),
  'pictures that are passed on': json(
    'createImages',
    ending(passedOn(finishedPicture()), calling('createImages', two)),
  ),
  'pictures by their address': json('createImages', calling('createImages', { ...two, response_format: 'url' })),
  'several jobs': {
    ...{ operation: 'createImages', status: 202, type: JSON_TYPE },
    ask: (stage) => stage.call('createImages', { ...LATER, body: two }),
  },
  'a response with a notice': json(
    'createResponse',
    ending(noted, (stage) => stage.call('createResponse')),
  ),
  'a response that failed in its stream': events(
    'createResponse',
    ending(failed, calling('createResponse', { model: 'gpt-image-2', input: 'an otter', ...stream })),
  ),
  'a video that failed': json(
    'createVideo',
    ending({ ...failed, kind: 'video' }, (stage) => stage.call('createVideo')),
  ),
  'a video that waits': json('createVideo', (stage) => {
    stage.end = (service) => service.change({ kind: 'video', position: 2, detail: 'Waiting.', seconds: 8 });
    return stage.call('createVideo');
  }),
  'a video whose address dies': json('getVideo', async (stage) => {
    await makeVideo(stage, { file: null, url: 'https://upstream.example/v.mp4', expiresAt: 1_900_000_000_000 });
    return stage.call('getVideo', { path: { id: `video_${NUMBER}` } });
  }),
  'no videos': json('listVideos', (stage) => stage.call('listVideos')),
  'a job that failed': json('getJob', ending(failed, looked)),
  'a job whose answer was lost': json('getJob', ending({ ...failed, state: 'submit_unknown', error: null }, looked)),
  'a job with a notice, and a time': json('getJob', ending({ ...noted, upstream: 'sandbox', expectedAt: 1 }, looked)),
  'a key with limits': json('createVideo', (stage) => {
    stage.end = leave;
    stage.shim.service.rate = { limit: 10, remaining: 9, resetMs: 42_000 };
    return stage.call('createVideo');
  }),
};

async function looked(stage: Stage): Promise<Response> {
  await stage.call('createImages', LATER);
  return stage.call('getJob', { path: { id: `gen_${NUMBER}` } });
}

export const OPENAI_VARIANTS: readonly Variant[] = Object.entries(variants).map(([name, each]) => ({ name, ...each }));
