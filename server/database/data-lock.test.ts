import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DataInUseError, lockData } from './data-lock.ts';

test('a data folder belongs to one process at a time, and is free again when that one lets go', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'flow2api-lock-'));
  const unlock = await lockData(dir);
  await expect(lockData(dir)).rejects.toThrow(DataInUseError);
  unlock();
  (await lockData(dir))();
  await rm(dir, { recursive: true });
});
