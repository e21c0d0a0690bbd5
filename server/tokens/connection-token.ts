import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';

/** Its row among the settings: not a setting, so that nothing takes it for one. */
const HASH_KEY = '_internal.plugin_connection_token_hash';

export interface ConnectionTokenDeps {
  database: Database;
  /** `[plugin] connection_token`; empty when none is configured. */
  configured(): string;
  now(): number;
  log: Pick<Logger, 'warn'>;
}

/**
 * The secret that the browser extension shows. Unless one is configured it is made on first start; `made` holds it then, to
 * be printed this once and kept, as a digest, from then on. A configured one replaces the one that was made, for good.
 */
export async function openConnectionToken({ database, configured, now, log }: ConnectionTokenDeps) {
  let stored = await readHash(database);
  if (stored !== null && configured() !== '') {
    await database.commit((tx) => tx.deleteFrom('Setting').where('key', '=', HASH_KEY).execute());
    stored = null;
    log.warn('the connection token made at a first start is revoked: [plugin] connection_token replaces it');
  }
  const made = stored === null && configured() === '' ? `f2p_${randomBytes(32).toString('base64url')}` : null;
  if (made !== null) stored = digest(made);
  return {
    made,
    /** Stores the one that was made; to be called once it was shown: one that nobody saw could not be used. */
    async keepMade(): Promise<void> {
      if (made === null) return;
      const row = { key: HASH_KEY, value: digest(made).toString('hex'), updatedAt: now() };
      await database.commit((tx) => tx.insertInto('Setting').values(row).execute());
    },
    /** Whether this is the connection token. A configured one replaces the one that was made. */
    matches(shown: string | null): boolean {
      const wanted = configured() === '' ? stored : digest(configured());
      return shown !== null && wanted !== null && timingSafeEqual(digest(shown), wanted);
    },
  };
}

async function readHash(database: Database): Promise<Buffer | null> {
  const row = await database.read.selectFrom('Setting').select('value').where('key', '=', HASH_KEY).executeTakeFirst();
  return typeof row?.value === 'string' ? Buffer.from(row.value, 'hex') : null;
}

const digest = (text: string) => createHash('sha256').update(text).digest();
