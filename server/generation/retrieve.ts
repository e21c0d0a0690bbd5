import type { MediaPlace } from '../../schema/entities/generation.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { Asset } from '../../schema/generation.ts';
import type { MediaLocation } from '../flow/types.ts';
import { createGate } from '../media/gate.ts';
import type { AccountSession } from '../tokens/types.ts';
import { describeError, type GenerationDeps, idsOf, type KeptMedia } from './deps.ts';
import { enlargingFailed } from './enlarging-failed.ts';
import { StaleJobError, type WithinTransition } from './job-record.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { LiveJob, LiveJobs } from './live-jobs.ts';
import { pause } from './pause.ts';

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;
/** An address that is about to die is not worth starting a download from. */
const ADDRESS_MARGIN_MS = 30_000;
/** Share of the time after which a plain result will do: it, too, lives only as long as the upstream keeps it. */
const LATE = 0.5;

/**
 * Results of one kind that are on their way at once. When thousands end together, each that is begun is soon done and forgotten;
 * all begun at once would all be held until the last is here.
 */
const AT_ONCE = 64;
/** Who takes longer waits for a host, or for a turn on a busy machine, and keeps the others back no more. */
const PATIENCE_MS = 250;

/** What fetching goes by of a job. */
export type Fetching = Pick<LiveJob, 'row' | 'abort'>;

/** A result that is here, and not yet told of. */
export interface Fetched {
  asset: Asset;
  within: WithinTransition;
  /** Undoes the fetching when the job does not take the result. */
  discard(): Promise<void>;
  /** What is to be said about the result. */
  notice?: string;
}

/**
 * Brings finished media home. Its failures never fail the job while the media lives: the upstream has done its work and
 * was paid, so the bytes are asked for again, by every route there is, until they are here or their time is over. A try that
 * fails is one warning, whatever routes it went.
 */
