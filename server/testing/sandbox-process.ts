import { type RunningProgram, startProgram } from './child-process.ts';

export interface SandboxAddresses {
  labsBaseUrl: string;
  apiBaseUrl: string;
  origin: string;
}

/** The sandbox as a process of its own, so that it outlives a service that is killed. */
export interface SandboxProcess extends SandboxAddresses, AsyncDisposable {
  readonly pid: number;
  /** Reads or switches it over its own port; `path` below `/_sandbox/`. */
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
}

export interface SandboxProcessOptions {
  profile?: 'current' | 'seed';
  videoSeconds?: number;
  /** `session token, email, tier, credits`. */
  accounts: readonly [string, string, string, number][];
}

export async function startSandboxProcess(options: SandboxProcessOptions): Promise<SandboxProcess> {
  const { profile = 'current', videoSeconds = 0.3, accounts } = options;
  const accountArgs = accounts.flatMap((account) => ['--account', account.join(',')]);
  const args = ['--port', '0', '--profile', profile, '--video-seconds', String(videoSeconds), ...accountArgs];
  const program: RunningProgram = startProgram('server/sandbox/main.ts', args, {});
  const addresses = await program.line((line) =>
    line.includes('labsBaseUrl') ? (JSON.parse(line) as SandboxAddresses) : null,
  );
  return {
    ...addresses,
    pid: program.pid,
    async control<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await fetch(`${addresses.origin}/_sandbox/${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${await response.text()}`);
      const text = await response.text();
      return (text === '' ? null : JSON.parse(text)) as T;
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

/** What the sandbox has counted for an account. */
export interface AccountStats {
  calls: Record<'session' | 'credits' | 'upload' | 'image' | 'submit' | 'poll', number>;
  credits: number;
  peakImagesInFlight: number;
  peakVideosInFlight: number;
}

export async function accountStats(sandbox: SandboxProcess, email: string): Promise<AccountStats> {
  const { accounts } = await sandbox.control<{ accounts: Record<string, AccountStats> }>('GET', 'stats');
  const stats = accounts[email];
  if (stats === undefined) throw new Error(`the sandbox has no account ${email}`);
  return stats;
}
