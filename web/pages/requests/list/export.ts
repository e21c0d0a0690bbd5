import { inPieces, savePieces } from '../../../api/pieces.ts';
import type { RequestFilter } from '../filter/query.ts';

export type ExportFormat = 'jsonl' | 'csv';

const TYPE = { jsonl: 'application/jsonl', csv: 'text/csv' };

/** Saves all that matches as a file, the newest 100,000 at most. */
export async function exportRequests(filter: RequestFilter, format: ExportFormat): Promise<void> {
  const pieces = await inPieces.requests.export.query({ filter, format });
  await savePieces(pieces, `requests-${new Date().toISOString().slice(0, 19)}.${format}`, TYPE[format]);
}
