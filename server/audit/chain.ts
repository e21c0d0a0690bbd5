import { hash } from 'node:crypto';
import type { AuditEntry } from '../../schema/entities/audit-entry.ts';
import type { ReadEntry } from './read-entry.ts';

/** What the first line holds in place of the digest of a line before it. */
export const GENESIS_HASH = '0'.repeat(64);

/** All of a line that its digest stands for. */
export type Sealed = Omit<AuditEntry, 'seq' | 'hash'>;

/** What walking the whole log has found. */
export type Verification =
  | { intact: true; entries: number; lastHash: string }
  | { intact: false; entries: number; brokenSeq: number; problem: string };

/** The digest that seals a line: of its fields in a fixed order, and of the digest before it. */
export function hashOf(line: Sealed): string {
  const { at, actorKind, actorId, actorName, action, subject, changes, outcome, detail, address, requestId } = line;
  const actor = [actorKind, actorId, actorName];
  const fields = [at, ...actor, action, subject, changes, outcome, detail, address, requestId, line.previousHash];
  return hash('sha256', JSON.stringify(sorted(fields)));
}

/**
 * Walks the lines in their order and names the first that is not what it was when it was written.
 * `pageAfter` gives the next lines, none at the end.
 */
export async function verifyChain(pageAfter: (seq: number) => Promise<readonly ReadEntry[]>): Promise<Verification> {
  let last = { seq: 0, hash: GENESIS_HASH };
  for (;;) {
    const page = await pageAfter(last.seq);
    for (const entry of page) {
      const problem = problemOf(entry, last);
      if (problem !== null) return { intact: false, entries: last.seq, brokenSeq: entry.seq, problem };
      last = entry;
    }
    if (page.length === 0) return { intact: true, entries: last.seq, lastHash: last.hash };
    // Others get their turn: a log of years is walked while the service works.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function problemOf(entry: ReadEntry, last: { seq: number; hash: string }): string | null {
  const { seq, hash: own } = entry;
  if (seq === last.seq + 2) return `line ${last.seq + 1} is missing`;
  if (seq !== last.seq + 1) return `lines ${last.seq + 1} to ${seq - 1} are missing`;
  if (entry.previousHash !== last.hash) {
    return seq === 1
      ? 'line 1 does not begin the chain'
      : `line ${seq} does not follow from line ${seq - 1}: one of them was replaced`;
  }
  if (entry.damaged) return `line ${seq} is damaged: its changes cannot be read any more`;
  return hashOf(entry) === own ? null : `line ${seq} was changed after it was written`;
}

/** Objects with their keys in order, so that one value has one text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
