const DATED_BOXES = ['mvhd', 'tkhd', 'mdhd'];
/** Bytes between a box's name and its times: version and flags. */
const BEFORE_TIMES = 4;

/**
 * Sets the times of creation in an MP4's index to zero ("not known"), in place. A clip is drawn again when it has been
 * forgotten, and parts of it that were fetched before and after must fit together.
 */
export function withoutDates(mp4: Uint8Array): Uint8Array {
  const bytes = Buffer.from(mp4.buffer, mp4.byteOffset, mp4.byteLength);
  const index = bytes.subarray(0, bytes.indexOf('mdat'));
  for (const name of DATED_BOXES) {
    for (let at = index.indexOf(name); at >= 0; at = index.indexOf(name, at + name.length)) {
      const version = index[at + name.length];
      const times = at + name.length + BEFORE_TIMES;
      index.fill(0, times, times + (version === 1 ? 16 : 8));
    }
  }
  return mp4;
}
