import { ControlError } from '../../schema/control-error.ts';
import type { ApiKey } from '../../schema/entities/api-key.ts';
import { ServiceError } from '../../schema/errors.ts';
import { appendEvent, type Database, type Transaction } from '../database/database.ts';
import { type ApiKeysDeps, CONFIGURED, type ConfiguredKey, FIRST_KEY_NAME } from './api-keys.ts';
import { allows, type KeyLimits } from './key-limits.ts';
import { digestOf, last4Of, newSecret } from './secret.ts';
import { checkVisibleName } from './visible-name.ts';

export interface ManagedKeysDeps extends Pick<ApiKeysDeps, 'configured' | 'configuredKeys' | 'now' | 'newId'> {
  database: Database;
  /** Every name of a model that a caller may ask for. */
  modelNames(): readonly string[];
  /** Makes what is stored good, or good no more, from the next request on. */
  reload(): Promise<void>;
}

/** What an operator decides about a key. */
export interface KeyWishes extends KeyLimits {
  name: string;
  enabled: boolean;
  /** Unix milliseconds; null for never. */
  expiresAt: number | null;
}

/** What is left out, or undefined, is left as it is. */
export type KeyChanges = { [Field in keyof KeyWishes]?: KeyWishes[Field] | undefined };

/** All of a key that may be shown. */
export interface ShownKey extends KeyWishes {
  id: string;
  /** Empty for a key that is short. */
  last4: string;
  /** Null for a configured key, here and below. */
  createdAt: number | null;
  /** When a request with it last came in, or was answered. */
  lastUsedAt: number | null;
  /** Until when the key before the last rotation is good as well; null when none is. */
  previousUntil: number | null;
  /** Where it is to be changed: here, or in the configuration. */
  source: 'stored' | 'configured';
}

/** A key with what nobody is told again. */
export interface NewKey {
  key: string;
  shown: ShownKey;
}

export type ManagedKeys = ReturnType<typeof createManagedKeys>;

const NO_WISHES: Omit<KeyWishes, 'name'> = {
  enabled: true,
  expiresAt: null,
  requestsPerMinute: null,
  jobsAtOnce: null,
  creditsPerDay: null,
  creditsPerMonth: null,
  models: null,
};

const MAX_OVERLAP_MS = 90 * 24 * 60 * 60_000;

