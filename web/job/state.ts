import Ban from 'lucide-solid/icons/ban';
import CircleAlert from 'lucide-solid/icons/circle-alert';
import CircleHelp from 'lucide-solid/icons/circle-question-mark';
import Clock from 'lucide-solid/icons/clock';
import LoaderCircle from 'lucide-solid/icons/loader-circle';
import ShieldAlert from 'lucide-solid/icons/shield-alert';
import TimerOff from 'lucide-solid/icons/timer-off';
import type { Component } from 'solid-js';
import type { Tone } from '../ui/tone.ts';
import type { Job, JobState } from './types.ts';

/** States of a job that will still move by itself. */
export const RUNNING: readonly JobState[] = ['queued', 'submitting', 'running', 'retrieving'];

export const isRunning = ({ state }: Pick<Job, 'state'>): boolean => RUNNING.includes(state);

/** Whether it made something that was kept and is gone by now. */
export const hasExpired = ({ state, assets }: Pick<Job, 'state' | 'assets'>): boolean =>
  state === 'completed' && assets.length > 0 && assets.every(({ isGone }) => isGone);

/** What people call its state: two of them the server does not tell apart by name. */
export type Standing = JobState | 'refused' | 'expired';

export function standingOf(job: Pick<Job, 'state' | 'assets' | 'error'>): Standing {
  if (hasExpired(job)) return 'expired';
  return job.state === 'failed' && job.error?.code === 'content_rejected' ? 'refused' : job.state;
}

interface Look {
  tone: Tone;
  /** None for what is done: a dot says enough. */
  icon: Component<{ class?: string }> | null;
}

/** How a standing looks: colour and icon, beside which its word stands. */
export const LOOK: Record<Standing, Look> = {
  queued: { tone: 'accent', icon: Clock },
  submitting: { tone: 'accent', icon: LoaderCircle },
  running: { tone: 'accent', icon: LoaderCircle },
  retrieving: { tone: 'accent', icon: LoaderCircle },
  completed: { tone: 'ok', icon: null },
  failed: { tone: 'bad', icon: CircleAlert },
  refused: { tone: 'bad', icon: ShieldAlert },
  cancelled: { tone: 'off', icon: Ban },
  submit_unknown: { tone: 'warn', icon: CircleHelp },
  expired: { tone: 'off', icon: TimerOff },
};
