import type { SettingChange } from '../../schema/entities/setting-change.ts';
import type { SettingsChanged } from '../../schema/events.ts';
import { SETTINGS } from '../../schema/settings.ts';
import { appendEvent, type Database, type Transaction } from './database.ts';

export interface SettingRowsDeps {
  database: Pick<Database, 'read' | 'commit'>;
  /** Makes a text unreadable for whoever has the database and not the key. */
  seal(secret: string): string;
  /** @throws when it was sealed with another key */
  open(sealed: string): string;
}

/** One setting of one save, opened. */
interface OpenedChange extends SettingChange {
  readable: boolean;
}

interface Save {
  version: number | null;
  at: number;
  actorName: string;
  rows: readonly { key: string; value: unknown }[];
  history: readonly { key: string; before: unknown; after: unknown }[];
  event: Omit<SettingsChanged, 'type'>;
  debugUntil?: number | null | undefined;
}

interface HistoryPage {
  olderThan?: number | undefined;
  newerThan?: number | undefined;
  key?: string | undefined;
  oldestFirst?: boolean | undefined;
  limit: number;
}

/** Rows that are no settings begin with an underscore. */
const DEBUG_UNTIL = '_internal.debug_until';
const SECRETS = new Set(SETTINGS.filter(({ secret }) => secret).map(({ key }) => key));

/** Saved settings, their history, and the events that tell of them. Whatever is secret is stored sealed. */
export function createSettingRows({ database, seal, open }: SettingRowsDeps) {
  const { read, commit } = database;

  /** An object is no value that a setting can have, so what is sealed and what was stored plainly before are told apart. */
  function stored(key: string, value: unknown): unknown {
    return SECRETS.has(key) && value !== null ? { sealed: seal(JSON.stringify(value)) } : value;
  }

  function opened(value: unknown): unknown {
    return isSealed(value) ? JSON.parse(open(value.sealed)) : value;
  }

  function openedChange(row: SettingChange): OpenedChange {
    try {
      return { ...row, before: opened(row.before), after: opened(row.after), readable: true };
    } catch {
      // History is for looking at: an entry that was sealed with another key must not hide the others.
      return { ...row, before: null, after: null, readable: false };
    }
  }

  async function latest(from: Pick<Transaction, 'selectFrom'>): Promise<number> {
    const query = from.selectFrom('SettingChange').select((change) => change.fn.max('version').as('version'));
    return Number((await query.executeTakeFirst())?.version ?? 0);
  }

  async function writeRow(tx: Transaction, key: string, value: unknown, updatedAt: number): Promise<void> {
    await tx.deleteFrom('Setting').where('key', '=', key).execute();
    if (value !== null)
      await tx
        .insertInto('Setting')
        .values({ key, value: stored(key, value), updatedAt })
        .execute();
  }

  return {
    async rows(): Promise<Record<string, unknown>> {
      const rows = await read.selectFrom('Setting').select(['key', 'value']).execute();
      const settings = rows.filter(({ key }) => !key.startsWith('_'));
      return Object.fromEntries(settings.map(({ key, value }) => [key, opened(value)]));
    },

    version: () => latest(read),

    save: ({ version, at, actorName, rows, history, event, debugUntil }: Save): Promise<boolean> =>
      commit(async (tx) => {
        if (version !== null && (await latest(tx)) !== version - 1) return false;
        for (const { key, value } of rows) await writeRow(tx, key, value, at);
        if (debugUntil !== undefined) await writeRow(tx, DEBUG_UNTIL, debugUntil, at);
        for (const { key, before, after } of version === null ? [] : history) {
          const values = { before: stored(key, before), after: stored(key, after), secret: SECRETS.has(key) };
          await tx
            .insertInto('SettingChange')
            .values({ version: version ?? 0, at, actorName, key, ...values })
            .execute();
        }
        await appendEvent(tx, { type: 'settings-changed', ...event }, at);
        return true;
      }),

    async history({ olderThan, newerThan, key, oldestFirst = false, limit }: HistoryPage): Promise<OpenedChange[]> {
      let query = read.selectFrom('SettingChange').selectAll().limit(limit);
      if (olderThan !== undefined) query = query.where('id', '<', olderThan);
      if (newerThan !== undefined) query = query.where('id', '>', newerThan);
      if (key !== undefined) query = query.where('key', '=', key);
      return (await query.orderBy('id', oldestFirst ? 'asc' : 'desc').execute()).map(openedChange);
    },

    async changesOf(version: number): Promise<OpenedChange[]> {
      const query = read.selectFrom('SettingChange').selectAll().where('version', '=', version).orderBy('id');
      return (await query.execute()).map(openedChange);
    },

    async debugUntil(): Promise<number | null> {
      const row = await read.selectFrom('Setting').select('value').where('key', '=', DEBUG_UNTIL).executeTakeFirst();
      return typeof row?.value === 'number' ? row.value : null;
    },
  };
}

function isSealed(value: unknown): value is { sealed: string } {
  return typeof value === 'object' && value !== null && 'sealed' in value && typeof value.sealed === 'string';
}
