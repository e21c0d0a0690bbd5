import { fileURLToPath } from 'node:url';
import { MikroORM } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { SqliteDriver } from '@mikro-orm/sqlite';
import { entities } from '../../schema/entities/index.ts';
import { ImmediateSqliteDialect, openSqlite } from './sqlite-dialect.ts';

/** Where the migrations of this dialect are. */
export const MIGRATIONS_DIR = fileURLToPath(new URL('../../schema/migrations/sqlite', import.meta.url));

/** Opens the database; migrations are applied separately. `file` is a path or `:memory:`. */
export async function openOrm(file: string) {
  return MikroORM.init({
    driver: SqliteDriver,
    entities: [...entities],
    extensions: [Migrator],
    dbName: file,
    driverOptions: new ImmediateSqliteDialect(openSqlite(file)),
    migrations: {
      path: MIGRATIONS_DIR,
      emit: 'ts',
      snapshotName: '.snapshot',
      snapshotOnMigrate: false,
    },
    logger: () => {}, // the migrator prints to stdout otherwise
  });
}

export type Orm = Awaited<ReturnType<typeof openOrm>>;
