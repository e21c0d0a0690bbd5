import type { MediaType } from './file-name.ts';
import { MAX_PIXELS, sharp } from './pictures.ts';
import type { ReadAt } from './read-at.ts';

/** More than the index of a clip of some seconds ever needs. */
const VIDEO_CACHE_BYTES = 1024 * 1024;

/** What can be told of a file without decoding it. Pixels as shown, that is after rotation. */
export interface MediaFacts {
  width: number;
  height: number;
  /** Length of a video; null for a picture. */
  seconds: number | null;
}

/** A finished file that is open for reading. */
export interface OpenFile {
  path: string;
  bytes: number;
  readAt: ReadAt;
}

/** Reads the headers of a finished file. Throws when they make no sense, which means that no player would open it either. */
export async function probe(file: OpenFile, mimeType: MediaType): Promise<MediaFacts> {
  return mimeType.startsWith('video/') ? probeVideo(file) : probePicture(file);
}

async function probePicture({ path }: OpenFile): Promise<MediaFacts> {
  const { autoOrient } = await sharp(path, { limitInputPixels: MAX_PIXELS }).metadata();
  return { ...autoOrient, seconds: null };
}

async function probeVideo({ bytes, readAt }: OpenFile): Promise<MediaFacts> {
  // Loaded with the first video: it is large, and whoever starts the service waits for everything else.
  const { CustomSource, Input, MP4, WEBM } = await import('mediabunny');
  const source = new CustomSource({
    getSize: () => bytes,
    read: (start, end) => readAt(start, end - start),
    maxCacheSize: VIDEO_CACHE_BYTES,
    prefetchProfile: 'fileSystem',
  });
  using input = new Input({ formats: [MP4, WEBM], source });
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error('no video track');
  return {
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
    seconds: (await track.getDurationFromMetadata()) ?? (await track.computeDuration()),
  };
}
