import type { Session } from '../../schema/entities/session.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { Database } from '../database/database.ts';
import { createLastUse, type LastUseDeps, type Schedule } from './last-use.ts';
import { beginLife, type Life } from './life.ts';
import { digestOf, newSecret } from './secret.ts';

export interface SessionsDeps {
  database: Database;
  schedule: Schedule;
  now(): number;
  newId(): string;
  log: LastUseDeps['log'];
}

/** Whose browser it is. */
export interface Client {
  address: string;
  userAgent: string | null;
}

const HOUR_MS = 3_600_000;
const IDLE_END_MS = 12 * HOUR_MS;
const END_MS = 7 * 24 * HOUR_MS;
const MAX_USER_AGENT = 300;

type Open = { row: Session; life: Life };
export type Sessions = Awaited<ReturnType<typeof openSessions>>;

/** The browsers in which somebody is signed in. Of their cookies digests are kept, and looked up in memory. */
export async function openSessions({ database, schedule, now, newId, log }: SessionsDeps) {
  const byHash = new Map<string, Open>();
  const lastUse = createLastUse({
    ...{ database, schedule, now, log, what: 'sessions' },
    write: (tx, id, lastSeenAt) => tx.updateTable('Session').set({ lastSeenAt }).where('id', '=', id).execute(),
  });
  for (const row of await database.read.selectFrom('Session').selectAll().execute()) keep(row);

  function keep(row: Session): Open {
    const endsAt = () => Math.min(row.lastSeenAt + IDLE_END_MS, row.expiresAt);
    const onEnd = () => void end([row.id]).catch((err) => log.error({ err }, 'A session that is over is still stored'));
    const open = { row, life: beginLife({ endsAt, onEnd, schedule, now }) };
    if (!open.life.over.aborted) byHash.set(row.hash, open);
    return open;
  }

  /** Stored first: what is only forgotten here would be good again after a restart. */
  async function end(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await database.commit((tx) => tx.deleteFrom('Session').where('id', 'in', ids).execute());
    letGo(ids);
  }

  /** For those whose rows are gone. */
  function letGo(ids: readonly string[]): void {
    for (const [hash, { row, life }] of byHash) {
      if (!ids.includes(row.id)) continue;
      byHash.delete(hash);
      life.end();
    }
  }

  const ofAdmin = (adminId: string) => [...byHash.values()].filter(({ row }) => row.adminId === adminId);

  return {
    /** Signs a browser in anew; returns what its cookie is to hold. `replaces` is the session that it had before. */
    async begin(adminId: string, { address, userAgent }: Client, replaces: string | null): Promise<[string, Open]> {
      const cookie = newSecret('');
      const at = now();
      const row: Session = {
        id: newId(),
        hash: digestOf(cookie),
        adminId,
        createdAt: at,
        lastSeenAt: at,
        expiresAt: at + END_MS,
        address,
        userAgent: userAgent?.slice(0, MAX_USER_AGENT) ?? null,
      };
      await database.commit(async (tx) => {
        await tx.insertInto('Session').values(row).execute();
        if (replaces !== null) await tx.deleteFrom('Session').where('id', '=', replaces).execute();
      });
      if (replaces !== null) letGo([replaces]);
      return [cookie, keep(row)];
    },

    /** The session of a cookie, which is used by this; null when there is none or it is over. */
    use(cookie: string): Open | null {
      const open = byHash.get(digestOf(cookie)) ?? null;
      if (open === null || open.life.over.aborted) return null;
      const { row } = open;
      if (now() >= Math.min(row.lastSeenAt + IDLE_END_MS, row.expiresAt)) return null;
      row.lastSeenAt = now();
      lastUse.note(row.id);
      return open;
    },

    /** Those that are not over, the last used first. */
    list: (): Session[] => [...byHash.values()].map(({ row }) => row).sort((a, b) => b.lastSeenAt - a.lastSeenAt),

    end,
    /** For those whose rows a transaction of somebody else has deleted. */
    letGo,
    idsOf: (adminId: string): string[] => ofAdmin(adminId).map(({ row }) => row.id),

    /** @throws ServiceError `not_found` */
    async revoke(id: string): Promise<Session> {
      const found = [...byHash.values()].find(({ row }) => row.id === id);
      if (found === undefined)
        throw new ServiceError('not_found', 'There is no such session; it may be over already.', { param: 'id' });
      await end([id]);
      return found.row;
    },

    /** When a session ends if it is not used any more. */
    endOf: ({ lastSeenAt, expiresAt }: Pick<Session, 'lastSeenAt' | 'expiresAt'>): number =>
      Math.min(lastSeenAt + IDLE_END_MS, expiresAt),

    async close(): Promise<void> {
      await lastUse.close();
    },
  };
}
