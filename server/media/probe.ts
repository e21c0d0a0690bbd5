import { FilePathSource, Input, MP4, WEBM } from 'mediabunny';
import type { MediaType } from './file-name.ts';
import { MAX_PIXELS, sharp } from './pictures.ts';

/** More than the index of a clip of some seconds ever needs. */
const VIDEO_CACHE_BYTES = 1024 * 1024;

/** What can be told of a file without decoding it. Pixels as shown, that is after rotation. */
export interface MediaFacts {
  width: number;
  height: number;
  /** Length of a video; null for a picture. */
  seconds: number | null;
}

/** Reads the headers of a finished file. Throws when they make no sense, which means that no player would open it either. */
export async function probe(path: string, mimeType: MediaType): Promise<MediaFacts> {
  return mimeType.startsWith('video/') ? probeVideo(path) : probePicture(path);
}

async function probePicture(path: string): Promise<MediaFacts> {
  const { autoOrient } = await sharp(path, { limitInputPixels: MAX_PIXELS }).metadata();
  return { ...autoOrient, seconds: null };
}

async function probeVideo(path: string): Promise<MediaFacts> {
  using input = new Input({
    formats: [MP4, WEBM],
    source: new FilePathSource(path, { maxCacheSize: VIDEO_CACHE_BYTES }),
  });
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error('no video track');
  return {
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
    seconds: (await track.getDurationFromMetadata()) ?? (await track.computeDuration()),
  };
}
