import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LoadOrder, LoadResult } from './load/order.ts';

const LOAD = fileURLToPath(new URL('load.ts', import.meta.url));
const LONGEST_MS = 300_000;

/** Runs the load generator in a process of its own. @throws Error when it fails itself; faults of answers are counted */
export async function runLoad(order: LoadOrder): Promise<LoadResult> {
  const { stdout } = await promisify(execFile)(process.execPath, [LOAD, JSON.stringify(order)], {
    timeout: LONGEST_MS,
  });
  return JSON.parse(stdout) as LoadResult;
}
