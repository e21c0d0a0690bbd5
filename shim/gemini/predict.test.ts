import { GoogleGenAI } from 'genai-1';
import { expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import type { JobError } from '../../schema/generation.ts';
import { KEY } from '../testing/fake-service.ts';
import { finishedPicture, IMAGE_MODEL } from '../testing/fixtures.ts';
import { type RunningShim, startShim } from '../testing/start-shim.ts';

const METHOD = `/v1beta/models/${IMAGE_MODEL.id}:predict`;
const PNG = Buffer.from('\x89PNG, or nearly', 'latin1');
const BASE64 = PNG.toString('base64');
const ASK = { instances: [{ prompt: 'an otter' }] };
const REFUSED: JobError = { code: 'content_rejected', message: 'Refused.', reason: null, retryAfterMs: null };
const TIMED_OUT: JobError = { code: 'upstream_timeout', message: 'Too long.', reason: null, retryAfterMs: null };

interface Answer {
  predictions: { mimeType?: string; bytesBase64Encoded?: string; raiFilteredReason?: string }[];
  warnings?: string[];
}

/** Asks, lets the jobs end as told, and returns the answer. */
async function ask(shim: RunningShim, body: unknown, end = finishedPicture()) {
  shim.service.pictures.set('result.png', PNG);
  const pending = shim.post(METHOD, body);
  await expect.poll(() => shim.service.watches.length).toBeGreaterThan(0);
  shim.service.change(end);
  const response = await pending;
  return { response, body: (await response.json()) as Answer };
}

test.each<[string, unknown]>([
  ['a list of one', ASK],
  ['that one by itself', { instances: { prompt: 'an otter' }, parameters: { sampleCount: 1 } }],
])('instances may be %s; the answer carries the picture', async (_name, body) => {
  await using shim = await startShim();
  const answer = await ask(shim, body);
  expect(answer.response.status).toBe(200);
  expect(answer.body).toEqual({ predictions: [{ mimeType: 'image/png', bytesBase64Encoded: BASE64 }] });
  expect(shim.service.submitted).toMatchObject([
    { request: { prompt: 'an otter', images: [], model: IMAGE_MODEL.id } },
  ]);
});

test('parameters reach the service; each picture is a job of its own, and a seed counts up over them', async () => {
  await using shim = await startShim();
  const parameters = {
    ...{ sampleCount: 3, aspectRatio: '9:16', sampleImageSize: '2K', seed: 5, outputOptions: null },
    ...{ personGeneration: 'ALLOW_ADULT', safetySetting: 'BLOCK_NONE', addWatermark: true, language: 'en' },
  };
  const { body } = await ask(shim, { ...ASK, parameters });
  expect(body.predictions).toHaveLength(3);
  const wishes = { aspectRatio: '9:16', resolution: '2K' };
  expect(shim.service.submitted.map(({ request }) => request)).toMatchObject([
    { ...wishes, seed: 5 },
    { ...wishes, seed: 6 },
    { ...wishes, seed: 7 },
  ]);
});

test.each([
  [
    { mimeType: 'image/jpeg', compressionQuality: 70 },
    { file: 'result.png', format: 'jpeg', quality: 70 },
  ],
  [
    { mimeType: 'IMAGE/WEBP', compressionQuality: 0 },
    { file: 'result.png', format: 'webp', quality: 1 },
  ],
  [
    { mimeType: 'image/png', compressionQuality: 70 },
    { file: 'result.png', format: 'png', quality: undefined },
  ],
  [{}, { file: 'result.png', format: 'png', quality: undefined }],
])('for the output options %o the picture is brought into that form', async (outputOptions, conversion) => {
  await using shim = await startShim();
  const { body } = await ask(shim, { ...ASK, parameters: { outputOptions } });
  expect(shim.service.conversions).toEqual([conversion]);
  expect(body.predictions[0]?.mimeType).toBe(`image/${conversion.format}`);
});

test('pictures to go by are taken, in their order', async () => {
  await using shim = await startShim();
  const second = Buffer.from('\x89PNG, another', 'latin1');
  const reference = (bytes: Buffer) => ({ bytesBase64Encoded: bytes.toString('base64'), mimeType: 'image/png' });
  const referenceImages = [{ referenceType: 'REFERENCE_TYPE_RAW', referenceId: 1, referenceImage: reference(second) }];
  const scene = { personImage: { image: reference(PNG) }, productImages: [{ image: reference(second) }] };
  await ask(shim, {
    instances: [{ prompt: 'all', image: reference(PNG), ...scene, reference_images: referenceImages }],
  });
  expect(shim.service.keptPictures).toEqual([PNG, PNG, second, second]);
  expect(shim.service.submitted[0]?.request).toMatchObject({ imagesParam: 'instances[0]', images: [{}, {}, {}, {}] });
});

test.each<[string, unknown, string]>([
  ['no instances', {}, 'instances'],
  ['an empty list', { instances: [] }, 'instances[0]'],
  ['several instances', { instances: [{ prompt: 'a' }, { prompt: 'b' }] }, 'instances'],
  ['no prompt', { instances: [{}] }, 'instances[0].prompt'],
  ['an empty prompt', { instances: { prompt: ' ' } }, 'instances.prompt'],
  ['a prompt of another kind', { instances: [{ prompt: 7 }] }, 'instances[0].prompt'],
  ['too many pictures', { ...ASK, parameters: { sampleCount: 11 } }, 'parameters.sampleCount'],
  ['no pictures', { ...ASK, parameters: { sampleCount: 0 } }, 'parameters.sampleCount'],
  [
    'a form that cannot be made',
    { ...ASK, parameters: { outputOptions: { mimeType: 'image/gif' } } },
    'parameters.outputOptions.mimeType',
  ],
  [
    'a picture in a storage',
    { instances: [{ prompt: 'x', image: { gcsUri: 'gs://a' } }] },
    'instances[0].image.bytesBase64Encoded',
  ],
  [
    'enlarging',
    { instances: [{ prompt: '', image: { bytesBase64Encoded: BASE64 } }], parameters: { mode: 'upscale' } },
    'parameters.mode',
  ],
  ['a mask of its own', { instances: [{ prompt: 'x', mask: { image: {} } }] }, 'instances[0].mask'],
  [
    'a mask',
    {
      instances: [
        {
          prompt: 'x',
          referenceImages: [{ referenceType: 'REFERENCE_TYPE_MASK', referenceImage: { bytesBase64Encoded: BASE64 } }],
        },
      ],
    },
    'instances[0].referenceImages[0].referenceType',
  ],
])('%s is a 400 that names the field, and nothing is asked for', async (_name, body, field) => {
  await using shim = await startShim();
  const response = await shim.post(METHOD, body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { details: [{}, { fieldViolations: [{ field }] }] } });
  expect(shim.service.calls).toEqual([]);
});

