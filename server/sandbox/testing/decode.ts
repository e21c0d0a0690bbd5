import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny';

/** What a decoder finds in an MP4. */
export async function probeVideo(bytes: Uint8Array) {
  using input = new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) });
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new Error('there is no video in it');
  let frames = 0;
  for await (const _packet of new EncodedPacketSink(track).packets()) frames += 1;
  return {
    mimeType: (await input.getMimeType()).split(';')[0],
    codec: track.codec,
    width: track.displayWidth,
    height: track.displayHeight,
    seconds: await input.computeDuration(),
    frames,
    /** Whether the index stands before the frames. */
    indexInFront: Buffer.from(bytes).indexOf('moov') < Buffer.from(bytes).indexOf('mdat'),
  };
}
