import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createReadAt } from './read-at.ts';

const KIB = 1024;

/** A file of bytes that tell their place, and how often it was read. */
async function fileOf(size: number) {
  const dir = await mkdtemp(join(tmpdir(), 'flow2api-read-'));
  const path = join(dir, 'sample');
  const bytes = Buffer.from(Uint8Array.from({ length: size }, (_, at) => (at * 7) >> 3));
  await writeFile(path, bytes);
  const handle = await open(path);
  onTestFinished(async () => {
    await handle.close();
    await rm(dir, { recursive: true });
  });
  let reads = 0;
  const counted = {
    read: (...call: Parameters<typeof handle.read>) => {
      reads += 1;
      return handle.read(...call);
    },
  } as typeof handle;
  return { bytes, readAt: createReadAt(counted, size), reads: () => reads };
}

test('a small file is read once, whoever looks at it', async () => {
  const { bytes, readAt, reads } = await fileOf(10 * KIB);
  const [head, middle, end] = await Promise.all([readAt(0, 4_100), readAt(5_000, 16), readAt(10 * KIB - 8, 16)]);
  expect(head.equals(bytes.subarray(0, 4_100))).toBe(true);
  expect(middle.equals(bytes.subarray(5_000, 5_016))).toBe(true);
  expect(end.equals(bytes.subarray(10 * KIB - 8))).toBe(true);
  expect(reads()).toBe(1);
});

test('what lies behind the beginning of a large file is read where it is', async () => {
  const { bytes, readAt, reads } = await fileOf(200 * KIB);
  for (const [position, length] of [
    [0, 16],
    [64 * KIB - 16, 16],
    [64 * KIB - 8, 16],
    [150 * KIB, 4_096],
    [200 * KIB - 4, 16],
  ] as const) {
    expect((await readAt(position, length)).equals(bytes.subarray(position, position + length))).toBe(true);
  }
  expect(reads()).toBe(4);
});
