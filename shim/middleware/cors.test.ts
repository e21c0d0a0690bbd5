import { expect, test } from 'vitest';
import { type RunningShim, startShim } from '../testing/start-shim.ts';

const EXTENSION = 'chrome-extension://abcdefghijklmnop';

function preflight(shim: RunningShim, path: string, origin: string): Promise<Response> {
  return fetch(shim.url + path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-goog-api-key,x-stainless-os',
    },
  });
}

test('a preflight names the very headers that were asked for', async () => {
  await using shim = await startShim();
  const response = await preflight(shim, '/v1/chat/completions', 'https://app.example');
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('access-control-allow-headers')).toBe(
    'authorization,content-type,x-goog-api-key,x-stainless-os',
  );
  expect(response.headers.get('access-control-allow-methods')).toContain('POST');
});

test('answers and errors of every kind can be read by a browser', async () => {
  await using shim = await startShim();
  const headers = { origin: 'https://app.example' };
  for (const path of ['/v1/models', '/v1/nothing', '/files/none.png', '/v1/models/none']) {
    const response = await shim.get(path, { headers });
    expect(response.headers.get('access-control-allow-origin'), path).toBe('*');
    const exposed = response.headers.get('access-control-expose-headers');
    for (const name of ['x-request-id', 'retry-after', 'x-flow2api-job-id', 'x-flow2api-upstream']) {
      expect(exposed).toContain(name);
    }
  }
  const unauthorized = await fetch(`${shim.url}/v1/models`, { headers });
  expect([unauthorized.status, unauthorized.headers.get('access-control-allow-origin')]).toEqual([401, '*']);
});

test.each(['/metrics', '/metrics/', '/METRICS', '//metrics'])('no page of elsewhere may read %s', async (path) => {
  await using shim = await startShim();
  const headers = { origin: 'https://evil.example' };
  for (const metricsOpen of ['loopback', 'open'] as const) {
    shim.service.settings.metricsOpen = metricsOpen;
    const answer = await fetch(shim.url + path, { headers });
    expect(answer.status).toBe(metricsOpen === 'open' ? 200 : 404);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  }
  expect((await preflight(shim, path, headers.origin)).headers.get('access-control-allow-origin')).toBeNull();
});

test('with a list of origins only those on it may call', async () => {
  await using shim = await startShim();
  shim.service.settings.corsOrigins = ['https://app.example'];
  const allowed = await shim.get('/v1/models', { headers: { origin: 'https://app.example' } });
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example');
  expect(allowed.headers.get('vary')).toContain('Origin');
  const other = await shim.get('/v1/models', { headers: { origin: 'https://evil.example' } });
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
  const asked = await preflight(shim, '/v1/models', 'https://evil.example');
  expect(asked.headers.get('access-control-allow-origin')).toBeNull();
});

test('browser extensions reach the plugin routes whatever the list says, and no others', async () => {
  await using shim = await startShim();
  shim.service.settings.corsOrigins = [];
  const plugin = await preflight(shim, '/api/plugin/update-token', EXTENSION);
  expect(plugin.headers.get('access-control-allow-origin')).toBe(EXTENSION);
  const chat = await preflight(shim, '/v1/chat/completions', EXTENSION);
  expect(chat.headers.get('access-control-allow-origin')).toBeNull();
});
