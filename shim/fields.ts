import { z } from 'zod';

/** What a form can only send as text, and sends empty for nothing. */
function spoken(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return text === '' ? null : text;
}

/** A few characters by their nature; what is not understood is repeated in the answer, so it has a bound. */
export const wish = z.string().max(100, 'must not be longer than 100 characters');

/** A length, as a number or in words. */
export const spokenNumber = z.union([z.number(), wish], 'must be a number or a string');

/** A whole number, as a number or as its digits; nothing for null and an empty text. */
export function wholeNumber(range: { min?: number; max?: number } = {}) {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = range;
  const message = 'min' in range ? `must be a whole number from ${min} to ${max}` : 'must be a whole number';
  const number = z.int(message).min(min, message).max(max, message).nullish();
  const asNumber = z.preprocess((value) => {
    const said = spoken(value);
    return typeof said === 'string' && /^[+-]?\d{1,15}$/.test(said) ? Number(said) : said;
  }, number);
  const bounds = 'min' in range ? { minimum: min, maximum: max } : {};
  return alsoAsText(asNumber, { type: 'integer', ...bounds }, { pattern: '^\\s*[+-]?\\d{1,15}\\s*$' });
}

const SWITCH: Readonly<Record<string, boolean>> = { true: true, false: false, '1': true, '0': false };

const switched = z.preprocess((value) => {
  const said = spoken(value);
  return typeof said === 'string' ? (SWITCH[said.toLowerCase()] ?? said) : said;
}, z.boolean('must be true or false').nullish());

/** Yes or no, as such or in words; nothing for null and an empty text. */
export const yesOrNo = alsoAsText(switched, { type: 'boolean' }, { enum: Object.keys(SWITCH) });

/** One of some words, in any case; nothing for null and an empty text. */
export function word<const T extends string>(words: readonly [T, ...T[]]) {
  const choice = z.enum(words, `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`).nullish();
  return z.preprocess((value) => {
    const said = spoken(value);
    return typeof said === 'string' ? said.toLowerCase() : said;
  }, choice);
}

/** Tells `/openapi.json` what a field takes: what is done to a value before it is checked, Zod cannot say in JSON Schema. */
function alsoAsText<T extends z.ZodType>(schema: T, itself: object, text: object): T {
  return schema.meta({ override: { anyOf: [itself, { type: 'string', ...text }, { type: 'null' }] } });
}
