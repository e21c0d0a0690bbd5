import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { Catalogue } from '../../../schema/catalogue.ts';
import type { Settings } from '../../../schema/settings.ts';
import { createShim } from '../../../shim/app.ts';
import { openApiKeys } from '../../access/api-keys.ts';
import { openQuota } from '../../access/quota.ts';
import { createFlowClient } from '../../flow/client.ts';
import { createOperationBreaker } from '../../flow/operation-breaker.ts';
import type { CallTimeouts } from '../../flow/options.ts';
import type { FlowClient } from '../../flow/types.ts';
import { filesInUse } from '../../generation/files-in-use.ts';
import { createGenerations } from '../../generation/generations.ts';
import { createOfferedModels } from '../../generation/offered-models.ts';
import type { Schedule } from '../../generation/poller.ts';
import { createMedia } from '../../media/index.ts';
import { createPiecewise } from '../../media/piecewise.ts';
import { createMetrics } from '../../observability/metrics.ts';
import { outsideRequests, withRequestId } from '../../observability/request-context.ts';
import { readCatalogue } from '../../read-catalogue.ts';
import { createReadiness } from '../../readiness.ts';
import { toJobSettings, toMediaLimits, toPoolSettings, toShimSettings } from '../../settings/for-services.ts';
import { createSettings } from '../../settings/settings.ts';
import type { SandboxAddresses } from '../../testing/sandbox-process.ts';
import { dropLease, recordLease } from '../../tokens/lease-rows.ts';
import { createPlugin } from '../../tokens/plugin.ts';
import { openTokens } from '../../tokens/tokens.ts';
import { createVault, type Vault } from '../../tokens/vault.ts';
import { amendUsage, recordUsage } from '../../usage/usage-stats.ts';
import { createDatabases, type Databases } from './databases.ts';

const API_KEY = 'key-of-the-table-of-faults';
/** As shipped, but for gaps between polls and for the account that is tried first. */
const ENVIRONMENT = {
  FLOW2API_GLOBAL__API_KEY: API_KEY,
  FLOW2API_FLOW__POLL_INTERVAL: '0.05',
  FLOW2API_FLOW__POLL_INTERVAL_MAX: '0.1',
  FLOW2API_GENERATION__STRATEGY: 'most_credits',
};
const MAX_DELAY_MS = 2 ** 31 - 1;
/** Nothing that is worth a line happens between the calls of one service: what it says is looked at by the rows. */
const log = pino({ level: 'silent' });

