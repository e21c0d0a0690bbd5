import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect, test } from 'vitest';
import { SCRAPER_TOKEN } from '../testing/fake-service.ts';
import { startShim } from '../testing/start-shim.ts';

test('the root says what this is and where to go, without a key', async () => {
  await using shim = await startShim();
  const guide = (await (await fetch(shim.url)).json()) as { name: string; routes: string[] };
  expect(guide.name).toBe('Flow2API');
  expect(guide.routes).toContain('POST /v1/chat/completions');
});

test('health answers as long as the process does', async () => {
  await using shim = await startShim();
  shim.service.readiness = { ready: false, reasons: ['x'] };
  expect(await (await fetch(`${shim.url}/health`)).json()).toEqual({ status: 'ok' });
});

test('readiness is a 503 with the reasons when nothing could be served', async () => {
  await using shim = await startShim();
  const good = await fetch(`${shim.url}/ready`);
  expect([good.status, await good.json()]).toEqual([200, { ready: true, reasons: [] }]);
  shim.service.readiness = { ready: false, reasons: ['No token is active.'] };
  const bad = await fetch(`${shim.url}/ready`);
  expect([bad.status, await bad.json()]).toEqual([503, { ready: false, reasons: ['No token is active.'] }]);
});

test.each([
  ['loopback', {}, 200],
  ['loopback', { 'x-forwarded-for': '203.0.113.7' }, 404],
  ['loopback', { forwarded: 'for=203.0.113.7' }, 404],
  ['open', { 'x-forwarded-for': '203.0.113.7' }, 200],
  ['off', {}, 404],
  ['loopback', { 'x-forwarded-for': '203.0.113.7', authorization: `Bearer ${SCRAPER_TOKEN}` }, 200],
  ['loopback', { 'x-forwarded-for': '203.0.113.7', authorization: 'Bearer another' }, 404],
  ['off', { authorization: `Bearer ${SCRAPER_TOKEN}` }, 404],
] as const)('with metrics %s and the headers %j the answer is %i', async (metricsOpen, headers, status) => {
  await using shim = await startShim();
  shim.service.settings.metricsOpen = metricsOpen;
  const response = await fetch(`${shim.url}/metrics`, { headers });
  expect(response.status).toBe(status);
  if (status === 200) {
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toBe('up 1\n');
  }
});

test.each([
  ['rebind.evil.example', 404],
  ['localhost', 200],
  ['127.0.0.1', 200],
])('metrics for this machine are told to who calls it %s: %i', async (name, status) => {
  await using shim = await startShim();
  shim.service.settings.metricsOpen = 'loopback';
  const asked = request(`${shim.url}/metrics`, { headers: { host: `${name}:${new URL(shim.url).port}` } }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  expect(answer.statusCode).toBe(status);
});
