import { finishedPicture, finishedVideo } from '../../testing/fixtures.ts';
import { type AnswerCase, creatingOrStreaming, EVENTS, JSON_TYPE, json, LATER } from './answer-case.ts';
import { leave, PNG, type Stage } from './stage.ts';

const NUMBER = '1'.padStart(32, '0');
const job = { path: { id: `gen_${NUMBER}` } };
const video = { path: { id: `video_${NUMBER}` } };

const chat = { model: 'gemini-2.5-flash-image', messages: [{ role: 'user', content: 'an otter' }] };
const picture = { model: 'gpt-image-2', prompt: 'an otter', quality: 'high' };
const response = {
  ...{ model: 'gpt-image-2', input: 'an otter', metadata: { for: 'a test' } },
  tools: [{ type: 'image_generation', quality: 'high' }],
};

export const OPENAI_CASES: readonly AnswerCase[] = [
  json('listModels'),
  json('getModel', (stage) => stage.call('getModel', { path: { id: 'sora-2' } })),
  ...creatingOrStreaming('createChatCompletion', chat, { ...chat, stream_options: { include_usage: true } }),
  ...creatingOrStreaming('createImages', picture),
  ...creatingOrStreaming('editImages', { ...picture, image: PNG.toString('base64') }),
  ...creatingOrStreaming('createResponse', response),
  json('getResponse', aboutResponse('getResponse')),
  { operation: 'getResponse', status: 200, type: EVENTS, ask: aboutResponse('getResponse', '?stream=true') },
  json('deleteResponse', aboutResponse('deleteResponse')),
  json('cancelResponse', async (stage) => {
    stage.end = leave;
    return aboutResponse('cancelResponse')(stage);
  }),
  json('createVideo'),
  json('listVideos', async (stage) => {
    await makeVideo(stage);
    return stage.call('listVideos', { query: '?limit=5&order=asc' });
  }),
  ...['getVideo', 'deleteVideo', 'remixVideo'].map((operation) =>
    json(operation, async (stage) => {
      await makeVideo(stage);
      return stage.call(operation, video);
    }),
  ),
  ...['getVideoContent', 'lookAtVideoContent'].map((operation) => ({
    ...{ operation, status: 302, type: null },
    async ask(stage: Stage) {
      await makeVideo(stage, { file: null, url: 'https://upstream.example/v.mp4' });
      return stage.call(operation, video);
    },
  })),
  json('getJob', async (stage) => {
    await stage.call('createImages');
    return stage.call('getJob', job);
  }),
  json('cancelJob', async (stage) => {
    stage.end = leave;
    await stage.call('createImages', LATER);
    return stage.call('cancelJob', job);
  }),
  { operation: 'followJob', status: 200, type: EVENTS, ask: followJob },
  json('getGuide'),
  json('getOpenApi'),
  json('getHealth'),
  json('getReadiness'),
  {
    ...{ operation: 'getReadiness', status: 503, type: JSON_TYPE },
    async ask(stage) {
      stage.shim.service.readiness = { ready: false, reasons: ['No account is signed in.'] };
      return stage.call('getReadiness');
    },
  },
  { operation: 'getMetrics', status: 200, type: 'text/plain', ask: (stage) => stage.call('getMetrics') },
  {
    ...{ operation: 'getOpenApi', status: 304, type: null },
    async ask(stage) {
      const etag = (await stage.call('getOpenApi')).headers.get('etag') ?? '';
      return stage.call('getOpenApi', { headers: { 'if-none-match': etag } });
    },
  },
];

/** Makes the video that `video` and `job` mean; its file may be elsewhere. */
export async function makeVideo(stage: Stage, place: object = {}): Promise<void> {
  const done = finishedVideo();
  const assets = (done.assets ?? []).map((asset) => ({ ...asset, ...place }));
  stage.end = (service) => service.change({ ...done, assets, resolution: '720p', prompt: 'a boat' });
  await stage.call('createVideo');
}

function aboutResponse(operation: string, query = ''): AnswerCase['ask'] {
  return async (stage) => {
    const made = await stage.call('createResponse', { body: { ...response, background: true } });
    const { id } = (await made.json()) as { id: string };
    return stage.call(operation, { path: { id }, query });
  };
}

async function followJob(stage: Stage): Promise<Response> {
  const { service } = stage.shim;
  stage.end = leave;
  await stage.call('createImages', LATER);
  service.steps.push({ seq: 1, state: 'queued', at: 1_800_000_000_500 });
  const events = await stage.call('followJob', job);
  service.change({ position: 3, detail: 'Waiting.' });
  service.change(finishedPicture());
  return events;
}
