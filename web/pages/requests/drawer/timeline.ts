import { reasonText } from '../reasons.ts';
import { words } from '../words.ts';
import { attemptToken, type DetailJob, type DetailRequest, type DetailStep } from './detail.ts';

export interface Moment {
  at: number;
  text: string;
  tone: 'plain' | 'ok' | 'bad';
}

const TONE: Record<string, Moment['tone']> = { completed: 'ok', failed: 'bad', submit_unknown: 'bad' };

/** Everything that happened, in order of time. */
export function momentsOf(request: DetailRequest, job: DetailJob | null, steps: readonly DetailStep[]): Moment[] {
  const tell = words().timeline;
  const answered: Moment = {
    at: request.at,
    text: request.callerLeft ? words().callerLeft : tell.answered(request.status),
    tone: request.status >= 400 ? 'bad' : 'ok',
  };
  const moments: Moment[] = [
    { at: request.at - request.durationMs, text: tell.came, tone: 'plain' },
    ...(job?.attempts ?? []).map((attempt): Moment => {
      const token = attemptToken(attempt, words().tokenNumber);
      const code = attempt.error?.code;
      if (code === undefined) return { at: attempt.startedAt, text: tell.sent(token), tone: 'plain' };
      return { at: attempt.startedAt, text: tell.refusedBy(token, reasonText(code)), tone: 'bad' };
    }),
    ...steps.map(({ at, state }): Moment => ({ at, text: tell.states[state] ?? state, tone: TONE[state] ?? 'plain' })),
    answered,
  ];
  return moments.sort((a, b) => a.at - b.at);
}
