import type { Transaction } from '../database/database.ts';
import type { Lease } from './types.ts';

/** Writes a lease's row inside the transaction that lets its job begin, so that a restart knows who holds which slot. */
export async function recordLease(tx: Transaction, lease: Lease): Promise<void> {
  const { generationId, tokenId, kind, credits, takenAt } = lease;
  await tx
    .insertInto('Lease')
    .values({ generationId, tokenId, kind, credits, takenAt })
    .onConflict((conflict) => conflict.column('generationId').doUpdateSet({ tokenId, kind, credits, takenAt }))
    .execute();
}

/** Removes a job's lease inside the transaction that ends it. A job without one is fine. */
export async function dropLease(tx: Transaction, generationId: string): Promise<void> {
  await tx.deleteFrom('Lease').where('generationId', '=', generationId).execute();
}
