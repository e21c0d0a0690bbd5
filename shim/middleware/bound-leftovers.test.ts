import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { type RunningShim, startShim } from '../testing/start-shim.ts';

const CHAT = '/v1/chat/completions';
const LIMIT = 10_000;
/** Far over the limit, and more than the buffers of both ends hold together. */
const FLOOD_BYTES = 64 * 1024 * 1024;

interface Flood extends Disposable {
  answer(): string;
  /** Bytes that were taken from us when the connection ended. */
  taken: Promise<number>;
}

/** Sends a body in chunks as fast as it is taken, until it is cut off or has sent the whole flood. */
function flood(shim: RunningShim, head: string): Flood {
  const socket: Socket = connect(Number(new URL(shim.url).port), '127.0.0.1');
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  let answer = '';
  let left = FLOOD_BYTES;
  socket.on('error', () => undefined); // being cut off is what is expected
  socket.on('data', (data) => {
    answer += data;
  });
  socket.write(`${head}\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`);
  function pump(): void {
    while (left > 0 && !socket.destroyed) {
      left -= chunk.length;
      if (!socket.write(chunk)) return;
    }
    if (left <= 0) socket.end('0\r\n\r\n');
  }
  socket.on('drain', pump);
  pump();
  return {
    answer: () => answer,
    taken: new Promise((resolve) => socket.once('close', () => resolve(socket.bytesWritten))),
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

test.each([
  ['without a key', `POST ${CHAT} HTTP/1.1`],
  ['to no route', 'POST /nothing HTTP/1.1'],
  ['with a method that takes none', 'GET /health HTTP/1.1'],
  ['for a file', 'GET /files/none.png HTTP/1.1'],
])('a body %s is not taken in without end', async (_name, head) => {
  await using shim = await startShim();
  shim.service.settings.bodyLimitBytes = LIMIT;
  using sent = flood(shim, head);
  expect(await sent.taken).toBeLessThan(FLOOD_BYTES);
});

test('a body that nobody wants is taken in within the bound, so that its sender reads the answer and goes on', async () => {
  await using shim = await startShim();
  const body = 'x'.repeat(300_000);
  for (const path of [CHAT, '/nothing']) {
    const response = await fetch(shim.url + path, { method: 'POST', body });
    expect([401, 404]).toContain(response.status);
    expect(response.headers.get('connection')).toBe('keep-alive');
    await response.text();
  }
});

test('who announces more than that is told at once that the connection ends', async () => {
  await using shim = await startShim();
  shim.service.settings.bodyLimitBytes = LIMIT;
  const socket = connect(Number(new URL(shim.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  socket.write(`POST ${CHAT} HTTP/1.1\r\nhost: x\r\ncontent-length: ${FLOOD_BYTES}\r\n\r\n`);
  await new Promise((closed) => socket.once('close', closed));
  expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  expect(answer).toMatch(/\r\nconnection: close\r\n/i);
  expect(answer).toContain('"code":"invalid_api_key"');
});
