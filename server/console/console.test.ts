import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createConsole } from './console.ts';

const folder = await mkdtemp(join(tmpdir(), 'flow2api-console-'));
const server = createServer(
  createConsole({ settings: () => ({ trustedProxies: ['loopback'], publicUrl: '' }), folder }).handler,
);
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(url + path, { headers: { accept: 'text/html', ...headers } });

test('a console that is not built says how to build it', async () => {
  const answer = await get('/');
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('npm run build:console');
});

test('once it is built it is served, without a restart', async () => {
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<h1>the console</h1>');
  await writeFile(join(folder, '.built-from'), 'secret');
  await writeFile(join(folder, 'assets/main-1.js'), 'plain');
  await writeFile(join(folder, 'assets/main-1.js.gz'), gzipSync('plain'));
  const page = await get('/tokens/studio-07');
  expect(await page.text()).toBe('<h1>the console</h1>');
  expect(page.headers.get('cache-control')).toBe('no-cache');
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(page.headers.has('strict-transport-security')).toBe(false);
});

test('a page that there is not is the console’s to say, with the status that it has, and never taken for unchanged', async () => {
  const first = await get('/none');
  expect([first.status, await first.text()]).toEqual([404, '<h1>the console</h1>']);
  const etag = (await get('/')).headers.get('etag') ?? '';
  expect((await get('/none', { 'if-none-match': etag })).status).toBe(404);
});

test('the address of GraphQL leads a browser to the page about it', async () => {
  const answer = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' }, redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/explore']);
});

test('parts are kept for ever by browsers, and come compressed to those that can read it', async () => {
  const part = await get('/assets/main-1.js', { 'accept-encoding': 'gzip' });
  expect(part.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(part.headers.get('content-encoding')).toBe('gzip');
  expect(await part.text()).toBe('plain');
  const plain = await get('/assets/main-1.js', { 'accept-encoding': 'identity' });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(await plain.text()).toBe('plain');
});

test('what a browser has already is not sent again', async () => {
  const etag = (await get('/')).headers.get('etag') ?? '';
  expect((await get('/', { 'if-none-match': etag })).status).toBe(304);
});

test('a question for the headers alone is answered with them alone', async () => {
  const answer = await fetch(`${url}/`, { method: 'HEAD', headers: { accept: 'text/html' } });
  expect(answer.headers.get('content-length')).toBe('20');
  expect(await answer.text()).toBe('');
});

test('nothing else of the folder, or beside it, is served', async () => {
  for (const path of ['/assets/none.js', '/.built-from', '/assets/..%2f.built-from', '/assets/../.built-from']) {
    expect((await get(path)).status, path).toBe(404);
  }
});

test('behind https a browser is told to stay there', async () => {
  const { headers } = await get('/', { 'x-forwarded-proto': 'https' });
  expect(headers.get('strict-transport-security')).toContain('max-age');
});
