import { join } from 'node:path';
import { type Database, openDatabase } from '../../database/database.ts';

/** What a service writes for an account and its jobs. */
const TABLES = ['Lease', 'Event', 'File', 'Generation', 'UsageStat', 'TokenHealth', 'Upload', 'Token'] as const;

export type Databases = ReturnType<typeof createDatabases>;

/** Database files that are used one after another, each empty when it is taken: opening one costs more than a whole request. */
export function createDatabases(folder: string) {
  const opened: Database[] = [];
  const idle: Database[] = [];

  let files = 0;

  async function open(): Promise<Database> {
    files += 1;
    const database = await openDatabase(join(folder, `${files}.db`));
    opened.push(database);
    return database;
  }

  return {
    take: async (): Promise<Database> => idle.pop() ?? open(),

    async giveBack(database: Database): Promise<void> {
      await database.commit(async (tx) => {
        for (const table of TABLES) await tx.deleteFrom(table).execute();
      });
      idle.push(database);
    },

    async close(): Promise<void> {
      for (const database of opened) await database.close();
    },
  };
}
