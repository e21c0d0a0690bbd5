/** Accounts that are taken in by one call at least, so that its progress is seen and it can be stopped. */
const LEAST = 10;
/** The whole file goes with each call, so there are not many. */
const MOST_CALLS = 20;

/** Lines in the groups in which they are imported, one after another. */
export function batches(lines: readonly number[]): number[][] {
  const size = Math.max(LEAST, Math.ceil(lines.length / MOST_CALLS));
  return Array.from({ length: Math.ceil(lines.length / size) }, (_, index) =>
    lines.slice(index * size, (index + 1) * size),
  );
}
