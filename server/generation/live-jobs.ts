import type { ModelVariant } from '../../schema/catalogue.ts';
import type { Generation } from '../../schema/entities/generation.ts';
import type { ServiceError } from '../../schema/errors.ts';
import { isEnded, type JobEvent, type WatcherRole } from '../../schema/generation.ts';
import { toJobView } from './job-record.ts';

/** A job that this process is working on, or that waits here. */
export interface LiveJob {
  row: Generation;
  variant: ModelVariant;
  /** 0–100, never falling. */
  percent: number;
  /** What it is doing, in a few plain words. */
  detail: string;
  /** Tokens that were tried and failed. */
  tried: Set<number>;
  /** It stood in line before it was ever tried. */
  hasWaited: boolean;
  /** How often it found its way out broken and went on waiting for that. */
  cutOffs: number;
  /** When it gives up waiting for a slot, as `elapsed` counts, however often it goes back to the queue; null before it waits. */
  waitsUntil: number | null;
  /** What the last token refused it with. */
  lastError: ServiceError | null;
  /** Whether the token's project was made anew for this job already. */
  projectRenewed: boolean;
  /** Whether earlier uploads were given up for it already. */
  uploadsRenewed: boolean;
  /** From when on its work takes too long, as `elapsed` counts; null before it is polled. */
  overdueAt: number | null;
  /** Aborted when the job is cancelled or the process lets go of it. */
  abort: AbortController;
}

/** A watcher hears only the newest state: what it was too slow to see is not kept for it, but that there was a logged step is. */
interface Watcher {
  newest: JobEvent | null;
  wake: () => void;
}

export interface LiveJobsDeps {
  /** Where a job stands in the queue and what it waits for; null when it does not wait. */
  standingOf(id: string): { place: number; limit: string | null } | null;
  /** When a job will probably be done, Unix milliseconds; `place` is its place in the queue. */
  expectedAt(job: LiveJob, place: number | null): number;
  /** The last watcher of a job has left it before its end. */
  onAbandoned(job: LiveJob): void;
}

/** Jobs that have not ended, by id, and those who watch them. */
export function createLiveJobs({ standingOf, expectedAt, onAbandoned }: LiveJobsDeps) {
  const jobs = new Map<string, LiveJob>();
  const watchers = new Map<string, Set<Watcher>>();
  const letGo = new Set<WatcherRole>();

  const placeOf = ({ row }: LiveJob) => (row.state === 'queued' ? standingOf(row.id) : null);

  function eventOf(job: LiveJob, seq: number): JobEvent {
    const standing = placeOf(job);
    const detail = standing === null ? job.detail : waitingFor(standing);
    const position = standing?.place ?? null;
    const expected = isEnded(job.row.state) ? null : expectedAt(job, position);
    return { seq, job: toJobView(job.row, { percent: job.percent, detail, position, expectedAt: expected }) };
  }

  return {
    add(row: Generation, variant: ModelVariant, detail: string): LiveJob {
      const job = {
        row,
        variant,
        percent: 0,
        detail,
        tried: new Set<number>(),
        hasWaited: false,
        cutOffs: 0,
        waitsUntil: null,
        lastError: null,
        projectRenewed: false,
        uploadsRenewed: false,
        overdueAt: null,
        abort: new AbortController(),
      };
      jobs.set(row.id, job);
      return job;
    },
    get: (id: string) => jobs.get(id),
    /** For a job that was never stored. */
    forget: (id: string) => jobs.delete(id),
    all: () => jobs.values(),
    view: (job: LiveJob) => eventOf(job, 0).job,

    /** Ids of jobs that were sent with a token, or whose results only it can fetch. Looks at every job, so it is for operators. */
    on: (tokenId: number): string[] => [...jobs.values()].flatMap(({ row }) => (row.tokenId === tokenId ? row.id : [])),

    /** When a job will probably end, Unix milliseconds; null when it is not known here. */
    endsAt(id: string): number | null {
      const job = jobs.get(id);
      return job === undefined ? null : expectedAt(job, placeOf(job)?.place ?? null);
    },

    /** Tells the watchers; forgets the job when it has ended. `seq` is 0 for progress that is not in the event log. */
    changed(job: LiveJob, seq: number): void {
      const own = watchers.get(job.row.id);
      if (own !== undefined) {
        const event = eventOf(job, seq);
        for (const watcher of own) {
          watcher.newest = withStep(event, watcher.newest);
          watcher.wake();
        }
      }
      if (isEnded(job.row.state)) jobs.delete(job.row.id);
    },

    /** Lets every watcher of these roles go, whatever its job does. */
    endWatches(...roles: readonly WatcherRole[]): void {
      for (const role of roles) letGo.add(role);
      for (const own of watchers.values()) for (const watcher of own) watcher.wake();
    },

    /** The job as it stands, then each change, until it has ended or `signal` aborts. */
    async *watch(job: LiveJob, signal: AbortSignal, role: WatcherRole): AsyncGenerator<JobEvent> {
      const watcher: Watcher = { newest: eventOf(job, 0), wake: () => {} };
      const own = watchers.get(job.row.id) ?? new Set();
      watchers.set(job.row.id, own.add(watcher));
      try {
        while (!signal.aborted && !letGo.has(role)) {
          const event = watcher.newest;
          watcher.newest = null;
          if (event === null) await nextChange(watcher, signal);
          else yield event;
          if (event !== null && isEnded(event.job.state)) return;
        }
      } finally {
        own.delete(watcher);
        if (own.size === 0) {
          watchers.delete(job.row.id);
          if (role === 'caller' && signal.aborted && !letGo.has(role) && !isEnded(job.row.state)) onAbandoned(job);
        }
      }
    },
  };
}

export type LiveJobs = ReturnType<typeof createLiveJobs>;

/** The newest state, with the step of one that was not taken yet. */
function withStep(event: JobEvent, missed: JobEvent | null): JobEvent {
  return event.seq > 0 || missed === null || missed.seq === 0 ? event : { ...event, seq: missed.seq };
}

function waitingFor({ place, limit }: { place: number; limit: string | null }): string {
  return limit === null ? `Waiting, place ${place}, for a free slot.` : `Waiting, place ${place}: ${limit}.`;
}

function nextChange(watcher: Watcher, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    watcher.wake = () => {
      signal.removeEventListener('abort', watcher.wake);
      resolve();
    };
    signal.addEventListener('abort', watcher.wake, { once: true });
  });
}
