import { readdir } from 'node:fs/promises';
import { parse } from 'node:path';
import { MIGRATIONS_DIR, type Orm } from './orm.ts';

/** The database holds migrations that this version does not know. */
export class NewerDatabaseError extends Error {
  constructor(unknown: readonly string[]) {
    super(
      `The database was written by a newer version of Flow2API (it has ${unknown.join(', ')}). ` +
        'Start that version, or restore a backup of data/ made before the upgrade.',
    );
    this.name = 'NewerDatabaseError';
  }
}

/**
 * Brings the database up to this version.
 *
 * A generated SQLite migration may rebuild a table, and dropping the old one cascades to its children: `pragma
 * foreign_keys = off` inside the migration's own transaction does nothing, so it is switched off around all of them,
 * and what they leave is checked. When anything fails the connection is of no use any more (the migrator keeps it when its
 * transaction cannot begin): whoever asks it something would wait for ever, so all that is left is to close it.
 * @throws NewerDatabaseError
 */
export async function migrate(orm: Orm): Promise<void> {
  const known = new Set((await readdir(MIGRATIONS_DIR)).map((file) => parse(file).name));
  const unknown = (await orm.migrator.getExecuted()).map((row) => row.name).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new NewerDatabaseError(unknown);

  if ((await orm.migrator.getPending()).length === 0) return; // looking for work would take the write lock
  const connection = orm.em.getConnection();
  await connection.execute('pragma foreign_keys = off');
  await orm.migrator.up();
  const broken = await connection.execute<object[]>('pragma foreign_key_check');
  if (broken.length > 0)
    throw new Error(`A migration left rows without their parent: ${JSON.stringify(broken.slice(0, 5))}`);
  await connection.execute('pragma foreign_keys = on');
}
