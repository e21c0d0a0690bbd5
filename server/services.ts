import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ShimDeps } from '../shim/deps.ts';
import { openAccess } from './access/access.ts';
import { createAllowedModels } from './access/allowed-models.ts';
import { openApiKeys } from './access/api-keys.ts';
import { createManagedKeys } from './access/managed-keys.ts';
import { openQuota } from './access/quota.ts';
import { createAuditLog } from './audit/audit-log.ts';
import { enrolSandbox, openBuiltInSandbox } from './built-in-sandbox.ts';
import type { ControlDeps } from './control/control.ts';
import { makeDataDir } from './database/data-dir.ts';
import { lockData } from './database/data-lock.ts';
import { openDatabase } from './database/database.ts';
import { createSettingRows } from './database/setting-rows.ts';
import { createEventFeed } from './events/event-feed.ts';
import { createTokenHistory } from './events/token-history.ts';
import { createFlowClients } from './flow-clients.ts';
import { countBy, createGauges } from './gauges.ts';
import { REPLAY_DAYS } from './generation/calls.ts';
import { createCheapest } from './generation/cheapest.ts';
import { filesInUse } from './generation/files-in-use.ts';
import { createGenerations } from './generation/generations.ts';
import { openModelChoices } from './generation/model-choices.ts';
import { createModelStanding } from './generation/model-standing.ts';
import { createModelVariants } from './generation/model-variants.ts';
import { createOfferedModels } from './generation/offered-models.ts';
import { createMedia } from './media/index.ts';
import { createPiecewise } from './media/piecewise.ts';
import { logBytes } from './observability/log-file.ts';
import { createLogger } from './observability/logger.ts';
import { createMetrics } from './observability/metrics.ts';
import { currentRequestId, withRequestId } from './observability/request-context.ts';
import { createRequestTrace } from './observability/request-trace.ts';
import { createWireLog } from './observability/wire-log.ts';
import { createOutsideTests } from './outside-tests.ts';
import { readCatalogue } from './read-catalogue.ts';
import { createReadiness } from './readiness.ts';
import { schedule } from './schedule.ts';
import { announce } from './services/announce.ts';
import { createOperatorDoor } from './services/operator-door.ts';
import { createRequestRecord } from './services/request-record.ts';
import { openerOfSettings } from './services/saved-secrets.ts';
import { tokensOnDefaults } from './settings/effects.ts';
import {
  toControlSettings,
  toJobSettings,
  toMediaLimits,
  toPoolSettings,
  toShimSettings,
} from './settings/for-services.ts';
import { locate } from './settings/locations.ts';
import { openSavedSettings } from './settings/saved-settings.ts';
import { createSettings } from './settings/settings.ts';
import { watchFile } from './settings/watch-file.ts';
import { openConnectionToken } from './tokens/connection-token.ts';
import { createTokenDesk } from './tokens/desk/desk.ts';
import { dropLease, recordLease } from './tokens/lease-rows.ts';
import { createPlugin } from './tokens/plugin.ts';
import { openTokens } from './tokens/tokens.ts';
import { openVault } from './tokens/vault.ts';
import { createMetricsTicks } from './usage/metrics-ticks.ts';
import { createRecentErrors } from './usage/recent-errors.ts';
import { createRequestLog } from './usage/request-log.ts';
import { createRetention } from './usage/retention.ts';
import { createTokenActivity } from './usage/token-activity.ts';
import { createUsage } from './usage/usage.ts';
import { amendUsage, recordUsage } from './usage/usage-stats.ts';

export type Services = Awaited<ReturnType<typeof createServices>>;

/**
 * The composition root: every service made once, by hand, in the order in which they need each other.
 * @throws errors whose message is made for the operator, see `StartProblem`
 */
