import { expect, test } from 'vitest';
import { KEY } from '../testing/fake-service.ts';
import { IMAGE_MODEL, TEXT_VIDEO_MODEL } from '../testing/fixtures.ts';
import { startShim } from '../testing/start-shim.ts';

interface Page {
  models: { name: string }[];
  nextPageToken?: string;
}

const GOOGLE = { headers: { authorization: '', 'x-goog-api-key': KEY } };

test('the models of the catalogue are listed with what they can be asked for', async () => {
  await using shim = await startShim();
  const response = await shim.get('/v1beta/models');
  expect(response.status).toBe(200);
  const page = (await response.json()) as Page;
  expect(page).toEqual({
    models: [
      {
        name: `models/${IMAGE_MODEL.id}`,
        baseModelId: 'nano-banana',
        version: '001',
        displayName: IMAGE_MODEL.id,
        description: 'Pictures, landscape',
        inputTokenLimit: 32_768,
        outputTokenLimit: 32_768,
        supportedGenerationMethods: ['generateContent', 'streamGenerateContent', 'predict', 'countTokens'],
      },
      expect.objectContaining({
        name: `models/${TEXT_VIDEO_MODEL.id}`,
        supportedGenerationMethods: ['predictLongRunning', 'countTokens'],
      }),
    ],
  });
});

test('a page is as long as asked for, and tells where the next begins until there is none', async () => {
  await using shim = await startShim();
  shim.service.models = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ ...IMAGE_MODEL, id }));
  const pages: string[][] = [];
  let token: string | undefined = '';
  while (token !== undefined) {
    const response = await shim.get(`/v1beta/models?pageSize=2&pageToken=${token}`);
    const page = (await response.json()) as Page;
    pages.push(page.models.map(({ name }) => name));
    token = page.nextPageToken;
  }
  expect(pages).toEqual([['models/a', 'models/b'], ['models/c', 'models/d'], ['models/e']]);
});

test.each(['', '?pageSize=0', '?pageSize=5000', '?pageToken='])('%s has all models on one page', async (query) => {
  await using shim = await startShim();
  shim.service.models = Array.from({ length: 120 }, (_, index) => ({ ...IMAGE_MODEL, id: `model-${index}` }));
  const page = (await (await shim.get(`/v1beta/models${query}`)).json()) as Page;
  expect(page.models).toHaveLength(120);
  expect(page).not.toHaveProperty('nextPageToken');
});

test.each([
  ['pageSize=many', 'pageSize'],
  ['pageSize=-1', 'pageSize'],
  ['pageSize=1.5', 'pageSize'],
  ['pageToken=nowhere', 'pageToken'],
  ['pageToken=a&pageToken=b', 'pageToken'],
])('%s is a 400 that names the field', async (query, field) => {
  await using shim = await startShim();
  const response = await shim.get(`/v1beta/models?${query}`);
  expect(response.status).toBe(400);
  const { error } = (await response.json()) as { error: { status: string; details: object[] } };
  expect(error.status).toBe('INVALID_ARGUMENT');
  expect(error.details[1]).toMatchObject({ fieldViolations: [{ field }] });
});

test('one model is found by its id, also when that has a slash in it', async () => {
  await using shim = await startShim();
  shim.service.models = [IMAGE_MODEL, { ...IMAGE_MODEL, id: 'google/imagen' }];
  for (const [path, id] of [
    [IMAGE_MODEL.id, IMAGE_MODEL.id],
    ['google%2Fimagen', 'google/imagen'],
    ['google/imagen', 'google/imagen'],
  ]) {
    expect(await (await shim.get(`/v1beta/models/${path}`)).json()).toMatchObject({ name: `models/${id}` });
  }
});

test('an unknown model is a 404 that names the nearest', async () => {
  await using shim = await startShim();
  const response = await shim.get('/v1beta/models/gemini-2.5');
  expect(response.status).toBe(404);
  const { error } = (await response.json()) as { error: { message: string } };
  expect(error).toMatchObject({ code: 404, status: 'NOT_FOUND' });
  expect(error.message).toContain(IMAGE_MODEL.id);
});

test("under /v1 the same path answers in the form of the caller's key", async () => {
  await using shim = await startShim();
  for (const path of ['/v1/models', `/v1/models/${IMAGE_MODEL.id}`]) {
    const openai = Object.keys((await (await shim.get(path)).json()) as object);
    const google = Object.keys((await (await shim.get(path, GOOGLE)).json()) as object);
    const query = Object.keys((await (await fetch(`${shim.url}${path}?key=${KEY}`)).json()) as object);
    expect(openai).toContain('object');
    expect(google).not.toContain('object');
    expect(query).toEqual(google);
  }
});

test('on the paths of Vertex AI the models are those of a publisher', async () => {
  await using shim = await startShim();
  const model = {
    ...{ name: `publishers/google/models/${IMAGE_MODEL.id}`, versionId: '001' },
    ...{ displayName: IMAGE_MODEL.id, description: 'Pictures, landscape' },
  };
  const list = await shim.get('/v1beta1/publishers/google/models?pageSize=1');
  expect(await list.json()).toEqual({ publisherModels: [model], nextPageToken: IMAGE_MODEL.id });
  expect(await (await shim.get(`/v1beta1/publishers/google/models/${IMAGE_MODEL.id}`)).json()).toEqual(model);
});
