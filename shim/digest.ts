import { createHash, type Hash } from 'node:crypto';

/**
 * Hex SHA-256 of a JSON value, the same for any order of its keys; what is absent and what is null are the same. Fed piece by
 * piece, so that a picture in it is not copied.
 */
export function digestOf(value: unknown): string {
  const hash = createHash('sha256');
  feed(hash, value);
  return hash.digest('hex');
}

function feed(hash: Hash, value: unknown): void {
  if (typeof value === 'string') hash.update(`"${value.length}:`).update(value);
  else if (Array.isArray(value)) {
    hash.update('[');
    for (const item of value) feed(hash, item);
    hash.update(']');
  } else if (typeof value === 'object' && value !== null) {
    hash.update('{');
    for (const [key, item] of Object.entries(value).sort(byKey)) {
      if (item === undefined || item === null) continue;
      feed(hash, key);
      feed(hash, item);
    }
    hash.update('}');
  } else hash.update(`${String(value)};`);
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0);
