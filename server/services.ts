import { join } from 'node:path';
import type { ShimDeps } from '../shim/deps.ts';
import type { ControlDeps } from './control/control.ts';
import { createTokenHistory } from './events/token-history.ts';
import { createGauges } from './gauges.ts';
import { openModelChoices } from './generation/model-choices.ts';
import { logBytes } from './observability/log-file.ts';
import { createRequestTrace } from './observability/request-trace.ts';
import { createOutsideTests } from './outside-tests.ts';
import { readCatalogue } from './read-catalogue.ts';
import { createReadiness } from './readiness.ts';
import { openAccounts } from './services/accounts.ts';
import { announce } from './services/announce.ts';
import { openCallers } from './services/callers.ts';
import { openFoundation } from './services/foundation.ts';
import { openLiveSettings } from './services/live-settings.ts';
import { createModels } from './services/models.ts';
import { createRecords } from './services/records.ts';
import { createRequestRecord } from './services/request-record.ts';
import { createWork } from './services/work.ts';
import { toShimSettings } from './settings/for-services.ts';
import { createRecentErrors } from './usage/recent-errors.ts';
import { createTokenActivity } from './usage/token-activity.ts';

export type Services = Awaited<ReturnType<typeof createServices>>;

/** How long a stop waits, once answers have ended, for paid submits whose answer is under way. */
const SUBMIT_GRACE_MS = 10_000;
/** Failures and happenings of one token that are shown with it. */
const SHOWN_OF_TOKEN = 10;

/**
 * The composition root: every service made once, by hand, in the order in which they need each other. Those that belong
 * together are made in a file of their own each, in `services/`.
 * @throws errors whose message is made for the operator, see `StartProblem`
 */
export async function createServices(env: NodeJS.ProcessEnv) {
  const foundation = await openFoundation(env);
  const { database, dataDir, settings, log, metrics, newRequestId, now, elapsed } = foundation;
  const modelChoices = await openModelChoices({ database, configured: await readCatalogue(), now, log });
  const { catalogue } = modelChoices;
  const accounts = await openAccounts(foundation);
  const { tokens, flows, connectionToken, plugin } = accounts;
  const callers = await openCallers({ ...foundation, modelNames: () => catalogue.list().map(({ id }) => id) });
  const { apiKeys, managedKeys, access, audit, door, quota, controlSettings } = callers;
  const { media, uploads, generations, tokenDesk } = createWork({ ...foundation, catalogue, tokens, flows, quota });
  const models = createModels({ settings, elapsed, tokens, apiKeys, modelChoices });
  const records = createRecords({ ...foundation, tokens, generations, isModel: models.isModel });
  const { requestLog, retention, usage, feed } = records;
  metrics.setGauges(createGauges({ tokens, generations, media }));

  await media.start();
  await accounts.start();
  await generations.start();
  records.start();

  const liveSettings = await openLiveSettings({
    ...{ ...foundation, tokens, access, audit, door, media, retention },
    sandboxChanged: accounts.settingsChanged,
  });

  let accepting = true;
  const shim: ShimDeps = {
    access: { authenticate: apiKeys.authenticate },
    models: { ...models.offered, ...models.allowed },
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
    requestFinished: createRequestRecord({
      requestTrace: createRequestTrace(log, () => settings().debug),
      ...{ metrics, requestLog, log, now },
    }),
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
      settings: liveSettings.saved,
      outsideTests: createOutsideTests({ settings, testProxy: flows.testProxy, media, dataDir, elapsed }),
      purgeCache: media.purge,
      logBytes: () => logBytes(join(dataDir, 'logs')),
      keptForMs: () => settings().cache.timeout * 1000,
      generations: generations.operator,
      usage,
      models: { list: models.offered.list, standing: models.standing, variants: models.variants, ...modelChoices },
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
        onlySandbox: accounts.isSandboxOn() && tokens.roster.count('flow') === 0,
        log,
      }),

    reloadSettings: liveSettings.reload,

    stopAccepting(): void {
      accepting = false;
      generations.stopAccepting();
    },

    /** Tells everybody who still waits for a job that it goes on without them. */
    endWatches: generations.endWatches,

    /** Lets go in the opposite order. Everything unfinished is in the database. */
    async close(): Promise<void> {
      await liveSettings.close();
      await generations.close(SUBMIT_GRACE_MS);
      await records.close();
      await callers.close();
      await tokens.close();
      uploads.close();
      await media.close();
      await accounts.closeUpstreams();
      await foundation.close();
    },
  };
}
