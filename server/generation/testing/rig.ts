import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import pino from 'pino';
import type { Generation } from '../../../schema/entities/generation.ts';
import { type GenerationRequest, type GenerationState, isEnded, type JobView } from '../../../schema/generation.ts';
import type { KeyLimits } from '../../access/key-limits.ts';
import { openQuota } from '../../access/quota.ts';
import { openDatabase } from '../../database/database.ts';
import { createFlowClient } from '../../flow/client.ts';
import { timeoutsFrom } from '../../flow/options.ts';
import type { FlowClient } from '../../flow/types.ts';
import { createMedia } from '../../media/index.ts';
import { currentRequestId, outsideRequests, withRequestId } from '../../observability/request-context.ts';
import { readCatalogue } from '../../read-catalogue.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { dropLease, recordLease } from '../../tokens/lease-rows.ts';
import { openTokens } from '../../tokens/tokens.ts';
import { createVault } from '../../tokens/vault.ts';
import { amendUsage, recordUsage } from '../../usage/usage-stats.ts';
import type { JobSettings } from '../deps.ts';
import { filesInUse } from '../files-in-use.ts';
import { createGenerations } from '../generations.ts';
import type { Schedule } from '../poller.ts';

export const VIDEO = 'veo_3_1_t2v_fast_landscape';
export const ENLARGED_VIDEO = 'veo_3_1_t2v_fast_1080p';
export const PICTURE = 'gemini-2.5-flash-image';

/** One line of the log: its words, what it says besides, and the request under whose id it was written. */
export interface LogLine {
  level: 'info' | 'warn' | 'error';
  message: string;
  jobId: string | null;
  requestId: string | undefined;
}

export interface RigOptions {
  /** Names of the accounts, all in the pool; one is `ada`. */
  accounts?: readonly string[];
  videoSeconds?: number;
  /** Of the wire; the sandbox speaks the same. */
  profile?: JobSettings['profile'];
  jobs?: Partial<JobSettings>;
  slots?: { image: number; video: number };
  /** Of every API key. */
  limits?: KeyLimits;
  /** Stands between the service and the real client, to spoil an answer or to look at a call. */
  wrapFlow?: (flow: FlowClient) => FlowClient;
}

interface AccountStats {
  calls: Record<'submit' | 'image' | 'upload' | 'poll' | 'project', number>;
}

const SETTINGS: JobSettings = {
  profile: 'current',
  unusedImages: 'refuse',
  maxAttempts: 3,
  queueDepth: 500,
  queueWaitMs: 600_000,
  dropAbandoned: false,
  videoTimeoutMs: 1_500_000,
  retrieveTimeoutMs: 600_000,
  pollMinMs: 50,
  pollMaxMs: 150,
  joinWindowMs: 60_000,
  joinIdentical: false,
  reuseUploadsMs: 24 * 3_600_000,
  keepFiles: true,
};
const MAX_DELAY_MS = 2 ** 31 - 1;
const API_KEY_ID = 'key-of-the-caller';

