/** A place in a line. It knows its neighbours, so that leaving costs the same wherever it stands. */
export interface Spot<T> {
  readonly owner: T;
  line: Line<T> | null;
  before: Spot<T> | null;
  after: Spot<T> | null;
}

/**
 * Those who wait their turn, first come first. A Set would do but for one thing: after much coming and going its
 * iteration has to step over all who left.
 */
export interface Line<T> {
  first: Spot<T> | null;
  last: Spot<T> | null;
  size: number;
}

export const emptyLine = <T>(): Line<T> => ({ first: null, last: null, size: 0 });

/** A place in no line yet. */
export const spotOf = <T>(owner: T): Spot<T> => ({ owner, line: null, before: null, after: null });

/** Puts a spot at the end of a line, out of the one that it is in; into none when that is null. In its own line it keeps its turn. */
export function moveTo<T>(line: Line<T> | null, spot: Spot<T>): void {
  if (spot.line === line) return;
  leave(spot);
  if (line === null) return;
  spot.line = line;
  spot.before = line.last;
  if (line.last === null) line.first = spot;
  else line.last.after = spot;
  line.last = spot;
  line.size += 1;
}

function leave<T>(spot: Spot<T>): void {
  const { line, before, after } = spot;
  if (line === null) return;
  if (before === null) line.first = after;
  else before.after = after;
  if (after === null) line.last = before;
  else after.before = before;
  line.size -= 1;
  spot.line = null;
  spot.before = null;
  spot.after = null;
}
