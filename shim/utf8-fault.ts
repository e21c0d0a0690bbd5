import { isUtf8 } from 'node:buffer';

/** Checked at a time; what holds the fault is then walked through character by character. */
const BLOCK_BYTES = 64 * 1024;
const MAX_CHARACTER_BYTES = 4;

/** Offset of the first byte at which bytes stop being UTF-8; their number when they are. */
export function utf8FaultOffset(bytes: Uint8Array): number {
  let start = 0;
  while (start < bytes.length) {
    const end = characterStart(bytes, start + BLOCK_BYTES);
    if (!isUtf8(bytes.subarray(start, end))) return faultIn(bytes, start);
    start = end;
  }
  return bytes.length;
}

/** `at`, or where the character begins that goes on there. */
function characterStart(bytes: Uint8Array, at: number): number {
  let start = Math.min(at, bytes.length);
  for (let back = 1; back < MAX_CHARACTER_BYTES && isContinuation(bytes[start]); back += 1) start -= 1;
  return start;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function faultIn(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    if (length === null) return at;
    at += length;
  }
  return bytes.length;
}

/** Bytes of the character at `at`; null when there is none. */
function characterLength(bytes: Uint8Array, at: number): number | null {
  for (let length = 1; length <= MAX_CHARACTER_BYTES; length += 1) {
    if (isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return null;
}
