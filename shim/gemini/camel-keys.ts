/** Deeper than anything that is read here: `contents[0].parts[0].inlineData.data` is the sixth level. */
const MAX_DEPTH = 10;

/**
 * A body with its field names in Google's first spelling: the wire takes `inline_data` as well as `inlineData`, and programs
 * send both. Texts are not copied. Of two spellings in one place the first counts.
 */
export function camelKeys(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => camelKeys(item, depth + 1));
  const fields = Object.entries(value).map(([key, item]) => [camel(key), camelKeys(item, depth + 1)] as const);
  return Object.fromEntries(fields.reverse());
}

function camel(key: string): string {
  return key.replace(/(?<=[a-z\d])_([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
}
