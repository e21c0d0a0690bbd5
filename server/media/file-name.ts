import { randomBytes } from 'node:crypto';

/** The types that are kept, each with the ending that its name gets. Clients go by the ending, so it must be right. */
export const EXTENSION = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
} as const;
/** A type of file that is kept. */
export type MediaType = keyof typeof EXTENSION;

const STEM = '[a-z0-9]{8,64}';
const FILE_NAME = new RegExp(`^${STEM}\\.(?:${Object.values(EXTENSION).join('|')})$`);
const PART_NAME = new RegExp(`^${STEM}\\.part$`);

/** Whether text is a name that this store could have given: nothing else ever becomes part of a path. */
export function isFileName(text: string): boolean {
  return FILE_NAME.test(text);
}

/** Whether text names a file that is still being written. */
export function isPartName(text: string): boolean {
  return PART_NAME.test(text);
}

/** 160 random bits in lower case letters and digits: whoever knows an address was given it. */
export function newFileStem(): string {
  return randomBytes(20).toString('hex');
}
