import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ShimDeps } from '../shim/deps.ts';
import { openApiKeys } from './access/api-keys.ts';
import { openQuota } from './access/quota.ts';
import { enrolSandbox, startBuiltInSandbox } from './built-in-sandbox.ts';
import { makeDataDir } from './database/data-dir.ts';
import { lockData } from './database/data-lock.ts';
import { type Database, openDatabase } from './database/database.ts';
import { createFlowClients } from './flow-clients.ts';
import { createGauges } from './gauges.ts';
import { REPLAY_DAYS } from './generation/calls.ts';
import { filesInUse } from './generation/files-in-use.ts';
import { createGenerations } from './generation/generations.ts';
import { createOfferedModels } from './generation/offered-models.ts';
import { createMedia } from './media/index.ts';
import { createPiecewise } from './media/piecewise.ts';
import { createLogger } from './observability/logger.ts';
import { createMetrics } from './observability/metrics.ts';
import { currentRequestId, withRequestId } from './observability/request-context.ts';
import { logRequest } from './observability/request-line.ts';
import { createRequestTrace } from './observability/request-trace.ts';
import { createWireLog } from './observability/wire-log.ts';
import { readCatalogue } from './read-catalogue.ts';
import { createReadiness } from './readiness.ts';
import { schedule } from './schedule.ts';
import { toJobSettings, toMediaLimits, toPoolSettings, toShimSettings } from './settings/for-services.ts';
import { locate } from './settings/locations.ts';
import { createSettings } from './settings/settings.ts';
import { openConnectionToken } from './tokens/connection-token.ts';
import { dropLease, recordLease } from './tokens/lease-rows.ts';
import { createPlugin } from './tokens/plugin.ts';
import { openTokens } from './tokens/tokens.ts';
import { openVault } from './tokens/vault.ts';
import { createRequestLog } from './usage/request-log.ts';
import { createRetention } from './usage/retention.ts';
import { recordUsage } from './usage/usage-stats.ts';

export type Services = Awaited<ReturnType<typeof createServices>>;

/**
 * The composition root: every service made once, by hand, in the order in which they need each other.
 * @throws errors whose message is made for the operator, see `StartProblem`
 */
