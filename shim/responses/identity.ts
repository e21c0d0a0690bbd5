import type { JobView } from '../../schema/generation.ts';

/** Route pattern under which these jobs are made. */
export const ROUTE = '/v1/responses';

const RESPONSE = 'resp_';
const CALL = 'ig_';

/** Id of the response that a job is. */
export function responseIdOf(job: Pick<JobView, 'id'>): string {
  return RESPONSE + job.id;
}

/** Id of the one item of its output. */
export function callIdOf(job: Pick<JobView, 'id'>): string {
  return CALL + job.id;
}

/** The job behind the id of a response or of its item; null for an id of another form. */
export function jobIdIn(id: string): string | null {
  const prefix = [RESPONSE, CALL].find((each) => id.startsWith(each));
  return prefix === undefined ? null : id.slice(prefix.length);
}
