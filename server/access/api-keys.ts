import { hash, timingSafeEqual } from 'node:crypto';
import type { Logger } from 'pino';
import type { ApiKey } from '../../schema/entities/api-key.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { Database } from '../database/database.ts';
import type { KeyLimits } from './key-limits.ts';
import { createLastUse, type Schedule } from './last-use.ts';
import { isLocal, type Peer } from './peer.ts';
import { newSecret } from './secret.ts';

/** A caller who showed a good key. */
export interface Caller {
  apiKeyId: string;
  /** Name for the log; never the key. */
  name: string;
  /** Where its chat answers carry their pictures; null for what the settings say. */
  chatImages: 'both' | 'markdown' | 'images' | null;
}

/** A key that the configuration gives, beside `[global] api_key`. */
export interface ConfiguredKey extends KeyLimits {
  name: string;
  key: string;
  enabled: boolean;
  /** Unix milliseconds; null for never. */
  expiresAt: number | null;
  chatImages: Caller['chatImages'];
}

export interface ApiKeysDeps {
  database: Database;
  /** `[global] api_key`; empty when none is configured. */
  configured(): string;
  /** `[global] keys`; the same list as long as it is not changed. */
  configuredKeys(): readonly ConfiguredKey[];
  schedule: Schedule;
  now(): number;
  newId(): string;
  log: Pick<Logger, 'error' | 'warn'>;
}

/** The key that the predecessor shipped with: everybody knows it, so it opens nothing to other machines. */
const WELL_KNOWN_KEY = 'han1234';
/** Id and name of the key that is configured; it has no row. */
export const CONFIGURED: Caller = { apiKeyId: 'config', name: 'configured key', chatImages: null };
/** Of the key that is made at a first start; a configured key revokes it, so no other may have the name. */
export const FIRST_KEY_NAME = 'first key';

/**
 * Who may call. Keys are kept as digests and looked up in memory. When none is configured and none is stored, one is made;
 * `made` holds it then, to be printed this once and kept from then on. A configured key replaces the one that was made: it
 * is revoked, since it could not be taken back otherwise.
 */
