import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../database/database.ts';
import { createFlowClient } from '../../flow/client.ts';
import { timeoutsFrom } from '../../flow/options.ts';
import type { FlowClient } from '../../flow/types.ts';
import { type AccountConfig, startSandbox } from '../../sandbox/sandbox.ts';
import type { PoolSettings } from '../pool.ts';
import { openTokens } from '../tokens.ts';
import { createVault } from '../vault.ts';
import { createManualClock } from './manual-clock.ts';

/** An invented session token in the shape of real ones. */
export const cookieFor = (name: string) => `eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..invented-${name}.session.token`;

export const account = (name: string, changes: Partial<AccountConfig> = {}): AccountConfig => ({
  sessionToken: cookieFor(name),
  email: `${name}@example.com`,
  name,
  tier: 'PAYGATE_TIER_ONE',
  credits: 1000,
  ...changes,
});

interface Stats {
  calls: Record<string, number>;
  projects: number;
}

/** The token service over a real database file and a real upstream; only the clock and chance are the test's. */
export async function startRig(accounts: readonly AccountConfig[] = [account('ada')]) {
  const dir = await mkdtemp(join(tmpdir(), 'flow2api-tokens-'));
  const clock = createManualClock();
  const sandbox = await startSandbox({ accounts, now: clock.now });
  const key = randomBytes(32);
  const logged: { level: string; message: string; fields: object }[] = [];
  const logAt = (level: string) => (fields: object, message: string) => logged.push({ level, fields, message });
  const log = { info: logAt('info'), warn: logAt('warn'), error: logAt('error') } as never;
  const settings: PoolSettings & { errorBanThreshold: number; proxy: string | null } = {
    proxy: null,
    slots: { image: 4, video: 4 },
    sandboxMode: 'auto',
    strategy: 'least_busy',
    errorBanThreshold: 3,
  };
  const clients = new Map<string | null, FlowClient>();
  const asked: { upstream: string; proxyUrl: string | null }[] = [];
  const upstream = { labsBaseUrl: sandbox.labsBaseUrl };

  function flowFor(where: { upstream: string; proxyUrl: string | null }): FlowClient {
    asked.push(where);
    const key = `${where.proxyUrl} ${upstream.labsBaseUrl}`;
    const client = clients.get(key) ?? connect(where.proxyUrl);
    clients.set(key, client);
    return client;
  }

  function connect(proxy: string | null): FlowClient {
    return createFlowClient({
      labsBaseUrl: upstream.labsBaseUrl,
      apiBaseUrl: sandbox.apiBaseUrl,
      wireProfile: 'current',
      mediaHosts: [],
      timeouts: timeoutsFrom(5_000),
      proxy,
      now: clock.now,
      newId: () => crypto.randomUUID(),
    });
  }

  const open = async () => {
    const database = await openDatabase(join(dir, 'flow2api.db'));
    const { now, elapsed, schedule } = clock;
    const vault = createVault(key);
    const deps = {
      database,
      vault,
      flowFor,
      settings: () => ({ ...settings }),
      schedule,
      now,
      elapsed,
      random: () => 0,
      log,
    };
    return { database, tokens: await openTokens(deps) };
  };
  let { database, tokens } = await open();

  const control = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const init = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(`${sandbox.origin}/_sandbox/${path}`, { method, ...init });
    if (!response.ok) throw new Error(`sandbox ${path}: ${response.status} ${await response.text()}`);
    return response.json() as Promise<T>;
  };

  const shut = async () => {
    await tokens.close();
    await database.close();
  };

  return {
    clock,
    /** The vault's key, used when the service is opened again. */
    key,
    sandbox,
    settings,
    logged,
    log,
    asked,
    /** Where labs calls go; change it to cut the upstream off. */
    upstream,
    get tokens() {
      return tokens;
    },
    get database() {
      return database;
    },
    /** Puts an account of the sandbox into the pool as a real one. */
    add: (name: string, changes: { upstream?: 'flow' | 'sandbox'; proxyUrl?: string } = {}) =>
      tokens.enrol({ sessionToken: cookieFor(name), upstream: 'flow', revive: true, ...changes }),
    patch: (name: string, change: object) => control('PATCH', `accounts/${name}@example.com`, change),
    fault: (fault: object) => control('POST', 'faults', fault),
    clearFaults: () => control('DELETE', 'faults'),
    async stats(name: string): Promise<Stats> {
      const { accounts } = await control<{ accounts: Record<string, Stats> }>('GET', 'stats');
      return accounts[`${name}@example.com`] ?? { calls: {}, projects: 0 };
    },
    row: (id: number) => database.read.selectFrom('Token').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    async told(): Promise<string[]> {
      const rows = await database.read.selectFrom('Event').selectAll().orderBy('seq').execute();
      return rows.flatMap(({ payload }) => (payload.type === 'token-changed' ? [payload.what] : []));
    },
    async restart(): Promise<void> {
      await shut();
      ({ database, tokens } = await open());
    },
    /** Every byte of the database's files. */
    async bytesOnDisk(): Promise<string> {
      const files = await readdir(dir);
      const contents = await Promise.all(files.map((file) => readFile(join(dir, file), 'latin1')));
      return contents.join('\n');
    },
    async [Symbol.asyncDispose]() {
      await shut();
      await Promise.all([...clients.values()].map((client) => client.close()));
      await sandbox.close();
      await rm(dir, { recursive: true });
    },
  };
}
