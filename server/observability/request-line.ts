import type { Logger } from 'pino';

/** A caller's request that has ended, as far as the log tells it. */
export interface EndedRequest {
  status: number;
  errorCode: string | null;
  jobId: string | null;
  /** What was thrown; null when nothing was. */
  cause: unknown;
}

/**
 * One log line per request. A failure of ours is an error; an answer is not, whatever its status: `/ready` says 503 for
 * as long as nothing can be served, and is asked every few seconds.
 */
export function logRequest(log: Pick<Logger, 'debug' | 'error'>, { cause, ...line }: EndedRequest): void {
  const failed = line.errorCode !== null || cause !== null;
  if (failed && line.status >= 500) log.error({ ...line, err: cause }, 'request failed');
  else log.debug(line, 'request answered');
}
