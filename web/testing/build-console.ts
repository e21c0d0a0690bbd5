import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Builds the console as `npm start` does, in a process of its own: what a test runner sets would make another one of it. */
export async function buildConsole(): Promise<void> {
  const root = join(import.meta.dirname, '../..');
  const env = { PATH: process.env.PATH ?? '' };
  const { stderr } = await promisify(execFile)(process.execPath, ['web/build.ts'], { cwd: root, env });
  if (!/is (?:built|up to date)/.test(stderr)) throw new Error(stderr);
}