export async function openApiKeys({ database, configured, configuredKeys, schedule, now, newId, log }: ApiKeysDeps) {
  const byHash = new Map<string, ApiKey>();
  const byId = new Map<string, ApiKey>();
  const lastUse = createLastUse({
    ...{ database, schedule, now, log, what: 'API keys' },
    write: (tx, id, lastUsedAt) => tx.updateTable('ApiKey').set({ lastUsedAt }).where('id', '=', id).execute(),
  });
  await reload();
  if (anyConfigured()) await revokeMade();
  const first = byHash.size === 0 && !anyConfigured() ? makeFirst() : null;

  function anyConfigured(): boolean {
    return configured() !== '' || configuredKeys().length > 0;
  }

  async function reload(): Promise<void> {
    const rows = await database.read.selectFrom('ApiKey').selectAll().execute();
    byHash.clear();
    byId.clear();
    for (const row of rows) {
      if (row.previousHash !== null) byHash.set(row.previousHash, row);
      byHash.set(row.hash, row);
      byId.set(row.id, row);
    }
  }

  /** Good at once, but stored only when it was shown: one that nobody saw would lock everybody out. */
  function makeFirst(): { key: string; row: ApiKey } {
    const key = newSecret('f2a_');
    const row = {
      id: newId(),
      name: FIRST_KEY_NAME,
      hash: hashOf(key).toString('hex'),
      last4: key.slice(-4),
      previousHash: null,
      previousUntil: null,
      enabled: true,
      createdAt: now(),
      lastUsedAt: null,
      expiresAt: null,
      requestsPerMinute: null,
      jobsAtOnce: null,
      creditsPerDay: null,
      creditsPerMonth: null,
      models: null,
    };
    byHash.set(row.hash, row);
    return { key, row };
  }

  async function revokeMade(): Promise<void> {
    const revoked = [...byId.values()].filter(isMade);
    for (const { id, last4 } of revoked) {
      await database.commit((tx) => tx.deleteFrom('ApiKey').where('id', '=', id).execute());
      const setting = configured() === '' ? 'keys' : 'api_key';
      log.warn(`the API key ****${last4}, made at a first start, is revoked: [global] ${setting} replaces it`);
    }
    if (revoked.length > 0) await reload();
  }

  /** The setting may change at any time, and is asked for with each request. */
  let digested = { key: '', digest: hashOf('') };
  function configuredDigest(): Buffer {
    const key = configured();
    if (digested.key !== key) digested = { key, digest: hashOf(key) };
    return digested.digest;
  }

  /** The configured keys with limits, looked up like stored ones; digested anew when the list is another. */
  let listed = {
    keys: [] as readonly ConfiguredKey[],
    byHash: new Map<string, ListedKey>(),
    byId: new Map<string, ListedKey>(),
  };
  function listedKeys(): typeof listed {
    const keys = configuredKeys();
    if (listed.keys === keys) return listed;
    listed = { keys, byHash: new Map(), byId: new Map() };
    for (const key of keys) {
      const entry = { ...key, id: `${CONFIGURED.apiKeyId}:${key.name}` };
      listed.byHash.set(hashOf(key.key).toString('hex'), entry);
      listed.byId.set(entry.id, entry);
    }
    return listed;
  }

  return {
    made: first?.key ?? null,
    /** Stores the key that was made; to be called once it was shown. */
    async keepMade(): Promise<void> {
      if (first !== null) await database.commit((tx) => tx.insertInto('ApiKey').values(first.row).execute());
    },
    /** Reads the stored keys again, after some were added, changed or removed. */
    reload,

    /** @throws ServiceError `missing_api_key`, or `invalid_api_key`, saying what is wrong with the key */
    async authenticate(key: string | null, peer: Peer): Promise<Caller> {
      if (key === null || key === '') {
        throw new ServiceError('missing_api_key', MISSING);
      }
      const digest = hashOf(key);
      if (configured() !== '' && timingSafeEqual(digest, configuredDigest())) {
        if (key === WELL_KNOWN_KEY && !isLocal(peer)) throw refused(WELL_KNOWN);
        return CONFIGURED;
      }
      // Looking a digest up tells by its timing nothing about the key.
      const hex = digest.toString('hex');
      const configuredOne = listedKeys().byHash.get(hex);
      if (configuredOne !== undefined) {
        checkUsable(configuredOne, now());
        const { id: apiKeyId, name, chatImages } = configuredOne;
        return { apiKeyId, name, chatImages };
      }
      const row = byHash.get(hex);
      const replaced = row !== undefined && isMade(row) && anyConfigured();
      if (row === undefined || replaced)
        throw refused('The API key is not known here. Check it for missing characters.');
      checkUsable(row, now());
      if (hex !== row.hash && (row.previousUntil ?? 0) <= now()) throw refused(ROTATED);
      lastUse.note(row.id);
      return { apiKeyId: row.id, name: row.name, chatImages: null };
    },

    /** What a key may do; null when nothing about it is limited. */
    limitsOf(apiKeyId: string): KeyLimits | null {
      const key = listedKeys().byId.get(apiKeyId) ?? byId.get(apiKeyId);
      return key !== undefined && LIMITS.some((limit) => key[limit] !== null) ? key : null;
    },

    /** Stores what is not stored yet. */
    close: lastUse.close,
  };
}

const MISSING =
  'No API key was sent. Send it in the header "Authorization: Bearer YOUR_KEY" or "x-goog-api-key: YOUR_KEY".';

type ListedKey = ConfiguredKey & { id: string };

const LIMITS = ['requestsPerMinute', 'jobsAtOnce', 'creditsPerDay', 'creditsPerMonth', 'models'] as const;

function checkUsable({ enabled, expiresAt }: Pick<ApiKey, 'enabled' | 'expiresAt'>, at: number): void {
  if (!enabled) throw refused('The API key is switched off. Ask the operator of this server.');
  if (expiresAt !== null && expiresAt <= at) {
    throw refused('The API key has expired. Ask the operator of this server for a new one.');
  }
}

const WELL_KNOWN =
  'This API key is a well-known default, so it works only from the machine that the server runs on. ' +
  'The operator has to set another one ([global] api_key).';

const ROTATED =
  'This API key was replaced by a new one, and its time beside it is over. Ask the operator of this server for the new one.';

const isMade = ({ name }: ApiKey) => name === FIRST_KEY_NAME;

const refused = (message: string) => new ServiceError('invalid_api_key', message);

const hashOf = (key: string) => hash('sha256', key, 'buffer');