test("what the service refuses is told in the caller's words", async () => {
  await using shim = await startShim();
  shim.service.refusal = new ServiceError('invalid_value', '"resolution" is not understood: "9K".', {
    param: 'resolution',
  });
  const response = await shim.post(METHOD, { ...ASK, parameters: { sampleImageSize: '9K' } });
  expect(await response.json()).toMatchObject({
    error: { message: '"parameters.sampleImageSize" is not understood: "9K".' },
  });
});

test('when all content is refused the answer says why in the place of each picture', async () => {
  await using shim = await startShim();
  const { response, body } = await ask(shim, ASK, { state: 'failed', startedAt: 1, error: REFUSED });
  expect(response.status).toBe(200);
  expect(body.predictions).toEqual([{ raiFilteredReason: 'Refused.' }]);
  await expect.poll(() => shim.service.finishedRequests).toMatchObject([{ errorCode: 'content_rejected' }]);
});

test.each([
  [false, 1],
  [true, 2],
])('reasons stand among pictures if includeRaiReason is %s: %i predictions', async (includeRaiReason, count) => {
  await using shim = await startShim();
  shim.service.pictures.set('result.png', PNG);
  const pending = shim.post(METHOD, { ...ASK, parameters: { sampleCount: 2, includeRaiReason } });
  await expect.poll(() => shim.service.watches.length).toBe(2);
  shim.service.change({ state: 'failed', startedAt: 1, error: REFUSED }, 'job_1');
  shim.service.change(finishedPicture(), 'job_2');
  const body = (await (await pending).json()) as Answer;
  expect(body.predictions).toHaveLength(count);
  expect(body.warnings).toEqual(['1 of 2 pictures could not be made: Refused.']);
});

test('another failure of all is a status', async () => {
  await using shim = await startShim();
  const { response } = await ask(shim, ASK, { state: 'failed', startedAt: 1, error: TIMED_OUT });
  expect(response.status).toBe(503);
  expect(response.headers.get('x-should-retry')).toBe('false');
});

test('the job may be asked for instead of its result', async () => {
  await using shim = await startShim();
  const response = await shim.post(`${METHOD}?async=true`, ASK);
  expect(response.status).toBe(202);
  expect(shim.service.submitted[0]?.origin.route).toBe('/v1beta/models/{model}:predict');
});

test("a failure in an answer that took long is no empty list, and Google's SDK shows why", async () => {
  await using shim = await startShim();
  Object.assign(shim.service.settings, { holdAnswerMs: 1, heartbeatMs: 5 });
  const client = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: shim.url } });
  const pending = client.models.generateImages({ model: IMAGE_MODEL.id, prompt: 'an otter' });
  await expect.poll(() => shim.service.watches.length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 20)); // the status is out
  shim.service.change({ state: 'failed', startedAt: 1, error: TIMED_OUT });
  expect((await pending).generatedImages).toMatchObject([{ raiFilteredReason: 'Too long.' }]);
  await expect.poll(() => shim.service.finishedRequests).toMatchObject([{ status: 503 }]);
});
