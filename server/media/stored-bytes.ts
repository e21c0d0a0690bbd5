import type { Database } from '../database/database.ts';

export type StoredBytes = ReturnType<typeof createStoredBytes>;

/** How many bytes are kept: summed up once from the database, then counted along. */
export function createStoredBytes(database: Database) {
  let bytes = 0;
  return {
    /** Starts from what the database holds. Call it before anything is kept. */
    async load(): Promise<void> {
      const row = await database.read
        .selectFrom('File')
        .select((e) => e.fn.sum<number | null>('bytes').as('bytes'))
        .executeTakeFirstOrThrow();
      bytes = Number(row.bytes ?? 0);
    },
    add(more: number): void {
      bytes += more;
    },
    total: (): number => bytes,
  };
}
