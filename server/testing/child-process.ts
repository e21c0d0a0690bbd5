import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROJECT_ROOT = fileURLToPath(new URL('../../', import.meta.url));
const START_TIMEOUT_MS = 20_000;
/** Tests start the same programs hundreds of times. A benchmark starts them as they are shipped. */
const COMPILE_CACHE: Record<string, string> =
  process.env.VITEST === undefined ? {} : { NODE_COMPILE_CACHE: `${PROJECT_ROOT}node_modules/.cache/compile` };

/** One of our programs as a real process of its own. */
export interface RunningProgram {
  readonly pid: number;
  /** Every line it printed on stdout so far. */
  readonly lines: readonly string[];
  readonly stderr: () => string;
  /** The first line that `pick` makes something of. Rejects when the process ends or takes too long. */
  line<T>(pick: (line: string) => T | null): Promise<T>;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the exit code, or the signal's name. */
  exited: Promise<number | NodeJS.Signals>;
  /** Ends it for good, if it still runs. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts `node FILE ARGS…` in the project with nothing of our environment but what is given (and PATH). */
export function startProgram(file: string, args: readonly string[], env: Record<string, string>): RunningProgram {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: PROJECT_ROOT,
    env: { PATH: process.env.PATH ?? '', ...COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const errors: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  child.stderr.on('data', (data: Buffer) => errors.push(data.toString()));
  const exited = exitOf(child);

  async function line<T>(pick: (line: string) => T | null): Promise<T> {
    const ended = exited.then((code) => {
      throw new Error(`${file} ended with ${code} before it said so\n${lines.join('\n')}\n${errors.join('')}`);
    });
    const found = new Promise<T>((resolve, reject) => {
      const look = (text: string): void => {
        const value = pick(text);
        if (value !== null) resolve(value);
      };
      for (const text of lines) look(text);
      reader.on('line', look);
      setTimeout(
        () => reject(new Error(`${file} did not say so in time\n${lines.join('\n')}`)),
        START_TIMEOUT_MS,
      ).unref();
    });
    return Promise.race([found, ended]);
  }

  return {
    pid: child.pid ?? 0,
    lines,
    stderr: () => errors.join(''),
    line,
    signal: (name) => void child.kill(name),
    exited,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function exitOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return code ?? signal ?? 0;
}
