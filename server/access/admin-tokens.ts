import { ControlError } from '../../schema/control-error.ts';
import type { AdminToken } from '../../schema/entities/admin-token.ts';
import { ServiceError } from '../../schema/errors.ts';
import { SCOPES, type Scope } from '../../schema/scopes.ts';
import type { Database } from '../database/database.ts';
import { createLastUse, type LastUseDeps, type Schedule } from './last-use.ts';
import { beginLife, type Life } from './life.ts';
import { digestOf, last4Of, newSecret } from './secret.ts';
import { checkVisibleName } from './visible-name.ts';

export interface AdminTokensDeps {
  database: Database;
  schedule: Schedule;
  now(): number;
  newId(): string;
  log: LastUseDeps['log'];
}

export interface NewAdminToken {
  name: string;
  scopes: readonly Scope[];
  /** Unix milliseconds; null for never. */
  expiresAt: number | null;
}

/** All of a token that may be shown. */
export type ShownAdminToken = Omit<AdminToken, 'hash'>;

const PREFIX = 'f2admin_';

type Known = { row: AdminToken; life: Life };

/** The keys of scripts that do an operator's work. Digests are kept, and looked up in memory. */
export async function openAdminTokens({ database, schedule, now, newId, log }: AdminTokensDeps) {
  const byHash = new Map<string, Known>();
  const lastUse = createLastUse({
    ...{ database, schedule, now, log, what: 'admin tokens' },
    write: (tx, id, lastUsedAt) => tx.updateTable('AdminToken').set({ lastUsedAt }).where('id', '=', id).execute(),
  });
  for (const row of await database.read.selectFrom('AdminToken').selectAll().execute()) keep(row);

  /** One that has expired stays, so that whoever shows it is told. */
  function keep(row: AdminToken): void {
    const endsAt = () => row.expiresAt ?? Number.POSITIVE_INFINITY;
    byHash.set(row.hash, { row, life: beginLife({ endsAt, onEnd: () => {}, schedule, now }) });
  }

  function checkNew({ name, scopes, expiresAt }: NewAdminToken): void {
    checkVisibleName(name, 'name');
    if ([...byHash.values()].some(({ row }) => row.name === name)) {
      throw new ControlError('conflict', `There is an admin token '${name}' already. Take another name.`, {
        param: 'name',
      });
    }
    if (scopes.length === 0) throw invalid('scopes', `At least one scope is needed: ${SCOPES.join(', ')}.`);
    if (expiresAt !== null && expiresAt <= now()) throw invalid('expiresAt', 'The time at which it expires is past.');
  }

  return {
    /** Makes a token; what it is is returned this once. @throws ServiceError `invalid_value`, ControlError `conflict` */
    async create(wanted: NewAdminToken): Promise<{ token: string; shown: ShownAdminToken }> {
      const { scopes, expiresAt } = wanted;
      const name = wanted.name.trim();
      checkNew({ name, scopes, expiresAt });
      const token = newSecret(PREFIX);
      const row: AdminToken = {
        id: newId(),
        name,
        hash: digestOf(token),
        last4: last4Of(token),
        scopes: SCOPES.filter((scope) => scopes.includes(scope)),
        createdAt: now(),
        expiresAt,
        lastUsedAt: null,
      };
      await database.commit((tx) => tx.insertInto('AdminToken').values(row).execute());
      keep(row);
      return { token, shown: shownOf(row) };
    },

    /** @throws ControlError `signed_out`, saying what is wrong with the token */
    use(token: string): Known {
      const known = byHash.get(digestOf(token));
      if (known === undefined) throw signedOut(token.startsWith(PREFIX) ? UNKNOWN : NO_ADMIN_TOKEN);
      const { row } = known;
      if (row.expiresAt !== null && row.expiresAt <= now()) {
        throw signedOut(`The admin token '${row.name}' has expired. Make another one.`);
      }
      row.lastUsedAt = now();
      lastUse.note(row.id);
      return known;
    },

    /** The newest first. */
    list: (): ShownAdminToken[] =>
      [...byHash.values()].map(({ row }) => shownOf(row)).sort((a, b) => b.createdAt - a.createdAt),

    /** @throws ServiceError `not_found` */
    async revoke(id: string): Promise<ShownAdminToken> {
      const known = [...byHash.values()].find(({ row }) => row.id === id);
      if (known === undefined)
        throw new ServiceError('not_found', 'There is no such admin token; it may be revoked.', { param: 'id' });
      await database.commit((tx) => tx.deleteFrom('AdminToken').where('id', '=', id).execute());
      byHash.delete(known.row.hash);
      known.life.end();
      return shownOf(known.row);
    },

    /** Stores what is not stored yet. */
    close: lastUse.close,
  };
}

const shownOf = ({ hash: _, ...shown }: AdminToken): ShownAdminToken => shown;

const UNKNOWN = 'The admin token is not known here: it was revoked, or characters are missing.';
const NO_ADMIN_TOKEN =
  `This is no admin token: those begin with ${PREFIX}. Keys of callers open the API under /v1, not this. ` +
  'Make an admin token in the console, under Security, or by the mutation createAdminToken.';

const signedOut = (message: string) => new ControlError('signed_out', message);
const invalid = (param: string, message: string) => new ServiceError('invalid_value', message, { param });
