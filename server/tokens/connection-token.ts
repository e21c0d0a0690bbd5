import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Database } from '../database/database.ts';

/** Its row among the settings: not a setting, so that nothing takes it for one. */
const HASH_KEY = '_internal.plugin_connection_token_hash';

export interface ConnectionTokenDeps {
  database: Database;
  /** `[plugin] connection_token`; empty when none is configured. */
  configured(): string;
  now(): number;
}

/**
 * The secret that the browser extension shows. Unless one is configured it is made on first start; only its digest is
 * stored. `made` holds it then, to be printed this once.
 */
export async function openConnectionToken({ database, configured, now }: ConnectionTokenDeps) {
  let stored = await readHash(database);
  let made: string | null = null;
  if (stored === null && configured() === '') {
    made = `f2p_${randomBytes(32).toString('base64url')}`;
    stored = digest(made);
    const row = { key: HASH_KEY, value: stored.toString('hex'), updatedAt: now() };
    await database.commit((tx) => tx.insertInto('Setting').values(row).execute());
  }
  return {
    made,
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
