import { expect, test } from 'vitest';
import { ServiceError } from '../../../schema/errors.ts';
import { IMAGE_MODEL, TEXT_VIDEO_MODEL } from '../../testing/fixtures.ts';
import { FRAMES_MODEL, startVideoShim } from '../../testing/videos.ts';

const METHOD = `/v1beta/models/${FRAMES_MODEL.id}:predictLongRunning`;
const PNG = Buffer.from('\x89PNG, or nearly', 'latin1').toString('base64');
const URL = 'https://pictures.example/a.png';

interface GoogleError {
  code: number;
  message: string;
  status: string;
  details: { fieldViolations?: { field: string }[] }[];
}

/** What the service was asked for, for a body that is taken. */
async function requestsFor(body: unknown) {
  await using shim = await startVideoShim();
  const response = await shim.post(METHOD, body);
  expect(response.status).toBe(200);
  return shim.service.submitted.map(({ request }) => request);
}

/** What a body is refused with. Nothing must have been asked for. */
async function refusalOf(body: unknown, path = METHOD): Promise<GoogleError> {
  await using shim = await startVideoShim();
  const response = await shim.post(path, body);
  expect(shim.service.submitted).toEqual([]);
  const { error } = (await response.json()) as { error: GoogleError };
  expect(error.code).toBe(response.status);
  return error;
}

const fieldOf = ({ details }: GoogleError) => details.flatMap(({ fieldViolations }) => fieldViolations ?? [])[0]?.field;

test.each([
  [METHOD, `models/${FRAMES_MODEL.id}/operations/1`],
  [`/v1/models/${FRAMES_MODEL.id}:predictLongRunning`, `models/${FRAMES_MODEL.id}/operations/1`],
  [
    `/v1beta1/publishers/google/models/${FRAMES_MODEL.id}:predictLongRunning`,
    `publishers/google/models/${FRAMES_MODEL.id}/operations/1`,
  ],
  [
    `/v1beta1/projects/p/locations/us-central1/publishers/google/models/${FRAMES_MODEL.id}:predictLongRunning`,
    `projects/p/locations/us-central1/publishers/google/models/${FRAMES_MODEL.id}/operations/1`,
  ],
])('POST %s answers at once with the name of an operation', async (path, name) => {
  await using shim = await startVideoShim();
  const response = await shim.post(path, { instances: [{ prompt: 'waves' }] });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ name });
  expect(shim.service.submitted[0]).toMatchObject({
    request: { model: FRAMES_MODEL.id, prompt: 'waves', images: [] },
    origin: { apiKeyId: 'key-id-1', route: '/v1beta/models/{model}:predictLongRunning' },
  });
  expect(shim.service.watches).toEqual([]);
});

test('all that a video is to be like is passed on, and what means nothing here is ignored', async () => {
  const parameters = {
    ...{ aspectRatio: '16:9', durationSeconds: 8, resolution: '1080p', seed: 7, sampleCount: null },
    ...{ negativePrompt: 'rain', personGeneration: 'allow_all', generateAudio: true, enhancePrompt: true, fps: 24 },
    ...{ storageUri: 'gs://bucket', compressionQuality: 'optimized', resizeMode: 'crop' },
  };
  const [request, ...others] = await requestsFor({
    ...{ instances: [{ prompt: ' waves ', video: null }], parameters },
    ...{ webhookConfig: { uris: ['https://hooks.example'] }, labels: {} },
  });
  expect(others).toEqual([]);
  expect(request).toMatchObject({ prompt: 'waves', aspectRatio: '16:9', seconds: 8, resolution: '1080p', seed: 7 });
});

test.each([
  ['an object instead of a list', { instances: { prompt: 'waves' }, parameters: { durationSeconds: '8s' } }],
  ['snake case', { instances: [{ prompt: 'waves' }], parameters: { duration_seconds: '8s' } }],
])('%s is taken as well', async (_, body) => {
  expect((await requestsFor(body))[0]).toMatchObject({ prompt: 'waves', seconds: '8s' });
});

test('several videos are as many jobs of one operation, each with a seed of its own', async () => {
  const requests = await requestsFor({ instances: [{ prompt: 'x' }], parameters: { sampleCount: 4, seed: 7 } });
  expect(requests.map(({ seed }) => seed)).toEqual([7, 8, 9, 10]);
});

test.each<[string, object, unknown[]]>([
  ['bytes', { bytesBase64Encoded: PNG, mimeType: 'image/png' }, ['in.png']],
  ['inline data', { inlineData: { data: PNG, mimeType: 'image/png' } }, ['in.png']],
  ['inline data in the other spelling', { inline_data: { data: PNG, mime_type: 'image/png' } }, ['in.png']],
  ['a data URL', { bytesBase64Encoded: `data:image/png;base64,${PNG}` }, ['in.png']],
  ['an address', { uri: URL }, ['fetched.png']],
  ['an address in the place of a bucket', { gcsUri: URL }, ['fetched.png']],
])('the first frame may come as %s', async (_, image, files) => {
  const [request] = await requestsFor({ instances: [{ prompt: 'waves', image }] });
  expect(request?.images.map(({ file }) => file)).toEqual(files);
  expect(request).toMatchObject({ imageRole: undefined, imagesParam: 'instances[0].image' });
});

test('a picture that was uploaded beforehand is not fetched', async () => {
  await using shim = await startVideoShim();
  shim.service.pictures.set('4f0c.png', Buffer.from('x'));
  const image = { uri: `${shim.url}/v1beta/files/4f0cpng` };
  await shim.post(METHOD, { instances: [{ prompt: 'waves', image }] });
  expect(shim.service.submitted[0]?.request.images[0]?.file).toBe('4f0c.png');
  expect(shim.service.fetched).toEqual([]);
});

