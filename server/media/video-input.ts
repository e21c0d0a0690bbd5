import { CustomSource, Input, MP4, WEBM } from 'mediabunny';
import type { ReadAt } from './read-at.ts';

/** More than the index of a clip of some seconds ever needs. */
const CACHE_BYTES = 1024 * 1024;

/** A video that is open for reading; only what is asked for is read of it. Whoever opens it disposes of it. */
export function videoInput({ bytes, readAt }: { bytes: number; readAt: ReadAt }): Input {
  const source = new CustomSource({
    getSize: () => bytes,
    read: (start, end) => readAt(start, end - start),
    maxCacheSize: CACHE_BYTES,
    prefetchProfile: 'fileSystem',
  });
  return new Input({ formats: [MP4, WEBM], source });
}
