import { expect, test } from 'vitest';
import { IMAGE_MODEL } from '../testing/fixtures.ts';
import { startShim } from '../testing/start-shim.ts';

test.each(['//v1/models', '/v1//models', '///v1///models', '//v1//models?x=//'])(
  '%s lists the models',
  async (path) => {
    await using shim = await startShim();
    const response = await shim.get(path);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ object: 'list' });
  },
);

test('an encoded slash stays what it is', async () => {
  await using shim = await startShim();
  shim.service.models.push({ ...IMAGE_MODEL, id: 'google//odd' });
  expect((await shim.get('//v1/models/google%2F%2Fodd')).status).toBe(200);
});

test('the errors of the plugin keep their form', async () => {
  await using shim = await startShim();
  const response = await shim.get('//api//plugin/update-token');
  expect([response.status, await response.json()]).toEqual([405, { detail: expect.any(String) }]);
});
