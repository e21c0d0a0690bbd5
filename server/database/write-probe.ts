import type { Transaction } from './database.ts';

/** Among the settings, but not one: those that begin with an underscore are left alone. */
const KEY = '_internal.write_probe';
/** More than what fits into the last free corner of a full disk, so that a little luck is not taken for room. */
const CHARACTERS = 64 * 1024;

/** Writes something and takes it away again. @throws whatever keeps the database from being written */
export async function writeProbe(
  transact: (work: (tx: Transaction) => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const row = { key: KEY, value: 'x'.repeat(CHARACTERS), updatedAt: 0 };
  // Two transactions: one that undoes what it does need not write anything.
  await transact(async (tx) => {
    await remove(tx); // what a process left that died between the two
    await tx.insertInto('Setting').values(row).execute();
  });
  await transact(remove);
}

const remove = (tx: Transaction) => tx.deleteFrom('Setting').where('key', '=', KEY).execute();