export function createRetriever(deps: GenerationDeps, lifecycle: Lifecycle, live: LiveJobs) {
  const { media, pool, tokens, settings, schedule, now, elapsed, log } = deps;
  const isOrphan = ({ row: { tokenId } }: LiveJob): boolean => tokenId === null || !pool.knows(tokenId);
  const patience = { ms: PATIENCE_MS, schedule };
  const inTurn = { image: createGate(AT_ONCE, patience), video: createGate(AT_ONCE, patience) };

  /** A kept file as an asset of the job; its row is written when the job completes. */
  function kept(job: Fetching, file: KeptMedia): Fetched {
    const asset = { kind: job.row.kind, file: file.name, url: null, expiresAt: null, ...factsOf(file) };
    return { asset, within: (tx) => media.recordFile(tx, file), discard: () => media.discard(file) };
  }

  async function fetchLocation(job: Fetching, tokenId: number, location: MediaLocation): Promise<Fetched> {
    const { kind } = job.row;
    if (location.inline !== null) return kept(job, await media.keepBase64(location.inline.base64, { kind }));
    if (location.url === null)
      throw new ServiceError('media_unavailable', 'The upstream finished but named no address for the result.');
    if (!settings().keepFiles) return passedOn(job, location.url, location.urlExpiresAt);
    const stream = await deps.flowFor(tokenId).openMedia(location.url, job.abort.signal);
    return kept(job, await media.keepStream(stream, { kind, signal: job.abort.signal }));
  }

  /** The routes in the order of their cost: what came inline, the address we know, then whatever the media id leads to. */
  async function fetchFrom(job: Fetching, known: MediaPlace | null): Promise<Fetched> {
    const { tokenId } = job.row;
    if (known === null || tokenId === null)
      throw new ServiceError('media_unavailable', 'The job has no result to fetch.');
    if (known.inlineFile !== null) {
      const file = await media.describe(known.inlineFile);
      if (file !== null)
        return {
          asset: { kind: job.row.kind, file: file.name, url: null, expiresAt: null, ...factsOf(file) },
          ...NOTHING_KEPT,
        };
    }
    const fresh = known.url !== null && (known.urlExpiresAt === null || known.urlExpiresAt > now() + ADDRESS_MARGIN_MS);
    try {
      if (fresh || known.mediaId === null) return await fetchLocation(job, tokenId, { ...known, inline: null });
    } catch (cause) {
      if (known.mediaId === null) throw cause;
      log.debug(
        { ...idsOf(job.row), error: describeError(ServiceError.from(cause)) },
        'the address of a result failed; asking for a fresh one',
      );
    }
    return fetchByMediaId(job, tokenId, known.mediaId);
  }

  /** A fresh address, and when its host fails, what the bearer host itself has. */
  async function fetchByMediaId(job: Fetching, tokenId: number, mediaId: string): Promise<Fetched> {
    const { kind } = job.row;
    const { signal } = job.abort;
    const ask = (work: (session: AccountSession) => Promise<MediaLocation>) =>
      tokens.withSession(tokenId, work, signal);
    try {
      const fresh = await ask((session) => session.flow.resolveMedia(session, mediaId, kind, signal));
      return await fetchLocation(job, tokenId, fresh);
    } catch (cause) {
      if (signal.aborted) throw cause;
      const error = describeError(ServiceError.from(cause));
      log.debug({ ...idsOf(job.row), error }, 'a fresh address failed, too; asking for the bytes themselves');
      const own = await ask((session) => session.flow.readMedia(session.accessToken, mediaId, kind, signal)).catch(
        () => {
          throw cause; // the first failure says more
        },
      );
      return fetchLocation(job, tokenId, own);
    }
  }

  /** What the job promised; when an enlargement is late, or has no place any more, the plain result behind it. */
  async function fetchBest(job: Fetching, isLate: boolean): Promise<Fetched> {
    const { media: best = null, plain = null } = job.row.work ?? {};
    try {
      return await fetchFrom(job, best);
    } catch (cause) {
      const isNowhere = best !== null && best.url === null && best.mediaId === null;
      if (plain === null || job.abort.signal.aborted || !(isLate || isNowhere)) throw cause;
      const error = ServiceError.from(cause);
      const fetched = await fetchFrom(job, plain);
      log.warn(
        { ...idsOf(job.row), error: describeError(error) },
        'an enlarged result cannot be fetched; delivering the plain one',
      );
      return { ...fetched, notice: enlargingFailed(error) };
    }
  }

  async function complete(job: LiveJob, { asset, within, discard, notice }: Fetched): Promise<void> {
    try {
      await lifecycle.end(job, { state: 'completed', assets: [asset], within, notice: notice ?? null });
    } catch (cause) {
      await discard();
      throw cause;
    }
  }

  /**
   * Fetches until it works, the job is let go of, its account is removed, or the media's time is over. `job` is in state
   * `retrieving`.
   */
  async function retrieve(job: LiveJob): Promise<void> {
    const [begun, ageThen] = [elapsed(), now() - job.row.updatedAt];
    const age = (): number => ageThen + elapsed() - begun;
    const tryOnce = async (): Promise<void> => {
      if (job.abort.signal.aborted) return;
      const isLate = age() > settings().retrieveTimeoutMs * LATE;
      await complete(job, await fetchBest(job, isLate || isOrphan(job)));
    };
    for (let delayMs = FIRST_RETRY_MS; !job.abort.signal.aborted; delayMs = Math.min(delayMs * 2, MAX_RETRY_MS)) {
      try {
        return await inTurn[job.row.kind](tryOnce);
      } catch (cause) {
        if (job.abort.signal.aborted || cause instanceof StaleJobError) return;
        const error = ServiceError.from(cause);
        log.warn({ ...idsOf(job.row), error: describeError(error), err: error.cause }, 'fetching a result failed');
        if (isOrphan(job)) return lifecycle.fail(job, orphaned(error));
        if (age() > settings().retrieveTimeoutMs) return lifecycle.fail(job, gone(error));
        job.detail = `The result is ready upstream. Fetching it failed and is tried again: ${error.message}`;
        live.changed(job, 0);
        await pause(schedule, delayMs, job.abort.signal);
      }
    }
  }

  return {
    retrieve,
    /** One try for a job that has ended. What it fetches is to be recorded with the job, or discarded. */
    fetchOnce: (job: Fetching): Promise<Fetched> => fetchBest(job, true),
  };
}

export type Retriever = ReturnType<typeof createRetriever>;

/** The result is not a file of this fetch: nothing to record, nothing to undo. */
const NOTHING_KEPT = { within: async () => {}, discard: async () => {} };

function factsOf({ mimeType, bytes, width, height }: KeptMedia) {
  return { mimeType, bytes, width, height };
}

/** With caching off the upstream's own link is the result, and dies when the upstream says so. */
function passedOn(job: Fetching, url: string, expiresAt: number | null): Fetched {
  const mimeType = job.row.kind === 'image' ? 'image/jpeg' : 'video/mp4';
  return {
    asset: { kind: job.row.kind, file: null, url, mimeType, bytes: null, width: null, height: null, expiresAt },
    ...NOTHING_KEPT,
  };
}

/** What needed no account (bytes that came inside an answer, a link that is passed on) has been tried. */
function orphaned(cause: ServiceError): ServiceError {
  const text =
    'The result was made, but the account that made it was removed from the pool before it was fetched, and no other one can fetch it.';
  return new ServiceError('media_unavailable', text, { cause });
}

function gone(cause: ServiceError): ServiceError {
  return new ServiceError(
    'media_unavailable',
    `The result was made but could not be fetched in time: ${cause.message}`,
    { cause },
  );
}
