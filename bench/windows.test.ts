import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addWindow, type Measured, median } from './windows.ts';

const GOOD = 'data: {"url":"/files/x"}\n\ndata: [DONE]\n\n';

let server: Server;
let answer: (response: ServerResponse) => void;
let entry: Measured;
beforeEach(async () => {
  server = createServer((_request, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  entry = { target: { name: 'server', url, pid: process.pid }, windows: [], void: 0 };
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A window of twenty requests by four callers. */
const window = () =>
  addWindow(entry, {
    url: `${entry.target.url}/x`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    callers: 4,
    warmupSeconds: 0,
    seconds: null,
    requests: 20,
    expect: { contains: '/files/', endsWith: 'data: [DONE]\n\n', bytes: null },
  });

test('every answer is read to its end and counted', async () => {
  answer = (response) => {
    response.write(GOOD.slice(0, 10));
    setImmediate(() => response.end(GOOD.slice(10)));
  };
  const { load } = await window();
  expect(load).toMatchObject({ answers: 20, total: 20, faults: 0 });
  expect(load.latencyMs.p50).toBeGreaterThanOrEqual(load.firstByteMs.p50);
  expect(entry).toMatchObject({ void: 0, windows: [{ load }] });
});

test.each<[what: string, spoil: (response: ServerResponse) => void]>([
  ['another status', (response) => response.writeHead(500).end(GOOD)],
  ['a stream that breaks off', (response) => response.write(GOOD.slice(0, 30), () => response.destroy())],
  ['a stream without its end mark', (response) => response.end(GOOD.slice(0, -8))],
  ['a stream that tells of a failure', (response) => response.end('data: {"error":{}}\n\ndata: [DONE]\n\n')],
])('a window with %s among its answers is void and taken again', async (_what, spoil) => {
  let count = 0;
  answer = (response) => {
    count += 1;
    if (count === 7) spoil(response);
    else response.end(GOOD);
  };
  await window();
  expect(entry.void).toBe(1);
  expect(entry.windows).toHaveLength(1);
});

test('a server that goes on giving wrong answers breaks the benchmark, which says what came', async () => {
  answer = (response) => response.writeHead(503).end('no room');
  await expect(window()).rejects.toThrow('status 503: no room');
  expect(entry.windows).toEqual([]);
});

test('what the windows say is their middle one', () => {
  const windows = [3, 9, 1].map((perSecond) => ({ load: { perSecond } }) as Measured['windows'][number]);
  expect(median({ ...entry, windows }, ({ load }) => load.perSecond)).toBe(3);
});
