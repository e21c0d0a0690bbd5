import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningProgram, startProgram } from '../server/testing/child-process.ts';
import type { SandboxAddresses } from '../server/testing/sandbox-process.ts';
import type { BenchAccount } from './accounts.ts';
import { seedTokens } from './seed.ts';

export const API_KEY = 'bench-key-of-the-caller';

/** The service under test: its own process, its own data folder, the shipped settings. */
export interface BenchService extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  /** Ends it in an orderly way; its data stay until it is disposed of. */
  stop(): Promise<void>;
}

export interface BenchServiceOptions {
  upstream: SandboxAddresses;
  accounts: readonly BenchAccount[];
  /** Settings that differ from the shipped ones, by their environment names. */
  env?: Record<string, string>;
  /** Options of Node, before those of `npm start`. */
  nodeOptions?: readonly string[];
}

/** Starts what `npm start` starts, with these accounts in its pool. */
export async function startBenchService(options: BenchServiceOptions): Promise<BenchService> {
  const dataDir = await mkdtemp(join(tmpdir(), 'flow2api-bench-'));
  await seedTokens(dataDir, options.accounts);
  const [first = '', ...args] = [...(options.nodeOptions ?? []), ...(await commandLine())];
  const program = startProgram(first, args, {
    FLOW2API_DATA_DIR: dataDir,
    FLOW2API_SERVER__HOST: '127.0.0.1',
    FLOW2API_SERVER__PORT: '0',
    FLOW2API_GLOBAL__API_KEY: API_KEY,
    FLOW2API_FLOW__LABS_BASE_URL: options.upstream.labsBaseUrl,
    FLOW2API_FLOW__API_BASE_URL: options.upstream.apiBaseUrl,
    FLOW2API_SANDBOX__MODE: 'off',
    ...options.env,
  });
  return {
    url: await program.line(listeningUrl),
    pid: program.pid,
    dataDir,
    stop: () => stop(program),
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** What stands after `node` in package.json's `start`. */
async function commandLine(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  const [, words] = /^(?:exec )?node (.+)$/.exec(scripts.start) ?? [];
  if (words === undefined) throw new Error(`"start" in package.json does not begin with node: ${scripts.start}`);
  return words.split(' ');
}

async function stop(program: RunningProgram): Promise<void> {
  program.signal('SIGTERM');
  const code = await program.exited;
  if (code !== 0) throw new Error(`the service ended with ${code}\n${program.stderr()}`);
}

/** The address out of the log line that says that the service listens. */
function listeningUrl(line: string): string | null {
  const entry = line.startsWith('{') ? (JSON.parse(line) as { msg?: string; url?: string }) : {};
  return entry.msg === 'listening' ? (entry.url ?? null) : null;
}
