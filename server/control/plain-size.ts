/**
 * About as many characters as a value of JSON takes, counted until there are more than `most`: then it is some number above.
 * A text alone counts as it is.
 */
export function plainSize(value: unknown, most: number): number {
  let size = 0;
  const waiting = [value];
  while (waiting.length > 0 && size <= most) {
    const next = waiting.pop();
    if (typeof next === 'string') size += next.length;
    else if (typeof next !== 'object' || next === null) size += 1;
    else {
      for (const [key, inside] of Array.isArray(next) ? next.entries() : Object.entries(next)) {
        size += typeof key === 'string' ? key.length + 1 : 1;
        if (size > most) break;
        waiting.push(inside);
      }
    }
  }
  return size;
}
