import { expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import { CONNECTION_TOKEN } from '../testing/fake-service.ts';
import { startShim } from '../testing/start-shim.ts';

test.each([`Bearer ${CONNECTION_TOKEN}`, CONNECTION_TOKEN])(
  'the connection token is taken from %j',
  async (authorization) => {
    await using shim = await startShim();
    const body = { session_token: 'invented' };
    const response = await shim.post('/api/plugin/update-token', body, { headers: { authorization } });
    expect([response.status, await response.json()]).toEqual([200, { success: true, action: 'added' }]);
    expect(shim.service.pluginCalls).toEqual([{ route: 'update-token', token: CONNECTION_TOKEN, body }]);
  },
);

test('the body is in the record for the debug trace, when that asks for bodies', async () => {
  await using shim = await startShim();
  shim.service.settings.captureBodies = true;
  await (await shim.post('/api/plugin/update-token', { session_token: 'invented' })).text();
  await expect.poll(() => shim.service.finishedRequests).toHaveLength(1);
  expect(shim.service.finishedRequests[0]).toMatchObject({ requestBody: { session_token: 'invented' } });
});

test('checking tokens needs no body', async () => {
  await using shim = await startShim();
  const headers = { authorization: `Bearer ${CONNECTION_TOKEN}` };
  expect((await shim.post('/api/plugin/check-tokens', '', { headers })).status).toBe(200);
  expect(shim.service.pluginCalls).toEqual([{ route: 'check-tokens', token: CONNECTION_TOKEN, body: {} }]);
});

test("errors have the extension's own form", async () => {
  await using shim = await startShim();
  const wrong = await shim.post('/api/plugin/update-token', {});
  expect([wrong.status, await wrong.json()]).toEqual([401, { detail: 'Invalid connection token' }]);
  const broken = await shim.post('/api/plugin/update-token', '{');
  expect([broken.status, await broken.json()]).toEqual([
    400,
    { detail: 'The body is not valid JSON: line 1, column 2.' },
  ]);
  const method = await shim.get('/api/plugin/update-token');
  expect([method.status, await method.json()]).toEqual([405, { detail: expect.stringContaining('POST') }]);
  const large = await shim.post('/api/plugin/update-token', 'x'.repeat(2_000_000));
  expect([large.status, await large.json()]).toEqual([413, { detail: expect.any(String) }]);
});

test('what the service itself refuses is passed on with its message', async () => {
  await using shim = await startShim();
  shim.service.refusal = new ServiceError('missing_parameter', 'Missing session_token', { param: 'session_token' });
  const response = await shim.post('/api/plugin/update-token', {});
  expect([response.status, await response.json()]).toEqual([400, { detail: 'Missing session_token' }]);
});
