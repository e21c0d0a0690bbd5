import type { DueQueue } from '../due-queue.ts';
import { letGo, sent, type UpstreamBreaker, waitFor } from './upstream-breaker.ts';

export interface TrialsDeps {
  due: DueQueue;
  /** Told when those who are held back may no longer, or may again, be used. */
  onChanged(): void;
  now(): number;
}

type Trial = Extract<UpstreamBreaker, { state: 'half-open' }>;

const BEGUN: Trial = { state: 'half-open', trips: 0, probes: [] };
/** When so many hear nothing bad there is nothing bad: nobody is held back any more. */
const MOST_PROBES = 4;

/**
 * Who finds out whether something that has rested works again: one job, and when it takes its time, others sooner and sooner, as
 * with an upstream.
 */
export function createTrials({ due, onChanged, now }: TrialsDeps) {
  const trials = new Map<string, Trial>();

  function set(name: string, trial: UpstreamBreaker): void {
    if (trial.state !== 'half-open' || trial === trials.get(name)) return;
    trials.set(name, trial);
    const waitMs = waitFor(trial, now());
    if (waitMs > 0) due.set(dueKey(name), now() + waitMs, async () => onChanged());
    onChanged();
  }

  return {
    /** Its rest is over. */
    begin: (name: string): void => void trials.set(name, BEGUN),

    /** It is known. */
    end(name: string): void {
      if (trials.delete(name)) due.drop(dueKey(name));
    },

    /** For how long others are held back, milliseconds; 0 for not at all. */
    waitFor(name: string): number {
      const trial = trials.get(name);
      return trial === undefined ? 0 : waitFor(trial, now());
    },

    /** A job goes that way. */
    sent(name: string, generationId: string): void {
      const trial = trials.get(name);
      if (trial !== undefined && trial.probes.length < MOST_PROBES) set(name, sent(trial, generationId, now()));
    },

    /** That job has ended. If it found nothing out, the next one may. */
    letGo(name: string, generationId: string): void {
      const trial = trials.get(name);
      if (trial !== undefined) set(name, letGo(trial, generationId));
    },
  };
}

const dueKey = (name: string) => `trial ${name}`;
