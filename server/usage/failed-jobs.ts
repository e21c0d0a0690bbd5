import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

/** How many jobs failed of what. */
export interface FailedJobs {
  code: string;
  jobs: number;
}

/**
 * Why jobs of a key failed that were made within a time range, the most frequent reason first. It looks at each job of the key,
 * so it is for one that makes few: what operators ask for themselves.
 */
export async function readFailedJobs(
  { read }: Pick<Database, 'read'>,
  { apiKeyId, from, to }: { apiKeyId: string; from: number; to: number },
): Promise<FailedJobs[]> {
  const code = sql<string>`json_extract("error", '$.code')`;
  const reasons = await read
    .selectFrom('Generation')
    .select((eb) => [code.as('code'), eb.fn.countAll<number>().as('jobs')])
    .where('apiKeyId', '=', apiKeyId)
    .where('createdAt', '>=', from)
    .where('createdAt', '<', to)
    .where('deletedAt', 'is', null)
    .where('state', 'in', ['failed', 'submit_unknown'])
    .groupBy(code)
    .orderBy('jobs', 'desc')
    .execute();
  return reasons.map(({ code, jobs }) => ({ code, jobs: Number(jobs) }));
}
