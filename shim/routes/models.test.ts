import { expect, test } from 'vitest';
import { IMAGE_MODEL, TEXT_VIDEO_MODEL } from '../testing/fixtures.ts';
import { startShim } from '../testing/start-shim.ts';

test('the list has every model in the form that SDKs read', async () => {
  await using shim = await startShim();
  const response = await shim.get('/v1/models');
  const list = (await response.json()) as { object: string; data: Record<string, unknown>[] };
  expect(list.object).toBe('list');
  expect(list.data.map(({ id }) => id)).toEqual(shim.service.models.map(({ id }) => id));
  expect(list.data[0]).toMatchObject({ object: 'model', owned_by: 'google', description: 'Pictures, landscape' });
  expect(Number.isInteger(list.data[0]?.created)).toBe(true);
});

test('what a model can do, who may use it and whether it can be served stand beside what SDKs read', async () => {
  await using shim = await startShim();
  const reason = 'No account can make this video now (1 account: needs tier Ultra).';
  const alias = { ...TEXT_VIDEO_MODEL, id: 'sora-2', aliasOf: TEXT_VIDEO_MODEL.id, unavailable: reason };
  shim.service.models = [IMAGE_MODEL, { ...alias, modes: ['t2v', 'i2v'], credits: null }];
  expect(await (await shim.get(`/v1/models/${IMAGE_MODEL.id}`)).json()).toMatchObject({
    kind: 'image',
    modes: ['t2i'],
    aspect_ratios: ['16:9'],
    tiers: ['pro', 'ultra'],
    credits: { pro: 0, ultra: 0 },
    alias_of: null,
    deprecated: false,
    available: true,
    supported_endpoint_types: ['image-generation', 'openai', 'gemini'],
  });
  const { data } = (await (await shim.get('/v1/models')).json()) as { data: Record<string, unknown>[] };
  expect(data[0]).not.toHaveProperty('unavailable_reason');
  expect(data[1]).toMatchObject({
    id: 'sora-2',
    modes: ['t2v', 'i2v'],
    tiers: ['ultra'],
    credits: null,
    alias_of: TEXT_VIDEO_MODEL.id,
    available: false,
    unavailable_reason: reason,
    supported_endpoint_types: ['openai-video', 'openai', 'gemini'],
  });
});

test('the list follows the catalogue when it is replaced', async () => {
  await using shim = await startShim();
  await shim.get('/v1/models');
  shim.service.models = [{ ...IMAGE_MODEL, id: 'new-model' }];
  const list = (await (await shim.get('/v1/models')).json()) as { data: { id: string }[] };
  expect(list.data.map(({ id }) => id)).toEqual(['new-model']);
});

test('one model is found by its id, also when that has a slash in it', async () => {
  await using shim = await startShim();
  shim.service.models = [IMAGE_MODEL, { ...IMAGE_MODEL, id: 'google/imagen' }];
  for (const [path, id] of [
    [IMAGE_MODEL.id, IMAGE_MODEL.id],
    ['google%2Fimagen', 'google/imagen'],
    ['google/imagen', 'google/imagen'],
  ]) {
    const response = await shim.get(`/v1/models/${path}`);
    expect(await response.json()).toMatchObject({ id, object: 'model' });
  }
});

test('an unknown model is a 404 that names the nearest', async () => {
  await using shim = await startShim();
  const response = await shim.get('/v1/models/gemini-2.5');
  expect(response.status).toBe(404);
  const { error } = (await response.json()) as { error: { code: string; message: string; param: string } };
  expect(error).toMatchObject({ code: 'model_not_found', param: 'model' });
  expect(error.message).toContain(IMAGE_MODEL.id);
});
