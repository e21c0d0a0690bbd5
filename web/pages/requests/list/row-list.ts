import type { RequestRow } from '../phases.ts';

/** Rows one after the other, newest first, each once. */
export function merge(...lists: RequestRow[][]): RequestRow[] {
  const seen = new Set<number>();
  return lists.flat().filter(({ id }) => !seen.has(id) && seen.add(id));
}

export const newestOf = (rows: RequestRow[]): number => rows.reduce((newest, { id }) => Math.max(newest, id), 0);
