import type { RequestLog } from '../../schema/entities/request-log.ts';
import { csvLine } from '../csv-line.ts';

const COLUMNS = [
  ...['at', 'requestId', 'method', 'route', 'status', 'durationMs', 'model', 'kind', 'apiKeyId', 'tokenId'],
  ...['generationId', 'errorCode', 'callerLeft'],
] as readonly Exclude<keyof RequestLog, 'id'>[];

/** Rows of the request log as text, in pieces of many lines: JSON Lines, or CSV with a line of names first. */
export async function* exportRequests(
  rows: AsyncIterable<RequestLog>,
  format: 'jsonl' | 'csv',
): AsyncGenerator<string> {
  let piece = format === 'csv' ? `${COLUMNS.join(',')}\r\n` : '';
  for await (const row of rows) {
    piece += format === 'csv' ? csvLine(Object.values(fieldsOf(row))) : `${JSON.stringify(fieldsOf(row))}\n`;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

const PIECE_CHARACTERS = 64 * 1024;

const fieldsOf = (row: RequestLog) =>
  Object.fromEntries(COLUMNS.map((name) => [name, name === 'at' ? new Date(row.at).toISOString() : row[name]]));
