import {
  BufferTarget,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  type InputVideoTrack,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import type { ReadAt } from '../read-at.ts';
import { videoInput } from '../video-input.ts';

/** The longer side of a still, in pixels. */
const LONGER_SIDE = 640;

/** The first frame of a video, by itself, and how it is to be shown. */
export interface LoneFrame {
  /** An MP4 that holds nothing else. */
  mp4: Uint8Array;
  /** Pixels of the still, before it is turned. */
  width: number;
  height: number;
  /** Degrees by which it is turned, clockwise. */
  rotation: number;
  /** What its colours are written in. */
  matrix: 'bt601' | 'bt709';
  fullRange: boolean;
}

/** Cuts the first frame out of a video, so that a long one costs no more than a short one. Null unless it is H.264. */
export async function loneFrame(file: { bytes: number; readAt: ReadAt }): Promise<LoneFrame | null> {
  using input = videoInput(file);
  const track = await input.getPrimaryVideoTrack();
  if (track === null || (await track.getCodec()) !== 'avc') return null;
  const mp4 = await cutOut(track);
  if (mp4 === null) return null;
  const [width, height] = [await track.getCodedWidth(), await track.getCodedHeight()];
  return {
    ...{ mp4, rotation: await track.getRotation() },
    ...sizeFor(width, height),
    ...(await coloursOf(track, height)),
  };
}

async function cutOut(track: InputVideoTrack): Promise<Uint8Array | null> {
  const decoderConfig = await track.getDecoderConfig();
  const packet = await new EncodedPacketSink(track).getFirstKeyPacket();
  if (decoderConfig === null || packet === null) return null;
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat(), target });
  const source = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(source);
  await output.start();
  await source.add(packet.clone({ timestamp: 0 }), { decoderConfig });
  await output.finalize();
  return target.buffer === null ? null : new Uint8Array(target.buffer);
}

/** Never larger than the video, and even, as encoders want it. */
function sizeFor(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, LONGER_SIDE / Math.max(width, height));
  const even = (pixels: number) => Math.max(2, 2 * Math.round((pixels * scale) / 2));
  return { width: even(width), height: even(height) };
}

/** What a video does not say is guessed as players do: by its size. */
async function coloursOf(track: InputVideoTrack, height: number): Promise<Pick<LoneFrame, 'matrix' | 'fullRange'>> {
  const { matrix, fullRange } = await track.getColorSpace();
  const isOld = matrix == null ? height < 720 : matrix === 'smpte170m' || matrix === 'bt470bg';
  return { matrix: isOld ? 'bt601' : 'bt709', fullRange: fullRange ?? false };
}
