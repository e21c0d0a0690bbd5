import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningProgram, startProgram } from './child-process.ts';
import type { SandboxAddresses } from './sandbox-process.ts';

export const TEST_API_KEY = 'test-key-of-the-caller';
export const TEST_CONNECTION_TOKEN = 'test-token-of-the-extension';

/** The service as it is shipped: its own process, its own data folder, real HTTP. */
export interface ServiceProcess extends AsyncDisposable {
  readonly baseUrl: string;
  readonly dataDir: string;
  readonly program: RunningProgram;
  /** A request with the caller's key. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown, init?: RequestInit): Promise<Response>;
  /** Adds an account the way the browser extension does. */
  addToken(sessionToken: string): Promise<void>;
  /** `kill -9`, then the same service again on the same data. */
  killAndRestart(): Promise<void>;
}

export interface ServiceOptions {
  /** Settings by their environment names; they win over everything. */
  env?: Record<string, string>;
  /** The upstream; without it the built-in sandbox serves. */
  upstream?: SandboxAddresses;
}

export async function startService({ env = {}, upstream }: ServiceOptions = {}): Promise<ServiceProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'flow2api-service-'));
  const environment = {
    FLOW2API_DATA_DIR: dataDir,
    FLOW2API_SERVER__HOST: '127.0.0.1',
    FLOW2API_SERVER__PORT: '0',
    FLOW2API_GLOBAL__API_KEY: TEST_API_KEY,
    FLOW2API_PLUGIN__CONNECTION_TOKEN: TEST_CONNECTION_TOKEN,
    FLOW2API_FLOW__POLL_INTERVAL: '0.2',
    FLOW2API_FLOW__POLL_INTERVAL_MAX: '1',
    FLOW2API_SANDBOX__VIDEO_SECONDS: '0.3',
    ...(upstream && {
      FLOW2API_FLOW__LABS_BASE_URL: upstream.labsBaseUrl,
      FLOW2API_FLOW__API_BASE_URL: upstream.apiBaseUrl,
      FLOW2API_SANDBOX__MODE: 'off',
    }),
    ...env,
  };
  let program: RunningProgram;
  let baseUrl: string;

  async function launch(): Promise<void> {
    program = startProgram('server/main.ts', [], environment);
    baseUrl = await program.line(listeningUrl);
  }
  await launch();

  const service: ServiceProcess = {
    get baseUrl() {
      return baseUrl;
    },
    get program() {
      return program;
    },
    dataDir,
    fetch: (path, init = {}) =>
      fetch(baseUrl + path, { ...init, headers: { authorization: `Bearer ${TEST_API_KEY}`, ...init.headers } }),
    post: (path, body, init = {}) =>
      service.fetch(path, {
        method: 'POST',
        body: JSON.stringify(body),
        ...init,
        headers: { 'content-type': 'application/json', ...init.headers },
      }),
    async addToken(sessionToken) {
      const response = await service.post(
        '/api/plugin/update-token',
        { session_token: sessionToken },
        { headers: { authorization: `Bearer ${TEST_CONNECTION_TOKEN}` } },
      );
      if (!response.ok) throw new Error(`adding a token answered ${response.status}: ${await response.text()}`);
    },
    async killAndRestart() {
      program.signal('SIGKILL');
      await program.exited;
      await launch();
    },
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  return service;
}

/** The address out of the log line that says that the service listens. */
export function listeningUrl(line: string): string | null {
  const entry = line.startsWith('{') ? (JSON.parse(line) as { msg?: string; url?: string }) : {};
  return entry.msg === 'listening' ? (entry.url ?? null) : null;
}
