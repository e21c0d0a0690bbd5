import type { Outputs } from '../../api/types.ts';

export type RequestRow = Outputs['requests']['list']['requests'][number];

/** What a request did for some time, in milliseconds: waited for a token, for the upstream, or for the result to be kept. */
export interface Phase {
  name: 'wait' | 'upstream' | 'save' | 'other';
  ms: number;
}

/** How the time of a request was spent, in order, without what took no time. Of a request that only asked for a job: its part in that job's time. */
export function phasesOf({ at, durationMs, job }: Pick<RequestRow, 'at' | 'durationMs' | 'job'>): Phase[] {
  const start = at - durationMs;
  const inside = (time: number) => Math.min(at, Math.max(start, time));
  if (job === null) return spent([['other', start, at]]);
  const done = inside(job.completedAt ?? at);
  const sent = Math.min(done, inside(job.sentAt ?? done));
  const saved = Math.min(done, Math.max(sent, inside(job.savedFrom ?? done)));
  return spent([
    ['wait', start, sent],
    ['upstream', sent, saved],
    ['save', saved, done],
    ['other', done, at],
  ]);
}

const spent = (parts: [Phase['name'], from: number, to: number][]): Phase[] =>
  parts.map(([name, from, to]) => ({ name, ms: to - from })).filter(({ ms }) => ms > 0);
