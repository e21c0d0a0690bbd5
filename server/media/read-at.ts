import type { FileHandle } from 'node:fs/promises';

/** Reads up to `length` bytes from `position` on; fewer only where the file ends. */
export type ReadAt = (position: number, length: number) => Promise<Buffer>;

/** Holds small files whole, and the headers of most others. */
const HEAD_BYTES = 64 * 1024;

/**
 * Reads of a finished file of `size` bytes. Its beginning is read once for all who look at it: each read is a turn in a line
 * that every file shares, and in it may stand whoever waits for the disk.
 */
export function createReadAt(handle: FileHandle, size: number): ReadAt {
  let head: Promise<Buffer> | null = null;
  return async (position, length) => {
    if (Math.min(position + length, size) > HEAD_BYTES) return read(handle, position, length);
    head ??= read(handle, 0, Math.min(size, HEAD_BYTES));
    return (await head).subarray(position, position + length);
  };
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