/** What all services of a run have in common, since making it anew would cost more than all else. */
export interface Common {
  folder: string;
  databases: Databases;
  catalogue: Catalogue;
  vault: Vault;
  settings: Settings;
  metrics: ReturnType<typeof createMetrics>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function prepareCommon(): Promise<Common> {
  const folder = await mkdtemp(join(tmpdir(), 'flow2api-faults-'));
  const databases = createDatabases(folder);
  return {
    folder,
    databases,
    catalogue: await readCatalogue(),
    vault: createVault(randomBytes(32)),
    settings: createSettings({ env: ENVIRONMENT, stored: {} }).current(),
    metrics: createMetrics(),
    async [Symbol.asyncDispose]() {
      await databases.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

export interface ServiceOptions {
  common: Common;
  upstream: SandboxAddresses;
  timeouts: CallTimeouts;
  /** When work that does not end, and media that cannot be fetched, are given up; absent is as shipped. */
  endsMs?: number | undefined;
  /** Stands between the service and the client; `jump` puts the service's clock forward, or back. */
  wrapFlow?: ((flow: FlowClient, jump: (ms: number) => void) => FlowClient) | undefined;
}

export type Service = Awaited<ReturnType<typeof startService>>;

/**
 * A whole service in this process: real database file, real client, real HTTP. Each has accounts, breakers and a clock of its own,
 * so that nothing one of them learns is known to another, and a start costs a few milliseconds.
 */
export async function startService({ common, upstream, timeouts, endsMs, wrapFlow }: ServiceOptions) {
  const { catalogue, vault, settings, metrics } = common;
  const dataDir = await mkdtemp(join(common.folder, 'service-'));
  await mkdir(join(dataDir, 'files'));
  let offsetMs = 0;
  const now = (): number => Date.now() + offsetMs;
  const jump = (ms: number): void => {
    offsetMs += ms;
  };
  const { labsBaseUrl, apiBaseUrl } = upstream;
  const client = createFlowClient({
    ...{ labsBaseUrl, apiBaseUrl, timeouts, now },
    wireProfile: settings.flow.wireProfile,
    mediaHosts: [],
    proxy: null,
    operations: createOperationBreaker({ onLost: () => {}, now }),
    newId: randomUUID,
  });
  const flow = wrapFlow?.(client, jump) ?? client;
  const database = await common.databases.take();
  const elapsed = (): number => performance.now();
  const tokens = await openTokens({
    ...{ database, vault, schedule, now, elapsed, log },
    flowFor: () => flow,
    settings: () => toPoolSettings(settings),
    random: Math.random,
  });
  const apiKeys = await openApiKeys({
    ...{ database, schedule, now, log },
    configured: () => API_KEY,
    configuredKeys: () => [],
    newId: randomUUID,
  });
  const quota = await openQuota({ database, limitsOf: apiKeys.limitsOf, now, elapsed });
  const media = createMedia({
    ...{ dataDir, database, now, log },
    limits: () => toMediaLimits(settings),
    protectedInputs: () => filesInUse(database),
  });
  const uploads = createPiecewise({ keepStream: media.keepInputStream, schedule, newId: randomUUID });
  const ends = endsMs === undefined ? {} : { videoTimeoutMs: endsMs, retrieveTimeoutMs: endsMs };
  const jobSettings = { ...toJobSettings(settings), ...ends };
  const generations = createGenerations({
    ...{
      database,
      catalogue,
      recordLease,
      dropLease,
      recordUsage,
      amendUsage,
      media,
      withRequestId,
      log,
      schedule,
      now,
    },
    pool: tokens.pool,
    tokens: tokens.access,
    flowFor: tokens.flowOf,
    settings: () => jobSettings,
    elapsed,
    onEnded: () => {},
    random: Math.random,
    quota,
    newCallId: () => `call_${randomUUID().replaceAll('-', '')}`,
    newJobId: () => `gen_${randomUUID().replaceAll('-', '')}`,
  });
  await media.start();
  await generations.start();
  const shim = createShim({
    access: { authenticate: apiKeys.authenticate },
    models: {
      ...createOfferedModels({
        catalogue,
        isHidden: () => false,
        pool: tokens.pool,
        profile: () => settings.flow.wireProfile,
        elapsed,
      }),
      check: () => undefined,
    },
    generations: { ...generations, rateOf: quota.rateOf },
    images: {
      take: media.takeInput,
      receive: media.receiveInput,
      fetch: media.fetchInput,
      fromFile: media.fromFile,
      inFormat: media.inFormat,
      read: media.read,
    },
    files: { find: media.find, small: media.small },
    uploads,
    plugin: createPlugin({
      ...{ roster: tokens.roster, enrol: tokens.enrol, now, log },
      isConnectionToken: () => false,
      autoEnable: () => true,
    }),
    status: {
      ready: createReadiness({ database, pool: tokens.pool, accepting: () => true }),
      metrics: metrics.scrape,
      mayReadMetrics: () => false,
    },
    requestFinished: () => {},
    settings: () => toShimSettings(settings),
    newRequestId: () => `req_${randomUUID().replaceAll('-', '')}`,
    now,
  });
  const server = createServer((request, response) => shim.handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    now,
    tokens,
    database,
    /** A request with the caller's key. */
    fetch: (path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(baseUrl + path, {
        ...init,
        headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
      }),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await generations.close(0);
      await apiKeys.close();
      await tokens.close();
      uploads.close();
      await media.close();
      await client.close();
      await common.databases.giveBack(database);
      await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function schedule(...[work, delayMs]: Parameters<Schedule>): ReturnType<Schedule> {
  const timer = outsideRequests(() => setTimeout(work, Math.min(delayMs, MAX_DELAY_MS)));
  timer.unref();
  return () => clearTimeout(timer);
}
