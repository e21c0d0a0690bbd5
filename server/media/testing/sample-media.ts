// Real media for tests: pictures by libvips, videos by an H.264 encoder.
import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Output, WebMOutputFormat } from 'mediabunny';
import sharp from 'sharp';

export interface Size {
  width: number;
  height: number;
}

/** A picture with noise, so that it does not shrink to nothing. */
export function samplePicture(
  type: 'png' | 'jpeg' | 'webp' | 'gif' | 'avif' | 'tiff',
  { width, height }: Size = { width: 64, height: 48 },
): Promise<Buffer> {
  return sharp({
    create: { width, height, channels: 3, background: '#f80', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  })
    .toFormat(type)
    .toBuffer();
}

/** A short H.264 video in an MP4 with its index at the end, as the encoder writes it. */
export async function sampleVideo({ width, height }: Size = { width: 64, height: 48 }, frames = 12): Promise<Buffer> {
  const encoder = await (await loadEncoder()).createH264MP4Encoder();
  Object.assign(encoder, { width, height, frameRate: 12, speed: 10 });
  encoder.initialize();
  for (let frame = 0; frame < frames; frame += 1) {
    encoder.addFrameRgba(new Uint8Array(width * height * 4).fill(frame * 20));
  }
  encoder.finalize();
  const bytes = Buffer.from(encoder.FS.readFile(encoder.outputFilename));
  encoder.delete();
  return bytes;
}

/** A WebM whose container is real and whose pictures are not: there is no VP8 encoder here. */
export async function sampleWebm({ width, height }: Size = { width: 64, height: 48 }): Promise<Buffer> {
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const source = new EncodedVideoPacketSource('vp8');
  output.addVideoTrack(source);
  await output.start();
  for (let frame = 0; frame < 10; frame += 1) {
    const packet = new EncodedPacket(new Uint8Array(500).fill(frame), frame === 0 ? 'key' : 'delta', frame / 10, 0.1);
    await source.add(packet, { decoderConfig: { codec: 'vp8', codedWidth: width, codedHeight: height } });
  }
  await output.finalize();
  return Buffer.from(target.buffer ?? new ArrayBuffer(0));
}

/** The encoder listens for the process's own failures when it is loaded, and would hide those of a test. */
async function loadEncoder() {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.rawListeners(event));
  const { default: encoder } = await import('h264-mp4-encoder');
  events.forEach((event, index) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[index]?.includes(listener)) process.off(event, listener as () => void);
    }
  });
  return encoder;
}
