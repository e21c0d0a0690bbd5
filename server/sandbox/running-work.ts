import type { Accounts } from './accounts.ts';
import { createDeadlineQueue, type DeadlineQueue } from './deadline-queue.ts';
import { endOf, isOver } from './job-clock.ts';
import type { MediaLibrary } from './media-library.ts';
import type { JobFailure, JobRecord, MediaRecord } from './state/records.ts';
import { refuse } from './upstream-error.ts';

/** What an account has under way, and the most it ever had. */
export interface Load {
  images: number;
  peakImages: number;
  videos: number;
  peakVideos: number;
}

export type RunningWork = ReturnType<typeof createRunningWork>;

/**
 * Counts the running work of each account, keeps it under the account's limits, and gives back what failed jobs had cost.
 * Jobs end by the clock alone; the books are brought up to date whenever somebody looks.
 */
export function createRunningWork({
  accounts,
  library,
  now,
}: {
  accounts: Accounts;
  library: MediaLibrary;
  now(): number;
}) {
  const queues = new Map<string, DeadlineQueue>();
  const loads = new Map<string, Load>();
  const started = new Map<string, number>();
  for (const media of library.all()) if (media.job) enqueue(media, media.job);

  function queueOf(email: string): DeadlineQueue {
    const known = queues.get(email);
    if (known) return known;
    const fresh = createDeadlineQueue();
    queues.set(email, fresh);
    return fresh;
  }

  function loadOf(email: string): Load {
    const known = loads.get(email);
    if (known) return known;
    const fresh = { images: 0, peakImages: 0, videos: 0, peakVideos: 0 };
    loads.set(email, fresh);
    return fresh;
  }

  /** Finished jobs are of interest only while they owe the account its credits. */
  function enqueue(media: MediaRecord, job: JobRecord): void {
    const owes = job.failure !== null && !job.refunded;
    if (!isOver(job, now()) || owes) queueOf(media.email).add(media.id, endOf(job));
  }

  function settle(email: string): void {
    for (const id of queueOf(email).takeUntil(now())) refundIfFailed(email, id);
    loadOf(email).videos = queueOf(email).size;
  }

  function refundIfFailed(email: string, id: string): void {
    if (!library.has(id)) return;
    const media = library.ownedBy(email, id);
    if (!media.job?.failure || media.job.refunded) return;
    media.job.refunded = true;
    library.save(media);
    accounts.setCredits(email, accounts.credits(email) + media.job.price);
  }

  const videosStarted = (email: string): number => started.get(email) ?? 0;

  return {
    /** Jobs accepted since this process began, whether or not the caller heard of it. */
    videosStarted,
    /** @throws UpstreamError 429 when so many more videos would exceed the account's limit. */
    admitVideos: (email: string, count: number): void => {
      settle(email);
      const limit = accounts.find(email).maxRunningVideos;
      if (limit !== null && loadOf(email).videos + count > limit) throw throttled();
    },
    startVideo: (media: MediaRecord, job: JobRecord): void => {
      started.set(media.email, videosStarted(media.email) + 1);
      enqueue(media, job);
      const load = loadOf(media.email);
      load.videos = queueOf(media.email).size;
      load.peakVideos = Math.max(load.peakVideos, load.videos);
    },
    /** Ends a running job at once, with this failure. */
    failNow: (media: MediaRecord, job: JobRecord, failure: JobFailure): void => {
      Object.assign(job, { failure, durationMs: now() - job.startedAt, neverEnding: false });
      library.save(media);
      queueOf(media.email).remove(media.id);
      refundIfFailed(media.email, media.id);
    },
    /** Ends what runs now as if its time were over, so that a test says when and no clock does. */
    finishNow: (): void => {
      for (const media of library.all()) {
        const { job } = media;
        if (job === null || job.neverEnding || isOver(job, now())) continue;
        job.durationMs = now() - job.startedAt;
        library.save(media);
        queueOf(media.email).remove(media.id);
        if (job.failure !== null) refundIfFailed(media.email, media.id);
      }
    },
    /** Nothing tells whether the upstream gives credits back on cancelling; here it does not. */
    cancel: (media: MediaRecord, job: JobRecord): void => {
      job.cancelledAt = now();
      library.save(media);
      queueOf(media.email).remove(media.id);
    },
    forget: (media: MediaRecord): void => queueOf(media.email).remove(media.id),
    /**
     * Counts an image call from its start to its end.
     * @throws UpstreamError 429 when the account has as many as it may.
     */
    enterImages: (email: string): Disposable => {
      const load = loadOf(email);
      const limit = accounts.find(email).maxRunningImages;
      if (limit !== null && load.images >= limit) throw throttled();
      load.images += 1;
      load.peakImages = Math.max(load.peakImages, load.images);
      return {
        [Symbol.dispose]: () => {
          load.images -= 1;
        },
      };
    },
    settle,
    load: (email: string): Load => {
      settle(email);
      return loadOf(email);
    },
  };
}

const throttled = () => refuse.exhausted({ reason: 'PUBLIC_ERROR_USER_REQUESTS_THROTTLED' });