/** Callers' keys in the hands of an operator. Those of the configuration are shown, and changed where they are written. */
export function createManagedKeys(deps: ManagedKeysDeps) {
  const { database, modelNames, configured, configuredKeys, reload, now, newId } = deps;

  /** Writes the change and its event, and makes it good. */
  async function commit(apiKeyId: string, what: string, write: (tx: Transaction) => Promise<unknown>): Promise<void> {
    await database.commit(async (tx) => {
      await write(tx);
      await appendEvent(tx, { type: 'api-key-changed', apiKeyId, what }, now());
    });
    await reload();
  }

  function fromConfiguration(): ShownKey[] {
    const unlimited = configured() === '' ? [] : [ofConfiguration(CONFIGURED.apiKeyId, CONFIGURED.name, configured())];
    return [...unlimited, ...configuredKeys().map(ofList)];
  }

  /** @throws ServiceError `not_found`; `invalid_request` for a key of the configuration */
  async function stored(id: string): Promise<ApiKey> {
    if (fromConfiguration().some((key) => key.id === id)) throw new ServiceError('invalid_request', ELSEWHERE);
    const row = await database.read.selectFrom('ApiKey').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined)
      throw new ServiceError('not_found', 'There is no such API key; it may be revoked.', { param: 'id' });
    return row;
  }

  async function list(): Promise<ShownKey[]> {
    const rows = await database.read
      .selectFrom('ApiKey')
      .selectAll('ApiKey')
      .select((key) =>
        key
          .selectFrom('RequestLog')
          .select('RequestLog.at')
          .whereRef('RequestLog.apiKeyId', '=', 'ApiKey.id')
          .orderBy('RequestLog.id', 'desc')
          .limit(1)
          .as('lastAnsweredAt'),
      )
      .orderBy('ApiKey.createdAt')
      .orderBy('ApiKey.id')
      .execute();
    return [...fromConfiguration(), ...rows.map((row) => shownOf(withLastAnswer(row), now()))];
  }

  async function checkName(name: string, id: string | null): Promise<void> {
    if (name === FIRST_KEY_NAME) {
      throw invalid('name', `'${name}' is the name of the key that is made at a first start. Take another name.`);
    }
    if (!(await list()).some((other) => other.name === name && other.id !== id)) return;
    throw new ControlError('conflict', `There is an API key '${name}' already. Take another name.`, { param: 'name' });
  }

  /** What a key had before stays, also when a model has gone since. @throws ServiceError `invalid_value` */
  function checkModels({ models }: KeyLimits, before: readonly string[]): void {
    const names = modelNames();
    const isKnown = (model: string) => before.includes(model) || names.some((name) => allows([model], name));
    const unknown = (models ?? []).filter((model) => !isKnown(model));
    if (unknown.length === 0) return;
    throw invalid('models', `There is no model of these names, so the key could not use it: ${unknown.join(', ')}.`);
  }

  return {
    /** Those of the configuration first, then the stored ones in the order in which they were made. */
    list,

    async get(id: string): Promise<ShownKey | null> {
      return (await list()).find((key) => key.id === id) ?? null;
    },

    /** Makes a key; what it is is returned this once. @throws ServiceError `invalid_value`, ControlError `conflict` */
    async create(given: KeyChanges & { name: string }): Promise<NewKey> {
      const wishes = wished({ ...NO_WISHES, name: '' }, given);
      checkWishes(wishes, now());
      checkModels(wishes, []);
      await checkName(wishes.name, null);
      const key = newSecret('f2a_');
      const made = { id: newId(), hash: digestOf(key), last4: last4Of(key), createdAt: now(), lastUsedAt: null };
      const row: ApiKey = { ...wishes, ...made, models: listOf(wishes), previousHash: null, previousUntil: null };
      await commit(row.id, 'made', (tx) => tx.insertInto('ApiKey').values(row).execute());
      return { key, shown: shownOf(row, now()) };
    },

    /** Changes what is given. @throws ServiceError `not_found`, `invalid_value`, ControlError `conflict` */
    async update(id: string, given: KeyChanges): Promise<{ before: ShownKey; after: ShownKey }> {
      const row = await stored(id);
      const before = wishesOf(row);
      const wishes = wished(before, given);
      checkWishes(wishes, wishes.expiresAt === before.expiresAt ? null : now());
      checkModels(wishes, before.models ?? []);
      if (wishes.name !== before.name) await checkName(wishes.name, id);
      const change = { ...wishes, models: listOf(wishes) };
      await commit(id, 'changed', (tx) => tx.updateTable('ApiKey').set(change).where('id', '=', id).execute());
      return { before: shownOf(row, now()), after: shownOf({ ...row, ...change }, now()) };
    },

    /**
     * Gives a key another secret; the old one stays good for `overlapMs`. With 0 no former key is good any more.
     * @throws ServiceError `not_found`, `invalid_value`; ControlError `conflict` while a still older key is good as well,
     * as its users were told
     */
    async rotate(id: string, overlapMs: number): Promise<NewKey> {
      if (!(overlapMs >= 0 && overlapMs <= MAX_OVERLAP_MS)) {
        throw invalid('overlap', 'The old key can stay good for 0 seconds up to 90 days.');
      }
      const row = await stored(id);
      if (overlapMs > 0 && row.previousUntil !== null && row.previousUntil > now()) {
        throw stillPromised(row.previousUntil);
      }
      const key = newSecret('f2a_');
      const change = {
        hash: digestOf(key),
        last4: last4Of(key),
        previousHash: overlapMs === 0 ? null : row.hash,
        previousUntil: overlapMs === 0 ? null : now() + overlapMs,
      };
      await commit(id, 'rotated', async (tx) => {
        const write = tx.updateTable('ApiKey').set(change).where('id', '=', id).where('hash', '=', row.hash);
        if ((await write.executeTakeFirst()).numUpdatedRows === 0n) throw rotatedMeanwhile();
      });
      return { key, shown: shownOf({ ...row, ...change }, now()) };
    },

    /** Nobody is let in with it any more; jobs that were begun go on. @throws ServiceError `not_found` */
    async revoke(id: string): Promise<ShownKey> {
      const row = await stored(id);
      await commit(id, 'revoked', (tx) => tx.deleteFrom('ApiKey').where('id', '=', id).execute());
      return shownOf(row, now());
    },
  };
}

