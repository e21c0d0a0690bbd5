import { ServiceError } from '../schema/errors.ts';
import { isEnded, type JobView } from '../schema/generation.ts';
import type { ShimDeps } from './deps.ts';

export interface Waiting {
  watch: ShimDeps['generations']['watch'];
  signal: AbortSignal;
  /** Told each time the job has changed, also at its end. */
  onChange(job: JobView): void | Promise<void>;
}

/**
 * Waits for a job's end and returns the finished job. Once the caller is gone it only returns what was seen last.
 * @throws ServiceError what the job failed of; `outcome` says whether a second try could pay twice
 */
export async function finished(job: JobView, { watch, signal, onChange }: Waiting): Promise<JobView> {
  let last = job;
  try {
    for await (const event of watch(job.id, signal)) {
      last = event.job;
      await onChange(last);
    }
  } catch (cause) {
    if (signal.aborted) return last;
    throw afterSubmit(ServiceError.from(cause));
  }
  const failure = signal.aborted ? null : failureOf(last);
  if (failure !== null) throw failure;
  return last;
}

/** What a job that stands still failed of; null when it has files to deliver. */
export function failureOf(job: JobView): ServiceError | null {
  const outcome = job.error?.outcome ?? (job.startedAt === null ? 'refused' : 'unknown');
  const message = job.error?.message;
  if (!isEnded(job.state)) {
    const text = `The service stopped waiting, but the job goes on. Its result will be at /v1/jobs/${job.id}.`;
    return new ServiceError('shutting_down', text, { outcome: 'unknown' });
  }
  if (job.state === 'cancelled') return new ServiceError('cancelled', message ?? 'The job was cancelled.', { outcome });
  if (job.state === 'submit_unknown') {
    const text = 'The upstream may have started this work, but its answer was lost, so it is not sent again.';
    return new ServiceError('upstream_unknown', message ?? text, { outcome: 'unknown' });
  }
  if (job.state === 'completed') {
    if (job.assets.length > 0) return null;
    return new ServiceError('upstream_malformed', 'The job ended without a file.', { outcome: 'unknown' });
  }
  const { code = 'internal_error', retryAfterMs, reason } = job.error ?? {};
  return new ServiceError(code, message ?? 'The job failed without saying why.', {
    retryAfterMs: retryAfterMs ?? undefined,
    reason: reason ?? undefined,
    outcome,
  });
}

/** A failure of ours while a job runs: the job goes on, so the caller's SDK must not start it again. */
function afterSubmit(error: ServiceError): ServiceError {
  const { code, message, retryAfterMs, reason, cause } = error;
  return new ServiceError(code, message, { retryAfterMs, reason, outcome: 'unknown', cause: cause ?? error });
}
