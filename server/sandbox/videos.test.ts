import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from './sandbox.ts';
import { ADA, BEN, type Caller, fieldsOf, logIn, reasonOf, startTestSandbox } from './testing/caller.ts';
import { probeVideo } from './testing/decode.ts';

let current: Sandbox;
let seed: Sandbox;
let ada: Caller;
let adaThen: Caller;

beforeAll(async () => {
  current = await startTestSandbox({ accounts: [{ ...ADA, credits: 100_000 }, BEN] });
  seed = await startTestSandbox({ accounts: [{ ...ADA, credits: 100_000 }, BEN], profile: 'seed' });
  ada = await logIn(current);
  adaThen = await logIn(seed);
});
afterAll(async () => {
  await current.close();
  await seed.close();
});

const download = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());
const locate = async (caller: Caller, name: string) => (await caller.redirect(name)).headers.get('location') ?? '';
const imageOf = async (caller: Caller): Promise<string> => (await caller.image()).json.media[0].name;
const videoOf = async (caller: Caller): Promise<string> => (await caller.video('Text', {})).json.media[0].name;

test('the current era answers operations, media and workflows, polls by media name, and redirects to the file', async () => {
  const submitted = await ada.video(
    'Text',
    { textInput: { structuredPrompt: { parts: [{ text: 'waves at dusk' }] } } },
    {
      mediaGenerationContext: { batchId: 'b1', audioFailurePreference: 'BLOCK_SILENCED_VIDEOS' },
      useV2ModelConfig: true,
    },
  );
  const { operations, media, workflows, remainingCredits } = submitted.json;
  const name = media[0].name;
  expect(name).toMatch(/^[0-9a-f-]{36}$/);
  expect(operations).toEqual([{ operation: { name }, sceneId: '', status: 'MEDIA_GENERATION_STATUS_PENDING' }]);
  expect(workflows[0].metadata).toMatchObject({ primaryMediaId: name, batchId: 'b1', displayName: 'waves at dusk' });
  expect(typeof remainingCredits).toBe('number');

  const polled = (await ada.poll({ media: [{ name, projectId: ada.projectId }] })).json;
  expect(polled.media[0]).toMatchObject({
    name,
    mediaMetadata: { mediaStatus: { mediaGenerationStatus: 'MEDIA_GENERATION_STATUS_SUCCESSFUL' } },
    video: { dimensions: { width: 640, height: 360, length: '8s' } },
  });
  expect(JSON.stringify(polled)).not.toContain('http');
  const bytes = await download(await locate(ada, name));
  expect(await probeVideo(bytes)).toMatchObject({
    mimeType: 'video/mp4',
    codec: 'avc',
    width: 640,
    height: 360,
    seconds: 8,
    indexInFront: true,
  });
});

test('the seed era answers operations only, and the finished poll carries the addresses', async () => {
  const sceneId = '44444444-4444-4444-8444-444444444444';
  const submitted = await adaThen.video('Text', {
    metadata: { sceneId },
    videoModelKey: 'veo_3_1_t2v_fast_portrait',
    aspectRatio: 'VIDEO_ASPECT_RATIO_PORTRAIT',
  });
  expect(Object.keys(submitted.json).sort()).toEqual(['operations', 'remainingCredits']);
  const [item] = submitted.json.operations;
  expect(item).toMatchObject({ sceneId, status: 'MEDIA_GENERATION_STATUS_PENDING' });
  expect(item.operation.name).toMatch(/^[0-9a-f]{32}$/);

  const polled = (await adaThen.poll({ operations: submitted.json.operations })).json;
  const [done] = polled.operations;
  expect(done).toMatchObject({ sceneId, status: 'MEDIA_GENERATION_STATUS_SUCCESSFUL' });
  expect(done.mediaGenerationId).toMatch(/^CAUSJ[\w-]{157}$/);
  const { video } = done.operation.metadata;
  expect(video).toMatchObject({
    seed: 4_254,
    prompt: 'waves at dusk',
    model: 'veo_3_1_t2v_fast_portrait',
    mediaGenerationId: done.mediaGenerationId,
  });
  expect(await probeVideo(await download(video.fifeUrl))).toMatchObject({
    codec: 'avc',
    width: 360,
    height: 640,
    seconds: 8,
  });
  expect((await fetch(video.servingBaseUri)).headers.get('content-type')).toBe('image/jpeg');
});

