import type { Database } from '../database/database.ts';

/** Files that jobs which have not ended still need: their callers' pictures, and results that wait to be delivered. */
export async function filesInUse({ read }: Database): Promise<ReadonlySet<string>> {
  const rows = await read
    .selectFrom('Generation')
    .select(['request', 'work'])
    .where('state', 'in', ['queued', 'submitting', 'running', 'retrieving'])
    .execute();
  const inputs = rows.flatMap((row) => row.request.images.map((image) => image.file));
  const results = rows.flatMap(({ work }) => [work?.media?.inlineFile ?? [], work?.plain?.inlineFile ?? []].flat());
  return new Set([...inputs, ...results]);
}
