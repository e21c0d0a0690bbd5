import type { Transaction } from '../database/database.ts';
import { fixedStatement } from '../database/fixed-statement.ts';
import type { Lease } from './types.ts';

/** Writes a lease's row inside the transaction that lets its job begin, so that a restart knows who holds which slot. */
export async function recordLease(tx: Transaction, lease: Lease): Promise<void> {
  const { generationId, tokenId, kind, credits, takenAt } = lease;
  await putLease(tx, { generationId, tokenId, kind, credits, takenAt });
}

/** Removes a job's lease inside the transaction that ends it. A job without one is fine. */
export async function dropLease(tx: Transaction, generationId: string): Promise<void> {
  await deleteLease(tx, { generationId });
}

type LeaseRow = Pick<Lease, 'generationId' | 'tokenId' | 'kind' | 'credits' | 'takenAt'>;

const putLease = fixedStatement<LeaseRow>((db, { generationId, ...rest }) =>
  db
    .insertInto('Lease')
    .values({ generationId, ...rest })
    .onConflict((conflict) => conflict.column('generationId').doUpdateSet(rest)),
);

const deleteLease = fixedStatement<Pick<Lease, 'generationId'>>((db, { generationId }) =>
  db.deleteFrom('Lease').where('generationId', '=', generationId),
);