test('both shapes of a poll are understood in both eras, several jobs at once, answered in the era’s shape', async () => {
  const first = (await ada.video('Text', {})).json.operations[0];
  const second = (await ada.video('Text', {})).json.operations[0];
  expect((await ada.poll({ operations: [first, second] })).json.media).toHaveLength(2);
  const then = (await adaThen.video('Text', {})).json.operations[0];
  const id = (await adaThen.poll({ operations: [then] })).json.operations[0].mediaGenerationId;
  expect((await adaThen.poll({ media: [{ name: id }] })).json.operations[0].operation.name).toBe(then.operation.name);
  expect((await ada.poll({ media: [{ name: 'unknown' }] })).status).toBe(404);
  expect((await ada.poll({ nothing: [] })).status).toBe(400);
});

test('each operation takes its own keys and its own fields, and no other', async () => {
  const image = await imageOf(ada);
  const video = await videoOf(ada);
  const start = { startImage: { mediaId: image } };
  const both = { ...start, endImage: { mediaId: image, cropCoordinates: { top: 0, left: 0, bottom: 1, right: 1 } } };
  const reference = { imageUsageType: 'IMAGE_USAGE_TYPE_ASSET', mediaId: image };
  const accepted: [string, string, object][] = [
    ['StartImage', 'veo_3_1_i2v_lite', start],
    ['StartAndEndImage', 'veo_3_1_interpolation_lite', both],
    ['StartAndEndImage', 'veo_3_1_i2v_s_fast_ultra_fl', start],
    ['StartAndEndImage', 'veo_2_0_i2v', start],
    ['ReferenceImages', 'abra_r2v_10s', { referenceImages: Array.from({ length: 7 }, () => reference) }],
    ['ExtendVideo', 'veo_3_1_extension_lite', { videoInput: { mediaId: video }, metadata: { workflowId: 'w' } }],
    ['EditVideo', 'abra_edit', { videoInput: { mediaId: video, startFrameIndex: 0, endFrameIndex: 240 } }],
  ];
  for (const [operation, videoModelKey, extra] of accepted) {
    expect([operation, (await ada.video(operation, { videoModelKey, ...extra })).status]).toEqual([operation, 200]);
  }
  const refused: [string, string, object, string[]][] = [
    ['Text', 'veo_3_1_i2v_lite', {}, ['requests[0].videoModelKey']],
    ['Text', 'veo_3_1_t2v_lite', start, ['requests[0].startImage']],
    ['StartImage', 'veo_3_1_i2v_lite', {}, ['requests[0].startImage']],
    ['StartImage', 'veo_3_1_i2v_s_fast_ultra_fl', start, ['requests[0].videoModelKey']],
    ['StartAndEndImage', 'veo_2_0_i2v', both, ['requests[0].videoModelKey']],
    [
      'ReferenceImages',
      'veo_3_1_r2v_lite',
      { referenceImages: Array.from({ length: 4 }, () => reference) },
      ['requests[0].referenceImages'],
    ],
    ['StartImage', 'veo_3_1_i2v_lite', { startImage: { mediaId: video } }, ['requests[0].startImage.mediaId']],
    ['ExtendVideo', 'veo_3_1_extension_lite', { videoInput: { mediaId: image } }, ['requests[0].videoInput.mediaId']],
    ['Text', 'veo_3_1_t2v_fast_portrait_ultra', {}, ['requests[0].aspectRatio']],
    ['Text', 'veo_3_1_t2v_lite', { aspectRatio: 'LANDSCAPE' }, ['requests[0].aspectRatio']],
  ];
  for (const [operation, videoModelKey, extra, fields] of refused) {
    const answer = await ada.video(operation, { videoModelKey, ...extra });
    expect([videoModelKey, answer.status, fieldsOf(answer)]).toEqual([videoModelKey, 400, fields]);
  }
  expect(
    fieldsOf(
      await ada.video(
        'EditVideo',
        { videoModelKey: 'abra_edit', videoInput: { mediaId: video } },
        { useV2ModelConfig: true },
      ),
    ),
  ).toEqual(['useV2ModelConfig']);
});

test('unknown keys, projects and other accounts’ media are not found', async () => {
  const ben = await logIn(current, BEN);
  expect((await ada.video('Text', { videoModelKey: 'veo_9' })).status).toBe(404);
  expect((await ada.video('Text', {}, { clientContext: { projectId: ben.projectId } })).status).toBe(404);
  const foreign = { startImage: { mediaId: await imageOf(ben) }, videoModelKey: 'veo_3_1_i2v_lite' };
  expect((await ada.video('StartImage', foreign)).status).toBe(404);
});

