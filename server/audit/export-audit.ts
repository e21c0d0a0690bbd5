import { csvLine } from '../csv-line.ts';
import type { ReadEntry } from './read-entry.ts';

const COLUMNS = [
  ...(['seq', 'at', 'actorKind', 'actorId', 'actorName', 'action', 'subject', 'outcome', 'changes', 'detail'] as const),
  ...(['address', 'requestId', 'previousHash', 'hash'] as const),
];

/**
 * Lines of the audit log as text, in pieces of many: JSON Lines, or CSV with a line of names first and the changes as JSON.
 * `pageBefore` gives the next lines, none at the end.
 */
export async function* exportAudit(
  pageBefore: (seq: number | null) => Promise<readonly ReadEntry[]>,
  format: 'jsonl' | 'csv',
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(COLUMNS);
  for (let before: number | null = null; ; ) {
    const page = await pageBefore(before);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page.map((entry) => (format === 'csv' ? csvOf(entry) : `${JSON.stringify(fieldsOf(entry))}\n`)).join('');
    before = last.seq;
  }
}

const fieldsOf = (entry: ReadEntry) =>
  Object.fromEntries(COLUMNS.map((name) => [name, name === 'at' ? new Date(entry.at).toISOString() : entry[name]]));

function csvOf(entry: ReadEntry): string {
  const values = Object.entries(fieldsOf(entry));
  return csvLine(values.map(([name, value]) => (name === 'changes' ? JSON.stringify(value) : value)));
}
