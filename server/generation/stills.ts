import type { Generation } from '../../schema/entities/generation.ts';
import { ServiceError } from '../../schema/errors.ts';
import { describeError, type GenerationDeps, idsOf, type KeptMedia } from './deps.ts';

/** The types that the upstream may send one in, by the endings of their names. */
const ENDINGS = ['jpg', 'png', 'webp'];
const LONGEST_MS = 15_000;

/**
 * Small pictures of finished videos, as the upstream makes them: fetched when the first caller wants one, and kept beside the
 * video under a name that begins with its.
 */
export function createStills({ database, media, tokens, flowFor, log }: GenerationDeps) {
  const running = new Map<string, Promise<KeptMedia | null>>();

  async function known(stem: string): Promise<KeptMedia | null> {
    for (const ending of ENDINGS) {
      const file = await media.describe(`${stem}.${ending}`);
      if (file !== null) return file;
    }
    return null;
  }

  async function fetched(row: Generation, stem: string): Promise<KeptMedia | null> {
    const mediaId = row.work?.media?.mediaId ?? row.work?.plain?.mediaId ?? null;
    const { tokenId } = row;
    if (mediaId === null || tokenId === null) return null;
    const signal = AbortSignal.timeout(LONGEST_MS);
    try {
      const place = await tokens.withSession(
        tokenId,
        (session) => session.flow.resolveThumbnail(session, mediaId, signal),
        signal,
      );
      const stream = await flowFor(tokenId).openMedia(place.url ?? '', signal);
      const file = await media.keepStream(stream, { kind: 'image', stem, signal });
      await database.commit((tx) => media.recordFile(tx, file));
      return file;
    } catch (cause) {
      // The video is there all the same; the upstream forgets these sooner than we do.
      log.info({ ...idsOf(row), error: describeError(ServiceError.from(cause)) }, 'a thumbnail could not be fetched');
      return null;
    }
  }

  /** The small picture of a job's video; null when there is none to be had. */
  return async function stillOf(row: Generation): Promise<KeptMedia | null> {
    const file = row.kind === 'video' ? row.assets?.[0]?.file : null;
    if (file == null || (await media.describe(file)) === null) return null;
    const stem = `${file.split('.')[0]}t`;
    const there = await known(stem);
    if (there !== null) return there;
    const work = running.get(stem) ?? fetched(row, stem).finally(() => running.delete(stem));
    running.set(stem, work);
    return work;
  };
}
