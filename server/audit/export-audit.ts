import { csvLine } from '../csv-line.ts';
import type { ReadEntry } from './read-entry.ts';

const COLUMNS = [
  ...(['seq', 'at', 'actorKind', 'actorId', 'actorName', 'action', 'subject', 'outcome', 'changes', 'detail'] as const),
  ...(['address', 'requestId', 'previousHash', 'hash'] as const),
];

/**
 * Lines of the audit log as text, in pieces of many: JSON Lines, or CSV with a line of names first and the changes as JSON.
 * `pages` are those lines, newest first.
 */
export async function* exportAudit(
  pages: AsyncIterable<readonly ReadEntry[]>,
  format: 'jsonl' | 'csv',
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(COLUMNS);
  for await (const page of pages) {
    yield page.map((entry) => (format === 'csv' ? csvOf(entry) : `${JSON.stringify(fieldsOf(entry))}\n`)).join('');
  }
}

const fieldsOf = (entry: ReadEntry) =>
  Object.fromEntries(COLUMNS.map((name) => [name, name === 'at' ? new Date(entry.at).toISOString() : entry[name]]));

function csvOf(entry: ReadEntry): string {
  const values = Object.entries(fieldsOf(entry));
  return csvLine(values.map(([name, value]) => (name === 'changes' ? JSON.stringify(value) : value)));
}
