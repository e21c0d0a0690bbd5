import type { RequestBody } from '../../schema/entities/request-body.ts';
import type { Database, Transaction } from '../database/database.ts';

/** What a request and its answer said, fit to be shown: secrets masked, media folded. */
export interface BodyText {
  request: string | null;
  response: string | null;
}

/** Stores both texts inside the transaction that logs the request. */
export async function recordBody(
  tx: Transaction,
  { requestId, at, request, response }: BodyText & Pick<RequestBody, 'requestId' | 'at'>,
): Promise<void> {
  const bytes = Buffer.byteLength(request ?? '') + Buffer.byteLength(response ?? '');
  await tx
    .insertInto('RequestBody')
    .values({ requestId, at, request, response, bytes })
    .onConflict((conflict) => conflict.column('requestId').doNothing())
    .execute();
}

/** Null when none was kept, or it has gone since. */
export async function findBody({ read }: Pick<Database, 'read'>, requestId: string): Promise<RequestBody | null> {
  const row = await read.selectFrom('RequestBody').selectAll().where('requestId', '=', requestId).executeTakeFirst();
  return row ?? null;
}
