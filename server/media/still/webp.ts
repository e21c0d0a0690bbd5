import { BlobSource, EncodedPacketSink, Input, WEBM } from 'mediabunny';

const HEADER_BYTES = 20;

/**
 * A WebP of the first frame of a WebM: a lossy WebP is a VP8 key frame with a header before it.
 * @see https://developers.google.com/speed/webp/docs/riff_container (Simple File Format, Lossy)
 */
export async function webpOf(webm: Uint8Array): Promise<Buffer> {
  using input = new Input({ formats: [WEBM], source: new BlobSource(new Blob([new Uint8Array(webm)])) });
  const track = await input.getPrimaryVideoTrack();
  const packet = track === null ? null : await new EncodedPacketSink(track).getFirstKeyPacket();
  if (packet === null) throw new Error('a WebM without a frame');
  const { data } = packet;
  const padding = data.length % 2;
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + data.length + padding, 4);
  header.write('WEBPVP8 ', 8, 'latin1');
  header.writeUInt32LE(data.length, 16);
  return Buffer.concat([header, data, Buffer.alloc(padding)]);
}
