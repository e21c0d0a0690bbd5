import type { BulkRow } from '../../../tokens/desk/bulk.ts';
import type { Selection } from '../../../tokens/desk/list.ts';
import { type GivenSelection, readNumber, selectionOf } from './inputs.ts';

/** What became of one token; `given` is an id that could not be read, as it was written. */
export type GivenRow = BulkRow | (Omit<BulkRow, 'tokenId'> & { given: string });

/**
 * Does something with the tokens that are meant. An id that cannot be read is nobody's: it fails in its own place, and the
 * others are done.
 */
export async function inBulk(
  which: GivenSelection,
  work: (selection: Selection) => Promise<BulkRow[]>,
): Promise<GivenRow[]> {
  const rows = await work(selectionOf(which));
  if (which.ids == null) return rows;
  const byNumber = new Map(rows.map((row) => [row.tokenId, row]));
  return [...new Set(which.ids.map((id) => readNumber(id) ?? String(id)))].flatMap((id) =>
    typeof id === 'string' ? unreadable(id) : (byNumber.get(id) ?? []),
  );
}

function unreadable(given: string): GivenRow {
  const message = `${given.slice(0, 100)} is no id of a token.`;
  return { given, email: null, error: { code: 'not_found', message } };
}
