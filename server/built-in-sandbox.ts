import { join } from 'node:path';
import type { Settings } from '../schema/settings.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import { StartProblem } from './start-problem.ts';
import type { EnrolRequest } from './tokens/enrol.ts';
import type { Tokens } from './tokens/tokens.ts';

/** The sandbox's only account. Its session token opens nothing but the sandbox itself, on a loopback port. */
const ACCOUNT = {
  sessionToken: 'built-in-sandbox-session',
  email: 'sandbox@flow2api.invalid',
  name: 'Sandbox',
  tier: 'PAYGATE_TIER_TWO',
  credits: 1_000_000,
} as const;

/** How the account is added to the pool. */
const ENROLMENT: EnrolRequest = {
  sessionToken: ACCOUNT.sessionToken,
  upstream: 'sandbox',
  remark: 'Built in: renders what you ask for, without Google',
  revive: true,
};

export interface BuiltInSandboxDeps {
  settings(): Settings;
  dataDir: string;
  log(message: string): void;
}

/**
 * The sandbox beside the service. It keeps its jobs and its address over a restart, like the upstream would. Once started it
 * stays, since jobs may be running in it when it is switched off; then it is given no new ones.
 * @throws StartProblem when its state file cannot be used
 */
export async function openBuiltInSandbox({ settings, dataDir, log }: BuiltInSandboxDeps) {
  let running = await startBuiltInSandbox(settings(), dataDir, log);
  let starting: Promise<void> | null = null;

  async function start(): Promise<void> {
    running = await startBuiltInSandbox(settings(), dataDir, log);
  }

  return {
    /** Where it is; null while it does not run. */
    addresses: (): Sandbox | null => running,

    /** Takes other settings in: starts it when it was off and is wanted now. True if it was started. */
    async settingsChanged(): Promise<boolean> {
      const { mode, videoSeconds } = settings().sandbox;
      running?.setVideoSeconds(videoSeconds);
      if (running !== null || mode === 'off') return false;
      starting ??= start().finally(() => {
        starting = null;
      });
      await starting;
      return true;
    },

    async close(): Promise<void> {
      await starting?.catch(() => {});
      await running?.close();
    },
  };
}

async function startBuiltInSandbox(
  { sandbox, flow }: Settings,
  dataDir: string,
  log: (message: string) => void,
): Promise<Sandbox | null> {
  if (sandbox.mode === 'off') return null;
  const { startSandbox } = await import('./sandbox/sandbox.ts'); // not even loaded where it is off
  const stateFile = join(dataDir, 'sandbox.jsonl');
  try {
    return await startSandbox({
      profile: flow.wireProfile,
      videoSeconds: sandbox.videoSeconds,
      accounts: [ACCOUNT],
      stateFile,
      log,
    });
  } catch (cause) {
    throw StartProblem.ofFile(cause as NodeJS.ErrnoException, { path: stateFile }) ?? cause;
  }
}

/** Puts the sandbox's account into the pool, or back into it, unless it is there and well. */
export async function enrolSandbox({ roster, enrol }: Pick<Tokens, 'roster' | 'enrol'>): Promise<void> {
  if (roster.findByEmail('sandbox', ACCOUNT.email)?.status !== 'active') await enrol(ENROLMENT);
}