export async function createServices(env: NodeJS.ProcessEnv) {
  const now = Date.now;
  const random = Math.random;
  const { dataDir } = locate(env);

  const databaseFile = join(dataDir, 'flow2api.db');
  // On a first start what is wrong is said before anything is created; later, together with what the database holds.
  if (!existsSync(databaseFile)) createSettings({ env, stored: {} });
  const unlockData = await lockData(dataDir);
  for (const folder of ['files', 'logs']) await makeDataDir(join(dataDir, folder));
  const database = await openDatabase(databaseFile);
  const settingsService = createSettings({ env, stored: await storedSettings(database) });
  const settings = settingsService.current;
  const { logger: log, close: closeLog } = await createLogger({ debug: settings().debug, dataDir });
  for (const warning of settingsService.warnings()) log.warn(warning);
  database.watchWrites({
    failing: (outage, err) => log.error({ err }, `the database cannot be written: ${outage}`),
    working: (failed) => log.info({ failed }, 'the database can be written again'),
  });

  const catalogue = await readCatalogue();
  const metrics = createMetrics();
  const requestTrace = createRequestTrace(log, () => settings().debug);
  const wireLog = createWireLog(log, () => settings().debug);
  const sandbox = await startBuiltInSandbox(settings(), dataDir, (message) => log.info(message));
  const flows = createFlowClients({
    settings,
    sandbox,
    onCall(event) {
      metrics.observeUpstreamCall(event);
      wireLog.record(event);
    },
    captureBodies: wireLog.capturing,
    onLost: (lost) => log.warn(lost, 'The upstream no longer answers an operation in a known form; it rests'),
    now,
  });

  const vault = await openVault({ secretKey: env.FLOW2API_SECRET_KEY, dataDir });
  const tokens = await openTokens({
    database,
    vault,
    flowFor: flows.for,
    settings: () => toPoolSettings(settings()),
    schedule,
    now,
    random,
    log,
  });
  const connectionToken = await openConnectionToken({
    database,
    configured: () => settings().plugin.connectionToken,
    now,
    log,
  });
  const plugin = createPlugin({
    roster: tokens.roster,
    enrol: tokens.enrol,
    isConnectionToken: connectionToken.matches,
    autoEnable: () => settings().plugin.autoEnableOnUpdate,
    now,
    log,
  });
  const apiKeys = await openApiKeys({
    database,
    configured: () => settings().global.apiKey,
    configuredKeys: () => settings().global.keys,
    schedule,
    now,
    newId: randomUUID,
    log,
  });

  const elapsed = (): number => performance.now();
  const quota = await openQuota({ database, limitsOf: apiKeys.limitsOf, now, elapsed });

  const media = createMedia({
    dataDir,
    database,
    limits: () => toMediaLimits(settings()),
    now,
    protectedInputs: () => filesInUse(database),
    log,
  });
  const uploads = createPiecewise({
    keepStream: media.keepInputStream,
    schedule,
    newId: () => randomUUID().replaceAll('-', ''),
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
    media: media,
    settings: () => toJobSettings(settings()),
    onEnded: ({ kind, state, error, createdAt, completedAt }) =>
      metrics.observeGeneration({
        kind,
        state,
        errorCode: error?.code ?? null,
        durationMs: (completedAt ?? now()) - createdAt,
      }),
    withRequestId,
    log,
    schedule,
    now,
    elapsed,
    random,
    quota,
    newCallId: () => `call_${randomUUID().replaceAll('-', '')}`,
    newJobId: () => `gen_${randomUUID().replaceAll('-', '')}`,
  });
  const offeredModels = createOfferedModels({
    catalogue,
    pool: tokens.pool,
    profile: () => settings().flow.wireProfile,
    elapsed,
  });
  const requestLog = createRequestLog({
    database,
    schedule,
    onError: (err, entries) => log.error({ err, entries }, 'entries of the request log could not be written'),
  });
  const retention = createRetention({
    database,
    days: () => {
      const { retention: kept, generation } = settings();
      const { eventsDays, requestLogsDays, generationsDays } = kept;
      return {
        events: eventsDays,
        requestLogs: requestLogsDays,
        generations: generationsDays,
        idempotencyKeys: REPLAY_DAYS,
        uploads: generation.reuseUploads / 24,
      };
    },
    schedule,
    now,
    onError: (err) => log.error({ err }, 'old rows could not be trimmed'),
  });
  metrics.setGauges(createGauges({ tokens, generations, media }));

  await media.start();
  if (sandbox !== null) await enrolSandbox(tokens);
  await generations.start();
  retention.start();

  let accepting = true;
  const shim: ShimDeps = {
    access: { authenticate: apiKeys.authenticate },
    models: offeredModels,
    generations: { ...generations, rateOf: quota.rateOf },
    images: {
      keep: media.keepInput,
      keepStream: media.keepInputStream,
      fetch: media.fetchInput,
      fromFile: media.fromFile,
      inFormat: media.inFormat,
      read: media.read,
    },
    files: { find: media.find },
    uploads,
    plugin,
    status: {
      ready: createReadiness({ database, pool: tokens.pool, accepting: () => accepting }),
      metrics: metrics.scrape,
    },
    requestFinished({ cause, jobId, requestBody, ...request }) {
      requestTrace.record({ ...request, jobId, requestBody });
      metrics.observeRequest(request);
      const model = request.model?.slice(0, MAX_LOGGED_NAME) ?? null; // what callers write has no bound
      const durationMs = Math.round(request.durationMs);
      requestLog.add({ ...request, model, generationId: jobId, at: now(), durationMs });
      logRequest(log, { ...request, jobId, cause });
    },
    settings: () => toShimSettings(settings()),
    newRequestId: () => currentRequestId() ?? `req_${randomUUID().replaceAll('-', '')}`,
    now,
  };

  return {
    shim,
    settings,
    log,

    /** Tells the operator what they need to know now and will not be told again. */
    async announce(): Promise<void> {
      const secrets = [
        ...(apiKeys.made === null ? [] : [`API key for callers:               ${apiKeys.made}`]),
        ...(connectionToken.made === null ? [] : [`Connection token of the extension: ${connectionToken.made}`]),
      ];
      // Not through the log: it would be kept in files, and masked.
      if (secrets.length > 0) {
        process.stderr.write(
          `\nMade at this start and shown only now (hashes are stored):\n  ${secrets.join('\n  ')}\n\n`,
        );
      }
      await apiKeys.keepMade();
      await connectionToken.keepMade();
      if (sandbox !== null && tokens.roster.count('flow') === 0) {
        log.info('No account in the pool: the built-in sandbox answers, marked x-flow2api-upstream: sandbox.');
      }
    },

    stopAccepting(): void {
      accepting = false;
      generations.stopAccepting();
    },

    /** Tells everybody who still waits for a job that it goes on without them. */
    endWatches: generations.endWatches,

    /** Lets go in the opposite order. Everything unfinished is in the database. */
    async close(): Promise<void> {
      await generations.close(SUBMIT_GRACE_MS);
      retention.close();
      await requestLog.close();
      await apiKeys.close();
      await tokens.close();
      uploads.close();
      await media.close();
      await flows.close();
      await sandbox?.close();
      await database.close();
      unlockData();
      log.info('stopped');
      await closeLog();
    },
  };
}

/** How long a stop waits, once answers have ended, for paid submits whose answer is under way. */
const SUBMIT_GRACE_MS = 10_000;
const MAX_LOGGED_NAME = 200;
/** What an operator saved, by `section.name`. Rows that are not settings begin with an underscore. */
async function storedSettings({ read }: Database): Promise<Record<string, unknown>> {
  const rows = await read.selectFrom('Setting').select(['key', 'value']).execute();
  return Object.fromEntries(rows.filter((row) => !row.key.startsWith('_')).map((row) => [row.key, row.value]));
}
