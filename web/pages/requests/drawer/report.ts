import type { DetailJob, DetailRequest, DetailStep } from './detail.ts';

const iso = (at: number): string => new Date(at).toISOString();

interface Told {
  request: DetailRequest;
  job: DetailJob | null;
  steps: readonly DetailStep[];
  /** Of the gateway. */
  version: string;
}

/** A text for a bug report: what happened, without prompts, pictures, names and keys. In English, since others read it. */
export function reportOf({ request, job, steps, version }: Told): string {
  const lines = [
    `Flow2API ${version}`,
    `request ${request.requestId}`,
    `${request.method} ${request.route} -> ${request.status} after ${request.durationMs} ms, at ${iso(request.at)}`,
    request.errorCode === null ? null : `reason ${request.errorCode}`,
    request.callerLeft ? 'the caller left before the answer' : null,
    `model ${request.model ?? '-'}`,
    ...(job === null ? ['no job'] : jobLines(job, steps)),
  ];
  return lines.filter((line) => line !== null).join('\n');
}

function jobLines(job: DetailJob, steps: readonly DetailStep[]): string[] {
  const { ratio, seconds, resolution } = job;
  return [
    `job ${job.id}: ${job.state}, ${job.kind} ${job.mode}, ${job.upstream ?? 'no upstream'}`,
    `served as ${job.variant}, upstream model ${job.modelKey ?? '-'}, ${[ratio, seconds && `${seconds} s`, resolution].filter(Boolean).join(', ')}, ${job.inputs.length} input pictures`,
    ...(job.error === null
      ? []
      : [`error ${job.error.code}${job.error.reason === null ? '' : ` (${job.error.reason})`}`]),
    ...job.attempts.map(
      ({ tokenId, startedAt, error, choice }, index) =>
        `attempt ${index + 1}: token ${tokenId} at ${iso(startedAt)}, ${error?.code ?? 'no error'}` +
        (choice === null ? '' : `, ${choice.strategy} of ${choice.candidates}`),
    ),
    ...steps.map(({ state, at }) => `step ${state} at ${iso(at)}`),
  ];
}
