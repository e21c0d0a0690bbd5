import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataDir } from '../database/data-dir.ts';
import { lockData } from '../database/data-lock.ts';
import { openDatabase } from '../database/database.ts';
import { createSettingRows } from '../database/setting-rows.ts';
import { createLogger } from '../observability/logger.ts';
import { createMetrics } from '../observability/metrics.ts';
import { currentRequestId } from '../observability/request-context.ts';
import { locate } from '../settings/locations.ts';
import { createSettings } from '../settings/settings.ts';
import { openVault } from '../tokens/vault.ts';
import { openerOfSettings } from './saved-secrets.ts';

export type Foundation = Awaited<ReturnType<typeof openFoundation>>;

/**
 * What everything else stands on: the folder of data, which is locked, the database in it, the vault, the settings and the log.
 * @throws errors whose message is made for the operator, see `StartProblem`
 */
export async function openFoundation(env: NodeJS.ProcessEnv) {
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
  return {
    now: Date.now,
    elapsed: (): number => performance.now(),
    random: Math.random,
    newRequestId: (): string => currentRequestId() ?? `req_${randomUUID().replaceAll('-', '')}`,
    ...{ dataDir, database, vault, settings, settingRows, settingsService },
    ...{ log, changeLog, metrics: createMetrics() },

    /** The last of all. */
    async close(): Promise<void> {
      await database.close();
      unlockData();
      log.info('stopped');
      await closeLog();
    },
  };
}
