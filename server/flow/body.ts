const HOLE = '\u0000base64\u0000';
const HOLE_TEXT = Buffer.from(JSON.stringify(HOLE).slice(1, -1));
/** Divisible by three, so that the pieces' base64 joins without padding. */
const SLICE_BYTES = 3 * 64 * 1024;

/**
 * A JSON body in which every Uint8Array stands as base64 text. Large bytes are encoded slice by slice straight into the
 * result, so that a picture is in memory once as bytes and once as base64, never more.
 */
export function encodeBody(body: object): Buffer {
  const pieces: Uint8Array[] = [];
  const text = JSON.stringify(body, function (this: Record<string, unknown>, key: string, value: unknown) {
    // From the holder, because a Buffer has turned itself into a list of numbers by the time it arrives as the value.
    const raw = this[key];
    if (!(raw instanceof Uint8Array)) return value;
    pieces.push(raw);
    return HOLE;
  });
  return pieces.length === 0 ? Buffer.from(text) : fillHoles(Buffer.from(text), pieces);
}

function fillHoles(text: Buffer, pieces: readonly Uint8Array[]): Buffer {
  const growth = pieces.reduce((sum, piece) => sum + Math.ceil(piece.byteLength / 3) * 4 - HOLE_TEXT.length, 0);
  const filled = Buffer.allocUnsafe(text.length + growth);
  let read = 0;
  let written = 0;
  for (const piece of pieces) {
    const hole = text.indexOf(HOLE_TEXT, read);
    written += text.copy(filled, written, read, hole);
    for (let from = 0; from < piece.byteLength; from += SLICE_BYTES) {
      const slice = Buffer.from(piece.buffer, piece.byteOffset + from, Math.min(SLICE_BYTES, piece.byteLength - from));
      written += filled.write(slice.toString('base64'), written, 'latin1');
    }
    read = hole + HOLE_TEXT.length;
  }
  text.copy(filled, written, read);
  return filled;
}
