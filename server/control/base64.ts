import { ServiceError } from '../../schema/errors.ts';

const ALPHABET = /^[A-Za-z0-9+/]*={0,2}$/;

/** What comes before the base64 in a data URL. */
const DATA_URL = /^\s*data:[^,]{0,200};base64,/i;

/** The bytes of a text in base64, which may have breaks in it, or of a data URL of such. @throws ServiceError `invalid_value`, naming the argument */
export function bytesOfBase64(text: string, param: string): Buffer {
  const plain = text.replace(DATA_URL, '').replaceAll(/\s/g, '');
  // Without its padding it may end anywhere but after the first character of four.
  const isWhole = plain.endsWith('=') ? plain.length % 4 === 0 : plain.length % 4 !== 1;
  if (ALPHABET.test(plain) && isWhole) return Buffer.from(plain, 'base64');
  throw new ServiceError('invalid_value', 'This is no base64, or not all of it.', { param });
}

/** What was sent as text, or in base64 as a file. @throws ServiceError `invalid_value`, naming the argument */
export const bytesOf = (content: string, encoding: 'utf8' | 'base64', param: string): Buffer =>
  encoding === 'base64' ? bytesOfBase64(content, param) : Buffer.from(content, 'utf8');
