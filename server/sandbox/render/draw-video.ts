import { setImmediate as nextTurn } from 'node:timers/promises';
import HME from 'h264-mp4-encoder';
import { ALL_FORMATS, BufferSource, BufferTarget, Conversion, Input, Mp4OutputFormat, Output } from 'mediabunny';
import { type CardText, drawCard, drawProgress } from './card.ts';
import { drawForeignLine } from './draw-image.ts';
import { tintOf } from './tint.ts';
import { withoutDates } from './undated.ts';

/** A clip to be drawn: everything that decides its bytes. */
export interface VideoSpec {
  width: number;
  height: number;
  seconds: number;
  /** Frames per second; whole. */
  fps: number;
  text: CardText;
}

const QUANTIZATION = 33;
/** The fastest of the encoder's steps. */
const SPEED = 10;

/**
 * Draws the card as a silent H.264 MP4 whose index is in front, with a bar that moves through the clip. The frames go to
 * the encoder in its own colour format: converting from RGB would cost more than encoding.
 */
export async function drawVideo(spec: VideoSpec): Promise<Uint8Array> {
  const { width, height, seconds, fps, text } = spec;
  const plane = await drawCard({ width, height }, text, drawForeignLine);
  const { u, v } = tintOf(text.body);
  const luma = width * height;
  const frame = new Uint8Array(luma * 1.5).fill(u, luma, luma * 1.25).fill(v, luma * 1.25);
  const frames = seconds * fps;

  const encoder = await HME.createH264MP4Encoder();
  try {
    Object.assign(encoder, {
      width,
      height,
      frameRate: fps,
      groupOfPictures: frames,
      quantizationParameter: QUANTIZATION,
      speed: SPEED,
    });
    encoder.initialize();
    for (let index = 0; index < frames; index += 1) {
      drawProgress(plane, (index + 1) / frames);
      frame.set(plane.pixels);
      encoder.addFrameYuv(frame);
      await nextTurn(); // lets the thread check uploads between two frames of a long clip
    }
    encoder.finalize();
    return await indexInFront(encoder.FS.readFile(encoder.outputFilename));
  } finally {
    encoder.delete();
  }
}

/** Repacks the file so that a player can start before it has read all of it. */
async function indexInFront(mp4: Uint8Array): Promise<Uint8Array> {
  using input = new Input({ formats: ALL_FORMATS, source: new BufferSource(mp4) });
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const conversion = await Conversion.init({ input, output });
  await conversion.execute();
  if (!target.buffer) throw new Error('the clip could not be repacked');
  return withoutDates(new Uint8Array(target.buffer));
}