export async function createServices(env: NodeJS.ProcessEnv) {
  const now = Date.now;
  const elapsed = (): number => performance.now();
  const random = Math.random;
  const { dataDir } = locate(env);

  const databaseFile = join(dataDir, 'flow2api.db');
  // On a first start what is wrong is said before anything is created; later, together with what the database holds.
  if (!existsSync(databaseFile)) createSettings({ env, stored: {} });
  const unlockData = await lockData(dataDir);
  for (const folder of ['files', 'logs']) await makeDataDir(join(dataDir, folder));
  const database = await openDatabase(databaseFile);
  const vault = await openVault({ secretKey: env.FLOW2API_SECRET_KEY, dataDir });
  const settingRows = createSettingRows({ database, seal: vault.seal, open: openerOfSettings(vault) });
  const settingsService = createSettings({ env, stored: await settingRows.rows() });
  const settings = settingsService.current;
  const { logger: log, change: changeLog, close: closeLog } = await createLogger({ debug: settings().debug, dataDir });
  for (const warning of settingsService.warnings()) log.warn(warning);
  database.watchWrites({
    failing: (outage, err) => log.error({ err }, `the database cannot be written: ${outage}`),
    working: (failed) => log.info({ failed }, 'the database can be written again'),
  });

  const modelChoices = await openModelChoices({ database, configured: await readCatalogue(), now, log });
  const { catalogue } = modelChoices;
  const metrics = createMetrics();
  const requestTrace = createRequestTrace(log, () => settings().debug);
  const wireLog = createWireLog(log, () => settings().debug);
  const sandbox = await openBuiltInSandbox({ settings, dataDir, log: (message) => log.info(message) });
  const flows = createFlowClients({
    settings,
    sandbox: sandbox.addresses,
    onCall(event) {
      metrics.observeUpstreamCall(event);
      wireLog.record(event);
    },
    captureBodies: wireLog.capturing,
    onLost: (lost) => log.warn(lost, 'The upstream no longer answers an operation in a known form; it rests'),
    now,
    elapsed,
  });

  const tokens = await openTokens({
    database,
    vault,
    flowFor: flows.for,
    onRejoin: flows.tryOperationsAgain,
    settings: () => toPoolSettings(settings()),
    ...{ schedule, now, elapsed, random, log },
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
  const managedKeys = createManagedKeys({
    database,
    modelNames: () => catalogue.list().map(({ id }) => id),
    configured: () => settings().global.apiKey,
    configuredKeys: () => settings().global.keys,
    reload: apiKeys.reload,
    now,
    newId: randomUUID,
  });
  const access = await openAccess({
    database,
    vault,
    configured: () => ({ username: settings().global.adminUsername, password: settings().global.adminPassword }),
    schedule,
    now,
    newId: randomUUID,
    log,
  });
  const audit = createAuditLog({ database, now, elapsed });
  const newRequestId = (): string => currentRequestId() ?? `req_${randomUUID().replaceAll('-', '')}`;
  const controlSettings = () => toControlSettings(settings());
  const door = createOperatorDoor({ access, audit, settings: controlSettings, newRequestId, elapsed, log });

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
    amendUsage,
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
  const tokenDesk = createTokenDesk({
    tokens,
    cheapest: createCheapest(catalogue, () => settings().flow.wireProfile),
    testProxy: flows.testProxy,
    generalProxy: () => toPoolSettings(settings()).proxy,
    unfinishedOn: generations.unfinishedOn,
    schedule,
    now,
    log,
  });
  const offeredModels = createOfferedModels({
    catalogue,
    isHidden: modelChoices.isHidden,
    pool: tokens.pool,
    profile: () => settings().flow.wireProfile,
    elapsed,
  });
  const allowedModels = createAllowedModels({
    list: offeredModels.listed,
    variantsOf: (id) => (catalogue.base(id)?.variants ?? [catalogue.get(id)]).flatMap((variant) => variant?.id ?? []),
    limitsOf: apiKeys.limitsOf,
  });
  const isModel = (name: string): boolean => catalogue.describe(name) !== null;
  const requestLog = createRequestLog({
    database,
    isModel,
    schedule,
    onError: (err, entries) => log.error({ err, entries }, 'entries of the request log could not be written'),
  });
  const retention = createRetention({
    database,
    days: () => {
      const { retention: kept, generation } = settings();
      const { eventsDays, requestLogsDays, requestBodiesDays, generationsDays } = kept;
      return {
        events: eventsDays,
        requestLogs: requestLogsDays,
        requestBodies: requestBodiesDays,
        generations: generationsDays,
        idempotencyKeys: REPLAY_DAYS,
        uploads: generation.reuseUploads / 24,
      };
    },
    maxBodyBytes: () => settings().retention.requestBodiesMb * 1_000_000,
    schedule,
    now,
    onError: (err) => log.error({ err }, 'old rows could not be trimmed'),
  });
  const usage = createUsage({ database, isModel, schedule, now, elapsed });
  const modelStanding = createModelStanding({
    catalogue,
    pool: tokens.pool,
    profile: () => settings().flow.wireProfile,
  });
  const modelVariants = createModelVariants({
    catalogue,
    pool: tokens.pool,
    profile: () => settings().flow.wireProfile,
  });
  const feed = createEventFeed({
    database,
    schedule,
    onError: (err) => log.error({ err }, 'events could not be read; subscribers hear of them later'),
  });
  const ticks = createMetricsTicks({
    database,
    isAskedFor: feed.isAskedFor,
    readings: () => ({
      inFlight: { image: 0, video: 0, ...countBy(tokens.pool.held().values(), (lease) => lease.kind) },
      queued: generations.waiting(),
      rssBytes: process.memoryUsage.rss(),
    }),
    schedule,
    now,
    onError: (err) => log.error({ err }, 'a tick of the metrics could not be written'),
  });
  metrics.setGauges(createGauges({ tokens, generations, media }));

  await media.start();
  if (sandbox.addresses() !== null) await enrolSandbox(tokens);
  await generations.start();
  retention.start();
  ticks.start();

  /** What asks for its settings at each use needs no word; these do something when they change. */
  function settingsTaken(keys: readonly string[]): void {
    const touched = (...sections: string[]) => keys.some((key) => sections.includes(key.split('.')[0] ?? ''));
    if (touched('debug')) changeLog(settings().debug);
    if (touched('generation', 'proxy', 'sandbox')) tokens.pool.settingsChanged();
    if (touched('cache')) void media.sweep();
    if (touched('retention')) retention.trimSoon();
    if (touched('server')) schedule(door.shutOut, LAST_ANSWER_MS);
    if (touched('sandbox')) startSandbox().catch((err) => log.error({ err }, 'the sandbox could not be started'));
  }

  async function startSandbox(): Promise<void> {
    if (await sandbox.settingsChanged()) await enrolSandbox(tokens);
  }

  const savedSettings = await openSavedSettings({
    settings: settingsService,
    store: settingRows,
    onTaken: settingsTaken,
    facts: () => ({
      ...tokensOnDefaults(tokens.roster.all()),
      keptBytes: media.totalBytes(),
      operators: access.admins.stored(),
    }),
    audit: audit.record,
    schedule,
    now,
    log,
  });
  const reloadSettings = (): void => {
    savedSettings
      .reload()
      .catch((err) => log.error({ err }, 'the settings file could not be taken over; it is tried again'));
  };
  const stopWatchingSettings = watchFile({ path: settingsService.path, onChange: reloadSettings, schedule });
  const outsideTests = createOutsideTests({ settings, testProxy: flows.testProxy, media, dataDir, elapsed });

  let accepting = true;
  const shim: ShimDeps = {
    access: { authenticate: apiKeys.authenticate },
    models: { ...offeredModels, ...allowedModels },
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
    plugin,
    status: {
      ready: createReadiness({ database, pool: tokens.pool, accepting: () => accepting }),
      metrics: metrics.scrape,
      mayReadMetrics: access.mayRead,
    },
    requestFinished: createRequestRecord({ requestTrace, metrics, requestLog, log, now }),
    settings: () => toShimSettings(settings()),
    newRequestId,
    now,
  };

  const control: ControlDeps = {
    services: {
      access,
      apiKeys: managedKeys,
      audit,
      feed,
      tokens,
      tokenDesk,
      tokenErrors: createRecentErrors(database, SHOWN_OF_TOKEN),
      tokenActivity: createTokenActivity({ database, now }),
      tokenHistory: createTokenHistory(database, SHOWN_OF_TOKEN),
      settings: savedSettings,
      outsideTests,
      purgeCache: media.purge,
      logBytes: () => logBytes(join(dataDir, 'logs')),
      keptForMs: () => settings().cache.timeout * 1000,
      generations: generations.operator,
      usage,
      models: { list: offeredModels.list, standing: modelStanding, variants: modelVariants, ...modelChoices },
      keepPicture: media.keepInput,
      now,
    },
    authenticate: door.authenticate,
    settings: controlSettings,
    newRequestId,
    onUnexpected: (err, requestId) => log.error({ err, requestId }, 'a request of the control plane failed'),
  };

  return {
    shim,
    control,
    gate: door.gate,
    settings,
    log,

    announce: (url: string): Promise<void> =>
      announce({
        ...{ apiKeys, connectionToken, setUp: access.setUp, url: settings().global.publicUrl || url },
        onlySandbox: sandbox.addresses() !== null && tokens.roster.count('flow') === 0,
        log,
      }),

    /** Reads the settings file again. */
    reloadSettings,

    stopAccepting(): void {
      accepting = false;
      generations.stopAccepting();
    },

    /** Tells everybody who still waits for a job that it goes on without them. */
    endWatches: generations.endWatches,

    /** Lets go in the opposite order. Everything unfinished is in the database. */
    async close(): Promise<void> {
      stopWatchingSettings();
      await savedSettings.close();
      await generations.close(SUBMIT_GRACE_MS);
      retention.close();
      ticks.close();
      await requestLog.close();
      await access.close();
      await apiKeys.close();
      await tokens.close();
      uploads.close();
      await media.close();
      await flows.close();
      await sandbox.close();
      await database.close();
      unlockData();
      log.info('stopped');
      await closeLog();
    },
  };
}

/** How long a stop waits, once answers have ended, for paid submits whose answer is under way. */
const SUBMIT_GRACE_MS = 10_000;
/** For the answer to the change itself, also when it is about whoever made it. */
const LAST_ANSWER_MS = 1_000;
/** Failures and happenings of one token that are shown with it. */
const SHOWN_OF_TOKEN = 10;
