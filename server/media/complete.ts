import type { MediaType } from './file-name.ts';
import type { ReadAt } from './read-at.ts';

/** How far from the end an end marker may lie: some writers add a few bytes behind it. */
const TAIL_BYTES = 4_096;
/** More boxes than any clip has; a file made of tiny boxes must not keep us busy. */
const MAX_BOXES = 20_000;

const PNG_END = Buffer.from('0000000049454e44ae426082', 'hex');
const JPEG_END = Buffer.from('ffd9', 'hex');
const GIF_END = 0x3b;
const SEGMENT_ID = 0x18538067;

/**
 * Whether a file was received to its end, as far as its own structure tells: the end marker of a picture, the top-level
 * boxes of a video. Reads a few bytes only; says nothing about the picture itself. Returns what is missing, or null.
 */
export async function whatIsMissing(readAt: ReadAt, size: number, mimeType: MediaType): Promise<string | null> {
  switch (mimeType) {
    case 'image/png':
      return (await tailHas(readAt, size, PNG_END)) ? null : 'its end chunk';
    case 'image/jpeg':
      return (await tailHas(readAt, size, JPEG_END)) ? null : 'its end marker';
    case 'image/gif':
      return (await lastByte(readAt, size)) === GIF_END ? null : 'its trailer';
    case 'image/webp':
      return (await readAt(4, 4)).readUInt32LE() + 8 <= size ? null : 'its last bytes';
    case 'video/mp4':
      return missingBox(readAt, size);
    case 'video/webm':
      return missingSegment(readAt, size);
    default:
      return mimeType satisfies never;
  }
}

async function tailHas(readAt: ReadAt, size: number, marker: Buffer): Promise<boolean> {
  const length = Math.min(size, TAIL_BYTES);
  return (await readAt(size - length, length)).includes(marker);
}

/** The last byte that is not padding. A GIF's end is too short a mark to be looked for anywhere else. */
async function lastByte(readAt: ReadAt, size: number): Promise<number | undefined> {
  const length = Math.min(size, TAIL_BYTES);
  return (await readAt(size - length, length)).findLast((byte) => byte !== 0);
}

/** Walks the top-level boxes of an MP4: each must lie whole within the file, and index (`moov`) and data must both be there. */
async function missingBox(readAt: ReadAt, size: number): Promise<string | null> {
  const seen = new Set<string>();
  let at = 0;
  for (let boxes = 0; at < size; boxes += 1) {
    if (boxes > MAX_BOXES) return 'an end to its boxes';
    if (size - at < 8) return 'the rest of a box';
    const header = await readAt(at, Math.min(16, size - at));
    const type = header.toString('latin1', 4, 8);
    const length = boxLength(header, size - at);
    if (length === null || at + length > size) return `the rest of its ${printable(type)} box`;
    seen.add(type);
    at += length;
  }
  if (!seen.has('moov')) return 'its moov box';
  return seen.has('mdat') ? null : 'its mdat box';
}

/** Length of a box with its header; null when it cannot be. 0 means "to the end", 1 that a 64-bit length follows. */
function boxLength(header: Buffer, toEnd: number): number | null {
  const short = header.readUInt32BE(0);
  if (short === 0) return toEnd;
  if (short !== 1) return short >= 8 ? short : null;
  if (header.length < 16) return null;
  const long = Number(header.readBigUInt64BE(8));
  return long >= 16 ? long : null;
}

/** A WebM is one header and one segment; a segment of stated size must lie whole within the file. */
async function missingSegment(readAt: ReadAt, size: number): Promise<string | null> {
  const header = readElement(await readAt(0, Math.min(16, size)));
  if (header?.dataBytes == null) return 'its header';
  const at = header.headerBytes + header.dataBytes;
  if (at >= size) return 'its segment';
  const segment = readElement(await readAt(at, Math.min(16, size - at)));
  if (segment?.id !== SEGMENT_ID) return 'its segment';
  const isWhole = segment.dataBytes === null || at + segment.headerBytes + segment.dataBytes <= size;
  return isWhole ? null : 'the rest of its segment';
}

/** Id and size of the EBML element at the start of `bytes`; `dataBytes` null for a size left open, as live recorders do. */
function readElement(bytes: Buffer): { id: number; headerBytes: number; dataBytes: number | null } | null {
  const idBytes = Math.clz32(bytes[0] ?? 0) - 23;
  const first = bytes[idBytes];
  if (idBytes > 4 || first === undefined) return null;
  const sizeBytes = Math.clz32(first) - 23;
  if (sizeBytes > 8 || bytes.length < idBytes + sizeBytes) return null;
  let value = BigInt(first & (0xff >> sizeBytes));
  for (const byte of bytes.subarray(idBytes + 1, idBytes + sizeBytes)) value = (value << 8n) | BigInt(byte);
  const open = (1n << BigInt(7 * sizeBytes)) - 1n;
  return {
    id: bytes.readUIntBE(0, idBytes),
    headerBytes: idBytes + sizeBytes,
    dataBytes: value === open ? null : Number(value),
  };
}

function printable(type: string): string {
  return /^[\w ]{4}$/.test(type) ? type.trim() : 'unnamed';
}
