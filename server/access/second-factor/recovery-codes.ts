import { randomBytes } from 'node:crypto';

const COUNT = 10;
/** 80 bits: nobody guesses one, so a fast digest will do for keeping it. */
const LENGTH = 16;
/** 32 signs, none of which looks like another. */
const SIGNS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Codes for whoever has lost the device, as `xxxx-xxxx-xxxx-xxxx`. */
export const newRecoveryCodes = (): string[] => Array.from({ length: COUNT }, newCode);

function newCode(): string {
  const signs = [...randomBytes(LENGTH)].map((byte) => SIGNS[byte % SIGNS.length]).join('');
  return (signs.match(/.{4}/g) ?? []).join('-');
}

/** A code of either kind without what people put in between, and in plain signs where a keyboard gives wide ones. */
export const plainCode = (typed: string): string => typed.normalize('NFKC').replaceAll(/[\s-]/g, '').toLowerCase();