const MAX_MODELS = 200;
const COUNTS = ['requestsPerMinute', 'jobsAtOnce', 'creditsPerDay', 'creditsPerMonth'] as const;
const MAX_COUNT = 1_000_000_000;

/** @throws ServiceError `invalid_value` */
function checkWishes({ name, expiresAt, models, ...limits }: KeyWishes, at: number | null): void {
  checkVisibleName(name, 'name');
  if (expiresAt !== null && at !== null && expiresAt <= at) {
    throw invalid('expiresAt', 'The time at which it expires is past.');
  }
  for (const limit of COUNTS) {
    const count = limits[limit];
    if (count === null || (Number.isSafeInteger(count) && count >= 1 && count <= MAX_COUNT)) continue;
    throw invalid(
      limit,
      `A limit is a whole number from 1 to ${MAX_COUNT}, or null for none. To stop a key, turn it off.`,
    );
  }
  if (models === null) return;
  const isGood =
    models.length >= 1 && models.length <= MAX_MODELS && models.every((model) => /^\S{1,200}$/.test(model));
  if (!isGood) {
    throw invalid('models', `Give 1 to ${MAX_MODELS} names of models, each perhaps with *, or null for all of them.`);
  }
}

/** What is left out stays. */
function wished(before: KeyWishes, given: KeyChanges): KeyWishes {
  const wishes = wishesOf({ ...before, ...withoutUndefined(given) });
  return { ...wishes, name: wishes.name.trim() };
}

const withoutUndefined = (given: KeyChanges): Partial<KeyWishes> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

const listOf = ({ models }: Pick<KeyLimits, 'models'>): string[] | null => (models === null ? null : [...models]);

function wishesOf(key: KeyWishes): KeyWishes {
  const { name, enabled, expiresAt, requestsPerMinute, jobsAtOnce, creditsPerDay, creditsPerMonth, models } = key;
  return { name, enabled, expiresAt, requestsPerMinute, jobsAtOnce, creditsPerDay, creditsPerMonth, models };
}

function shownOf(row: ApiKey, at: number): ShownKey {
  const { id, last4, createdAt, lastUsedAt, previousUntil } = row;
  const overlap = previousUntil !== null && previousUntil > at ? previousUntil : null;
  return { id, last4, ...wishesOf(row), createdAt, lastUsedAt, previousUntil: overlap, source: 'stored' };
}

/** A use is stored after a minute, while its request stands in the log at once: the log is what else is told of keys. */
function withLastAnswer({ lastAnsweredAt, ...row }: ApiKey & { lastAnsweredAt: number | null }): ApiKey {
  const lastUsedAt = Math.max(row.lastUsedAt ?? 0, lastAnsweredAt ?? 0);
  return { ...row, lastUsedAt: lastUsedAt === 0 ? null : lastUsedAt };
}

function ofConfiguration(id: string, name: string, key: string): ShownKey {
  const unknown = { createdAt: null, lastUsedAt: null, previousUntil: null };
  return { id, ...NO_WISHES, name, last4: last4Of(key), ...unknown, source: 'configured' };
}

function ofList(key: ConfiguredKey): ShownKey {
  return { ...ofConfiguration(`${CONFIGURED.apiKeyId}:${key.name}`, key.name, key.key), ...wishesOf(key) };
}

const ELSEWHERE =
  'This key is written in the configuration: change [global] api_key or [[global.keys]] in the settings file, or ' +
  'FLOW2API_GLOBAL__API_KEY or FLOW2API_GLOBAL__KEYS in the environment.';

/** A row has room for one former key: a second one would end the first before its time. */
function stillPromised(until: number): ControlError {
  const previousUntil = new Date(until).toISOString();
  const words =
    `The key before this one is still good, until ${previousUntil}, and another rotation would end it. ` +
    'Rotate after that time, or with an overlap of 0, which ends all former keys at once. Nothing was changed.';
  return new ControlError('conflict', words, { param: 'overlap', current: { previousUntil } });
}

function rotatedMeanwhile(): ControlError {
  const words = 'This key was rotated or revoked at the same moment. Look again, then repeat it.';
  return new ControlError('conflict', words, { param: 'id' });
}

const invalid = (param: string, message: string) => new ServiceError('invalid_value', message, { param });
