import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSandbox } from './sandbox.ts';

let folder: string;
let stateFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-port-'));
  stateFile = join(folder, 'state.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

/** A loopback address that no other test listens on, so that nobody takes a port between two starts. */
const host = '127.20.11.7';

test('a sandbox comes back at the address that it had', async () => {
  const before = await startSandbox({ host, stateFile });
  await before.close();
  await using again = await startSandbox({ host, stateFile });
  expect(again.origin).toBe(before.origin);
});

test('a port that was taken meanwhile is given up for another, and the log says so', async () => {
  const before = await startSandbox({ host, stateFile });
  await before.close();
  await using stranger = createServer();
  stranger.listen(Number(new URL(before.origin).port), host);
  await once(stranger, 'listening');

  const told: string[] = [];
  const moved = await startSandbox({ host, stateFile, log: (message) => told.push(message) });
  await moved.close();
  expect(moved.origin).not.toBe(before.origin);
  expect(told).toEqual([expect.stringMatching(/^sandbox: its last port cannot be opened.*EADDRINUSE/)]);
  await using again = await startSandbox({ host, stateFile });
  expect(again.origin).toBe(moved.origin);
});

test('a port that was asked for is the only one that will do', async () => {
  await using taken = await startSandbox({ host });
  const port = Number(new URL(taken.origin).port);
  await expect(startSandbox({ host, port, stateFile })).rejects.toThrow('EADDRINUSE');
});