/** Jobs over a real database file, a real upstream and the real client; their common clock can be put forward. */
export async function startRig(options: RigOptions = {}) {
  const {
    accounts: names = ['ada'],
    videoSeconds = 0.2,
    profile = 'current',
    slots = { image: 4, video: 4 },
  } = options;
  const dir = await mkdtemp(join(tmpdir(), 'flow2api-jobs-'));
  const databaseFile = join(dir, 'flow2api.db');
  /** What has passed, and what the clock shows beside that. */
  const clock = { offsetMs: 0, wrongMs: 0 };
  // A clock that is put forward stands for time that passes.
  const elapsed = (): number => Date.now() + clock.offsetMs;
  const now = (): number => elapsed() + clock.wrongMs;
  const sandbox = await startSandbox({ accounts: names.map(accountOf), videoSeconds, profile, now });
  const { log, lines } = recordingLog();
  const { labsBaseUrl, apiBaseUrl } = sandbox;
  const client = createFlowClient({
    labsBaseUrl,
    apiBaseUrl,
    wireProfile: profile,
    mediaHosts: [],
    timeouts: timeoutsFrom(10_000),
    proxy: null,
    now,
    newId: randomUUID,
  });
  const flow = options.wrapFlow?.(client) ?? client;
  const settings: JobSettings = { ...SETTINGS, profile, ...options.jobs };
  const catalogue = await readCatalogue();
  const vault = createVault(randomBytes(32));

  async function open() {
    const database = await openDatabase(databaseFile);
    const tokens = await openTokens({
      database,
      vault,
      flowFor: () => flow,
      settings: () => ({ slots, sandboxMode: 'auto', strategy: 'least_busy', errorBanThreshold: 3, proxy: null }),
      ...{ schedule, now, elapsed, random: Math.random, log },
    });
    const media = createMedia({
      dataDir: dir,
      database,
      limits: () => ({
        maxFileBytes: 5e8,
        maxTotalBytes: 0,
        maxAgeMs: 0,
        maxImageBytes: 2e7,
        imageFetchTimeoutMs: 5_000,
      }),
      now,
      protectedInputs: () => filesInUse(database),
      log,
    });
    const generations = createGenerations({
      database,
      catalogue,
      pool: tokens.pool,
      tokens: tokens.access,
      flowFor: tokens.flowOf,
      recordLease,
      dropLease,
      recordUsage,
      amendUsage,
      media,
      settings: () => settings,
      onEnded: () => {},
      withRequestId,
      log,
      schedule,
      now,
      elapsed,
      random: Math.random,
      quota: await openQuota({ database, limitsOf: () => options.limits ?? null, now, elapsed }),
      newCallId: () => `call_${randomUUID().replaceAll('-', '')}`,
      newJobId: () => `gen_${randomUUID().replaceAll('-', '')}`,
    });
    await media.start();
    return { database, tokens, media, generations };
  }
  let service = await open();
  for (const name of names)
    await service.tokens.enrol({ sessionToken: sessionOf(name), upstream: 'flow', revive: true });
  await service.generations.start();

  async function letGo(graceMs: number): Promise<void> {
    await service.generations.close(graceMs);
    await service.tokens.close();
    await service.media.close();
    await service.database.close();
  }

  async function control<T>(method: string, path: string, body?: object): Promise<T> {
    const init = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(`${sandbox.origin}/_sandbox/${path}`, { method, ...init });
    if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  async function row(id: string): Promise<Generation> {
    return service.database.read.selectFrom('Generation').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  }

  return {
    clock,
    lines,
    control,
    row,
    get service() {
      return service;
    },
    fault: (fault: object) => control('POST', 'faults', fault),

    submit: (model = VIDEO, prompt = 'waves', requestId = 'req_of_the_caller'): Promise<JobView> =>
      service.generations.submit({ model, prompt, images: [] }, { apiKeyId: API_KEY_ID, requestId, route: '/test' }),
    /** A request as `submit` makes it, with pictures or of another key. */
    ask: (request: Partial<GenerationRequest>, apiKeyId = API_KEY_ID): Promise<JobView> =>
      service.generations.submit(
        { model: VIDEO, prompt: 'waves', images: [], ...request },
        { apiKeyId, requestId: 'req_of_the_caller', route: '/test' },
      ),
    cancel: (id: string) => service.generations.cancel(id, API_KEY_ID),
    view: (id: string, apiKeyId = API_KEY_ID) => service.generations.find(id, apiKeyId),
    stateOf: async (id: string): Promise<GenerationState> => (await row(id)).state,

    /** Waits for the job's end as a caller does, by watching; resolves with what is stored. */
    async ended(id: string): Promise<Generation> {
      let last: JobView | null = null;
      for await (const event of service.generations.watch(id, AbortSignal.timeout(15_000))) last = event.job;
      if (last === null || !isEnded(last.state)) throw new Error(`job ${id} did not end: it is ${last?.state}`);
      return row(id);
    },

    /** What the upstream has counted for an account. */
    async calls(name = names[0] ?? ''): Promise<AccountStats['calls']> {
      const { accounts } = await control<{ accounts: Record<string, AccountStats> }>('GET', 'stats');
      const stats = accounts[emailOf(name)];
      if (stats === undefined) throw new Error(`the sandbox has no account ${name}`);
      return stats.calls;
    },

    /** Statements on a second connection to the same file, as another process would make them. */
    sql(statement: string): void {
      using other = openSecond(databaseFile);
      other.database.exec(statement);
    },

    /** Holds the database's write lock until it is disposed of. */
    lockDatabase(): Disposable {
      const other = openSecond(databaseFile);
      other.database.exec('begin immediate');
      return other;
    },

    /** A stop and the start of a new process on the same data; `between` is while nothing runs. Begin it with `start`. */
    async reopen(between: () => void | Promise<void> = () => {}, graceMs = 5_000): Promise<void> {
      await letGo(graceMs);
      await between();
      service = await open();
    },
    start: () => service.generations.start(),

    async [Symbol.asyncDispose]() {
      await letGo(0);
      await client.close();
      await sandbox.close();
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

export type Rig = Awaited<ReturnType<typeof startRig>>;

const emailOf = (name: string): string => `${name}@example.com`;
export const sessionOf = (name: string): string => `invented-session-of-${name}`;

function accountOf(name: string) {
  const tier = 'PAYGATE_TIER_TWO' as const;
  return { sessionToken: sessionOf(name), email: emailOf(name), name, tier, credits: 100_000 };
}

function schedule(...[work, delayMs]: Parameters<Schedule>): ReturnType<Schedule> {
  const timer = outsideRequests(() => setTimeout(work, Math.min(delayMs, MAX_DELAY_MS)));
  timer.unref();
  return () => clearTimeout(timer);
}

function openSecond(file: string): { database: BetterSqlite.Database } & Disposable {
  const database = new BetterSqlite(file);
  return { database, [Symbol.dispose]: () => void database.close() };
}

/** A real logger whose lines are kept, each with the request under which it was written. */
function recordingLog() {
  const lines: LogLine[] = [];
  const write = (text: string): void => {
    const { level, msg, jobId, requestId } = JSON.parse(text) as Record<string, string>;
    lines.push({ level: level as LogLine['level'], message: msg ?? '', jobId: jobId ?? null, requestId });
  };
  const log = pino(
    {
      formatters: { level: (level) => ({ level }) },
      mixin: () => ({ requestId: currentRequestId() }),
      mixinMergeStrategy: (fields, mixin) => ({ ...fields, ...mixin }),
    },
    { write },
  );
  return { log, lines };
}