test('a tier that may not use a key is denied, and a balance that does not cover it is a quota', async () => {
  const ben = await logIn(current, BEN);
  const denied = await ben.video('Text', { videoModelKey: 'veo_3_1_t2v_fast_ultra' });
  expect([denied.status, reasonOf(denied)]).toEqual([403, 'PUBLIC_ERROR_MODEL_ACCESS_DENIED']);
  const dear = await ben.video('Text', { videoModelKey: 'veo_3_1_t2v' });
  expect([dear.status, reasonOf(dear)]).toEqual([429, 'PUBLIC_ERROR_USER_QUOTA_REACHED']);
  expect((await ben.video('Text', { videoModelKey: 'veo_3_1_t2v_fast' })).json.remainingCredits).toBe(30);
  expect((await ben.get('/credits')).json.credits).toBe(30);
});

test.each([
  ['VIDEO_RESOLUTION_1080P', 'veo_3_1_upsampler_1080p', 1920, 1080],
  ['VIDEO_RESOLUTION_4K', 'veo_3_1_upsampler_4k', 3840, 2160],
])(
  'enlarging to %s gives a clip of that size and of the same length',
  async (resolution, videoModelKey, width, height) => {
    const source = (await ada.video('Text', { videoModelKey: 'veo_3_1_t2v_lite_4s' })).json.media[0].name;
    const { textInput: _none, ...request } = {
      textInput: undefined,
      resolution,
      videoModelKey,
      videoInput: { mediaId: source },
    };
    const submitted = await ada.post('/video:batchAsyncGenerateVideoUpsampleVideo', {
      clientContext: { projectId: ada.projectId, tool: 'PINHOLE', sessionId: ';1' },
      requests: [{ aspectRatio: 'VIDEO_ASPECT_RATIO_LANDSCAPE', seed: 1, metadata: {}, ...request }],
    });
    const name = submitted.json.media[0].name;
    expect(name).toBe(`${source}_upsampled`);
    expect(await probeVideo(await download(await locate(ada, name)))).toMatchObject({
      codec: 'avc',
      width,
      height,
      seconds: 4,
    });
  },
);

test('enlarging again answers the seed era with the bytes themselves, at no cost', async () => {
  const [item] = (await adaThen.video('Text', {})).json.operations;
  const source = (await adaThen.poll({ operations: [item] })).json.operations[0].mediaGenerationId;
  const enlarge = () =>
    adaThen.post('/video:batchAsyncGenerateVideoUpsampleVideo', {
      clientContext: { sessionId: ';1' },
      requests: [
        {
          aspectRatio: 'VIDEO_ASPECT_RATIO_LANDSCAPE',
          videoModelKey: 'veo_2_1080p_upsampler_8s',
          videoInput: { mediaId: source },
        },
      ],
    });
  const first = (await enlarge()).json;
  expect(first.operations[0].operation.name).toMatch(/^[0-9a-f]{32}$/);
  const again = (await enlarge()).json;
  expect(again.operations[0]).not.toHaveProperty('operation');
  expect(again.operations[0].status).toBe('MEDIA_GENERATION_STATUS_SUCCESSFUL');
  expect(again.remainingCredits).toBe(first.remainingCredits);
  expect(await probeVideo(Buffer.from(again.operations[0].rawBytes, 'base64'))).toMatchObject({
    width: 1920,
    seconds: 8,
  });
});

test('a media read carries the bytes in the current era and an address in the seed era', async () => {
  const now = (await ada.get(`/media/${await videoOf(ada)}?clientContext.tool=PINHOLE`)).json;
  expect(await probeVideo(Buffer.from(now.video.encodedVideo, 'base64'))).toMatchObject({ codec: 'avc', seconds: 8 });
  expect(now.mediaGenerationId).toMatchObject({ mediaType: 'VIDEO', projectId: ada.projectId, workflowStepId: 'CAE' });
  const [item] = (await adaThen.video('Text', {})).json.operations;
  const id = (await adaThen.poll({ operations: [item] })).json.operations[0].mediaGenerationId;
  const then = (await adaThen.get(`/media/${id}`)).json;
  expect(then.video).not.toHaveProperty('encodedVideo');
  expect(await probeVideo(await download(then.video.fifeUrl))).toMatchObject({ seconds: 8 });
});

test('deleted media are gone, by either call', async () => {
  const [first, second] = [await videoOf(ada), await imageOf(ada)];
  const deleted = await ada.trpc('media.deleteMedia', { names: [first] });
  expect(deleted.json.result.data).toEqual({ json: null, meta: { values: ['undefined'] } });
  expect((await ada.post('/flow:batchDeleteAssets', { mediaIds: [second] })).json).toEqual({});
  expect((await ada.redirect(first)).status).toBe(404);
  expect((await ada.redirect(second)).status).toBe(404);
});
