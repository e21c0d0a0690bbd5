import { isRunning } from './state.ts';
import type { Job, LoggedStep } from './types.ts';

export type StepId = 'queued' | 'token' | 'uploaded' | 'generated' | 'enlarged' | 'saved';

export interface Step {
  id: StepId;
  state: 'done' | 'active' | 'failed' | 'waiting';
  /** How long it took, or has taken by now; null where that says nothing. */
  ms: number | null;
  /** Who did it. */
  note: string | null;
}

type Marks = Partial<Record<Exclude<StepId, 'token'> | 'end', number>>;

/** When each part of the way began. What a refused try had reached is left behind with it. */
function marksOf(job: Pick<Job, 'createdAt' | 'attempts' | 'inputs'>, log: readonly LoggedStep[]): Marks {
  let marks: Marks = { queued: job.createdAt };
  for (const { state, at } of log) {
    if (state === 'queued') marks = { queued: job.createdAt };
    else if (state === 'submitting') {
      if (marks.generated === undefined) marks.generated = at;
      else marks.enlarged ??= at;
    } else if (state === 'retrieving') marks.saved = at;
    else if (state !== 'running') marks.end = at;
  }
  const begun = job.attempts.at(-1)?.startedAt;
  if (job.inputs.length > 0 && begun !== undefined && marks.generated !== undefined) marks.uploaded = begun;
  return marks;
}

/** The way of a job in parts, with how long each took. `now` in Unix milliseconds. */
export function stepsOf(
  job: Pick<Job, 'state' | 'createdAt' | 'attempts' | 'inputs' | 'step' | 'tokenId' | 'tokenName'>,
  log: readonly LoggedStep[],
  now: number,
): Step[] {
  const marks = marksOf(job, log);
  const ids: Exclude<StepId, 'token'>[] = ['queued'];
  if (job.inputs.length > 0) ids.push('uploaded');
  ids.push('generated');
  if (marks.enlarged !== undefined) ids.push('enlarged');
  ids.push('saved');
  const reached = ids.filter((id) => marks[id] !== undefined);
  const isOver = !isRunning(job);
  const steps = ids.map((id): Step => {
    const at = reached.indexOf(id);
    const from = marks[id];
    if (at === -1 || from === undefined) return { id, state: 'waiting', ms: null, note: null };
    const next = reached[at + 1];
    const until = (next === undefined ? undefined : marks[next]) ?? marks.end ?? (isOver ? from : now);
    const isLast = next === undefined;
    const state = !isLast || job.state === 'completed' ? 'done' : isOver ? 'failed' : 'active';
    return { id, state, ms: Math.max(0, until - from), note: null };
  });
  const token: Step = {
    id: 'token',
    state: job.tokenId === null ? 'waiting' : 'done',
    ms: null,
    note: job.tokenName,
  };
  return [steps[0] as Step, token, ...steps.slice(1)];
}
