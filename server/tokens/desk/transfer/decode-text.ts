import { isUtf8 } from 'node:buffer';
import { unreadable } from './read-text.ts';

/** How files begin, in hex, that were packed by zip (a workbook is, too), gzip, zstd, xz, 7z or bzip2. */
const PACKED = /^(?:504b0304|504b0506|1f8b|28b52ffd|fd377a585a00|377abcaf271c|425a683[1-9]314159)/;
const UTF_16 = /^(?:fffe|feff)/;
const LONGEST = 7;

/**
 * The text of a file that is no database. What is plainly no UTF-8 is refused as a whole: line by line it would be told many
 * times that it is nothing, and never why.
 * @throws ServiceError `invalid_value`
 */
export function decodeText(content: Uint8Array): string {
  const bytes = Buffer.from(content);
  const start = bytes.subarray(0, LONGEST).toString('hex');
  if (PACKED.test(start)) {
    throw unreadable('It is packed, as zip and gzip files and workbooks are. Unpack it, or save the workbook as CSV.');
  }
  if (UTF_16.test(start)) throw unreadable('It is a text in UTF-16. Save it in UTF-8.');
  // No text has a zero, while UTF-16 has one in every second byte; so do packed files that went through a text.
  if (bytes.includes(0) || !isUtf8(bytes)) {
    throw unreadable('It is no text in UTF-8. Save it in UTF-8, or unpack it if it is packed.');
  }
  return bytes.toString('utf8');
}
