import { type SandboxProcess, startSandboxProcess } from '../server/testing/sandbox-process.ts';
import { type BenchAccount, makeAccounts } from './accounts.ts';
import { type Recording, record } from './record.ts';
import { askImage } from './requests.ts';
import { runLoad } from './run-load.ts';
import { type BenchService, startBenchService } from './service.ts';
import { startFloor } from './start-floor.ts';
import type { Plan, Target } from './windows.ts';

/** What every case plays on: the upstream, the floor, and the service with the shipped settings. */
export interface Stage extends AsyncDisposable {
  plan: Plan;
  sandbox: SandboxProcess;
  /** All accounts that there are; a service may have fewer. */
  accounts: readonly BenchAccount[];
  floor: Target;
  service: Target;
  recording: Recording;
  /** A service beside the main one, with so many of the accounts. */
  startService(options: { name: string; tokens: number; env?: Record<string, string> }): Promise<StagedService>;
}

export interface StagedService extends AsyncDisposable {
  target: Target;
  service: BenchService;
}

export interface StageOptions {
  plan: Plan;
  /** Accounts at the upstream. */
  accounts: number;
  /** Accounts of the main service. */
  tokens: number;
  /** Options of Node for the main service, such as `--cpu-prof`. */
  nodeOptions?: readonly string[];
}

const VIDEO_SECONDS = 6;
const WARMUP_CALLERS = 16;

export async function openStage({ plan, accounts: count, tokens, nodeOptions = [] }: StageOptions): Promise<Stage> {
  await using started = new AsyncDisposableStack();
  const sandbox = started.use(await startSandboxProcess({ videoSeconds: VIDEO_SECONDS, accounts: [] }));
  const accounts = await makeAccounts(sandbox, count);
  const serviceWith = (size: number, env: Record<string, string> = {}, options: readonly string[] = []) =>
    startBenchService({ upstream: sandbox, accounts: accounts.slice(0, size), env, nodeOptions: options });
  const service = started.use(await serviceWith(tokens, {}, nodeOptions));
  started.defer(() => service.stop()); // runs first: a profile is written at an orderly end
  const recording = await record(service.url, sandbox, accounts);
  const floor = started.use(await startFloor(recording.script));
  for (const { url } of [floor, service]) await warmUp(url, plan);
  const all = started.move();
  return {
    plan,
    sandbox,
    accounts,
    recording,
    floor: { name: 'floor', url: floor.url, pid: floor.pid },
    service: { name: 'service', url: service.url, pid: service.pid },
    async startService({ name, tokens: size, env = {} }) {
      const other = await serviceWith(size, env);
      return {
        service: other,
        target: { name, url: other.url, pid: other.pid },
        [Symbol.asyncDispose]: () => other[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Code that was compiled under load is faster than code that was not; the first case must not pay for all. */
async function warmUp(url: string, { warmupSeconds: seconds }: Plan): Promise<void> {
  if (seconds === 0) return;
  await runLoad({ ...askImage(url), callers: WARMUP_CALLERS, warmupSeconds: 0, seconds: seconds * 4, requests: null });
}
