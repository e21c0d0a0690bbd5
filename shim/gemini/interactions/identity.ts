import type { JobView } from '../../../schema/generation.ts';
import type { ShimDeps } from '../../deps.ts';

/** Route pattern under which these jobs are made. */
export const ROUTE = '/v1beta/interactions';

const PREFIX = 'v1_';

/** Id of the interaction that a job is. */
export function interactionIdOf(job: Pick<JobView, 'id'>): string {
  return PREFIX + job.id;
}

/** The interaction of this id, if it is one of this key's; null otherwise. */
export async function findInteraction(
  { find, apiKeyId }: { find: ShimDeps['generations']['find']; apiKeyId: string },
  id: string,
): Promise<JobView | null> {
  const job = id.startsWith(PREFIX) ? await find(id.slice(PREFIX.length), apiKeyId) : null;
  return job?.route === ROUTE ? job : null;
}