test('a first and a last frame are frames, references are references', async () => {
  const frames = { image: { bytesBase64Encoded: PNG }, lastFrame: { uri: URL } };
  const [framed] = await requestsFor({ instances: [{ prompt: 'waves', ...frames }] });
  expect(framed?.images.map(({ file }) => file)).toEqual(['in.png', 'fetched.png']);
  expect(framed?.imageRole).toBe('frames');
  const referenceImages = [{ image: { uri: URL }, referenceType: 'asset' }, { image: { bytesBase64Encoded: PNG } }];
  const [referring] = await requestsFor({ instances: [{ prompt: 'waves', referenceImages }] });
  expect(referring?.images.map(({ file }) => file)).toEqual(['fetched.png', 'in.png']);
  expect(referring).toMatchObject({ imageRole: 'references', imagesParam: 'instances[0].referenceImages' });
});

test.each<[string, unknown, string | undefined, string]>([
  ['no instance', { parameters: {} }, 'instances', 'is required'],
  ['an empty list', { instances: [] }, 'instances[0]', 'is required'],
  ['two prompts', { instances: [{ prompt: 'a' }, { prompt: 'b' }] }, 'instances', 'sampleCount'],
  ['no prompt', { instances: [{}] }, 'instances[0].prompt', 'prompt'],
  ['a video', { instances: [{ prompt: 'x', video: { uri: URL } }] }, 'instances[0].video', 'extends or changes'],
  ['a mask', { instances: [{ prompt: 'x', mask: { image: {} } }] }, 'instances[0].mask', 'extends or changes'],
  ['an empty picture', { instances: [{ prompt: 'x', image: {} }] }, 'instances[0].image', 'has no picture'],
  [
    'a last frame alone',
    { instances: [{ prompt: 'x', lastFrame: { uri: URL } }] },
    'instances[0].image',
    'the first frame',
  ],
  [
    'frames and references',
    { instances: [{ prompt: 'x', image: { uri: URL }, referenceImages: [{ image: { uri: URL } }] }] },
    'instances[0].referenceImages',
    'Leave one of them out',
  ],
  [
    'a style',
    { instances: [{ prompt: 'x', referenceImages: [{ image: { uri: URL }, referenceType: 'STYLE' }] }] },
    'instances[0].referenceImages[0].referenceType',
    'ASSET',
  ],
  [
    'a bucket',
    { instances: [{ prompt: 'x', image: { gcsUri: 'gs://bucket/a.png' } }] },
    'instances[0].image.gcsUri',
    'http(s)',
  ],
  [
    'bytes that are no base64',
    { instances: [{ prompt: 'x', image: { bytesBase64Encoded: '!' } }] },
    'instances[0].image.bytesBase64Encoded',
    'cannot be decoded',
  ],
  [
    'too many videos',
    { instances: [{ prompt: 'x' }], parameters: { sampleCount: 5 } },
    'parameters.sampleCount',
    'from 1 to 4',
  ],
  [
    'more pictures than the model takes',
    { instances: [{ prompt: 'x', referenceImages: Array(3).fill({ image: { uri: URL } }) }] },
    'instances[0].referenceImages',
    'takes 2',
  ],
  ['a text for a body', '"waves"', undefined, 'JSON object'],
])('%s is refused with the field and the way out, before anything is spent', async (_, body, field, words) => {
  const error = await refusalOf(body);
  expect(error.status).toBe('INVALID_ARGUMENT');
  expect(fieldOf(error)).toBe(field);
  expect(error.message).toContain(words);
});

test('a refusal of the service names the field as this wire does', async () => {
  await using shim = await startVideoShim();
  shim.service.refusal = new ServiceError('invalid_value', '"aspect_ratio" can be 16:9.', { param: 'aspect_ratio' });
  const response = await shim.post(METHOD, { instances: [{ prompt: 'x' }], parameters: { aspectRatio: '5:4' } });
  const { error } = (await response.json()) as { error: GoogleError };
  expect(error.message).toBe('"parameters.aspectRatio" can be 16:9.');
  expect(fieldOf(error)).toBe('parameters.aspectRatio');
});

test('a model for pictures and one that there is not are refused with where to go', async () => {
  const pictures = await refusalOf(
    { instances: [{ prompt: 'x' }] },
    `/v1beta/models/${IMAGE_MODEL.id}:predictLongRunning`,
  );
  expect(pictures.message).toContain(`models/${IMAGE_MODEL.id}:generateContent`);
  const unknown = await refusalOf({ instances: [{ prompt: 'x' }] }, '/v1beta/models/veo-9:predictLongRunning');
  expect(unknown).toMatchObject({ code: 404, status: 'NOT_FOUND' });
});

test('a call that is named is passed on by its name, and what it asks for makes it the same', async () => {
  await using shim = await startVideoShim();
  const ask = (prompt: string) =>
    shim.post(METHOD, { instances: [{ prompt }] }, { headers: { 'idempotency-key': 'once' } });
  await ask('waves');
  await ask('waves');
  await ask('clouds');
  const [first, second, third] = shim.service.calls;
  expect(first).toMatchObject({ idempotencyKey: 'once' });
  expect(second?.fingerprint).toBe(first?.fingerprint);
  expect(third?.fingerprint).not.toBe(first?.fingerprint);
});

test('a text-only model is asked for as any other', async () => {
  await using shim = await startVideoShim();
  const path = `/v1beta/models/${TEXT_VIDEO_MODEL.id}:predictLongRunning`;
  expect((await shim.post(path, { instances: [{ prompt: 'waves' }] })).status).toBe(200);
});
