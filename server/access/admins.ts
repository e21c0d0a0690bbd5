import { ControlError } from '../../schema/control-error.ts';
import type { Admin } from '../../schema/entities/admin.ts';
import { likeName } from '../../schema/operator-account.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { Passwords } from './passwords.ts';

export interface AdminsDeps {
  database: Database;
  passwords: Passwords;
  now(): number;
  newId(): string;
}

export type Admins = Awaited<ReturnType<typeof openAdmins>>;

/** The operators who are stored. They are few, so all are in memory. */
export async function openAdmins({ database, passwords, now, newId }: AdminsDeps) {
  const rows = await database.read.selectFrom('Admin').selectAll().execute();
  const byId = new Map(rows.map((row) => [row.id, row]));

  const find = (username: string): Admin | null =>
    [...byId.values()].find((admin) => admin.username === username) ?? null;

  type Change = Pick<Admin, 'passwordHash'> & Partial<Pick<Admin, 'passwordChangedAt'>>;
  async function store(id: string, change: Change, also: (tx: Transaction) => Promise<unknown>): Promise<void> {
    await database.commit(async (tx) => {
      await tx.updateTable('Admin').set(change).where('id', '=', id).execute();
      await also(tx);
    });
    const admin = byId.get(id);
    if (admin !== undefined) byId.set(id, { ...admin, ...change });
  }

  async function made(username: string, password: string): Promise<Admin> {
    const passwordHash = await passwords.hash(password);
    const at = now();
    return { id: newId(), username, passwordHash, createdAt: at, passwordChangedAt: at };
  }

  return {
    count: (): number => byId.size,
    get: (id: string): Admin | null => byId.get(id) ?? null,
    find,

    list: (): Admin[] => [...byId.values()].sort((a, b) => a.createdAt - b.createdAt),

    /** Adds the first operator. @throws ControlError `conflict` when there is one */
    async addFirst(username: string, password: string): Promise<Admin> {
      const row = await made(username, password);
      const added = await database.commit(async (tx) => {
        const other = await tx.selectFrom('Admin').select('id').executeTakeFirst();
        if (other === undefined) await tx.insertInto('Admin').values(row).execute();
        return other === undefined;
      });
      if (!added) throw new ControlError('conflict', 'There is an operator already. Sign in.');
      byId.set(row.id, row);
      return row;
    },

    /** @throws ControlError `conflict` when another has the name, or one that reads like it */
    async add(username: string, password: string): Promise<Admin> {
      const row = await made(username, password);
      const taken = await database.commit(async (tx) => {
        // They are few; two at once are told apart here.
        const others = await tx.selectFrom('Admin').select('username').execute();
        const names = others.map((other) => other.username);
        const like = likeOneOf(names, username);
        if (like === undefined) await tx.insertInto('Admin').values(row).execute();
        return like;
      });
      if (taken !== undefined) throw nameTaken(taken);
      byId.set(row.id, row);
      return row;
    },

    /** Takes an operator out with their sessions and second factor. `mayBeLast` says whether somebody else could sign in without any. */
    async remove(id: string, mayBeLast: () => boolean): Promise<'removed' | 'last' | 'gone'> {
      const outcome = await database.commit(async (tx) => {
        const rows = await tx.selectFrom('Admin').select('id').execute();
        if (!rows.some((row) => row.id === id)) return 'gone';
        if (rows.length === 1 && !mayBeLast()) return 'last';
        await tx.deleteFrom('Admin').where('id', '=', id).execute();
        await tx.deleteFrom('Session').where('adminId', '=', id).execute();
        await tx.deleteFrom('SecondFactor').where('adminId', '=', id).execute();
        return 'removed';
      });
      if (outcome === 'removed') byId.delete(id);
      return outcome;
    },

    /** Whether this is the password of an operator; null for nobody, which costs the same. */
    matches: (admin: Admin | null, password: string): Promise<boolean> =>
      passwords.matches(admin?.passwordHash ?? null, password),

    /** Makes the digest anew when it was made cheaper than it is now; the password must be right. */
    async refreshDigest({ id, passwordHash }: Admin, password: string): Promise<void> {
      if (!passwords.isOutdated(passwordHash)) return;
      await store(id, { passwordHash: await passwords.hash(password) }, async () => {});
    },

    /** Changes the password and does `also`, both or neither. */
    async setPassword(id: string, password: string, also: (tx: Transaction) => Promise<unknown>): Promise<void> {
      const passwordHash = await passwords.hash(password);
      await store(id, { passwordHash, passwordChangedAt: now() }, also);
    },
  };
}

/** The name among these that is read as the same. */
export const likeOneOf = (names: readonly string[], username: string): string | undefined =>
  names.find((name) => likeName(name) === likeName(username));

export const nameTaken = (username: string) =>
  new ControlError('conflict', `There is an operator '${username}' already. Take another name.`, { param: 'username' });
