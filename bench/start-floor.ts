import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from '../server/testing/child-process.ts';
import type { FloorScript } from './floor-script.ts';

export interface Floor extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

/** Starts the floor in a process of its own. */
export async function startFloor(script: FloorScript): Promise<Floor> {
  const folder = await mkdtemp(join(tmpdir(), 'flow2api-floor-'));
  const file = join(folder, 'script.json');
  await writeFile(file, JSON.stringify(script));
  const program = startProgram('bench/floor.ts', [file], {});
  const { url } = await program.line((line) => JSON.parse(line) as { url: string });
  return {
    url,
    pid: program.pid,
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
