import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { startShim } from '../testing/start-shim.ts';

const ROUTE = '/openapi.json';

interface Served {
  openapi: string;
  servers: { url: string }[];
  paths: object;
}

test('the document is served to everybody, browsers included, and is valid as it is served', async () => {
  await using shim = await startShim();
  const response = await fetch(shim.url + ROUTE, { headers: { origin: 'https://app.example' } });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  const served = (await response.json()) as Served;
  expect(await new Validator().validate({ ...served })).toEqual({ valid: true });
  expect(served.servers).toEqual([{ url: shim.url }]);
});

test('its server is the address by which the caller reaches us', async () => {
  await using shim = await startShim();
  const serversFor = async (headers: Record<string, string>) =>
    ((await (await fetch(shim.url + ROUTE, { headers })).json()) as Served).servers;
  shim.service.settings.trustedProxies = ['loopback'];
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'flow.example' };
  expect(await serversFor(forwarded)).toEqual([{ url: 'https://flow.example' }]);
  shim.service.settings.publicUrl = 'https://media.example/base/';
  expect(await serversFor(forwarded)).toEqual([{ url: 'https://media.example/base' }]);
});

test('who has the document is not sent it again, and another address is another document', async () => {
  await using shim = await startShim();
  const etag = (await fetch(shim.url + ROUTE)).headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[\w-]+"$/);
  const again = await fetch(shim.url + ROUTE, { headers: { 'if-none-match': etag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
  shim.service.settings.publicUrl = 'https://flow.example';
  const elsewhere = await fetch(shim.url + ROUTE, { headers: { 'if-none-match': etag } });
  expect(elsewhere.status).toBe(200);
  expect(elsewhere.headers.get('etag')).not.toBe(etag);
});

test('HEAD tells the length of what GET sends', async () => {
  await using shim = await startShim();
  const body = await (await fetch(shim.url + ROUTE)).arrayBuffer();
  const head = await fetch(shim.url + ROUTE, { method: 'HEAD' });
  expect(head.headers.get('content-length')).toBe(String(body.byteLength));
});

test('the root leads to it, and so does every route that it lists', async () => {
  await using shim = await startShim();
  const guide = (await (await fetch(`${shim.url}/`)).json()) as { routes: string[] };
  expect(guide.routes).toContain(`GET ${ROUTE}`);
  const { paths } = (await (await fetch(shim.url + ROUTE)).json()) as Served;
  const known = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item as object).map((method) => `${method.toUpperCase()} ${anonymous(path)}`),
  );
  expect(guide.routes.filter((route) => !known.includes(anonymous(route)))).toEqual([]);
});

/** A path whatever its parameters are called. */
function anonymous(path: string): string {
  return path.replace(/\{\w+\}/g, '{}');
}
