import type { Database } from '../database/database.ts';

/** A request that failed with an account. */
export interface RecentError {
  requestId: string;
  generationId: string | null;
  at: number;
  model: string | null;
  errorCode: string;
}

/** Looked through for each account: with more, one that never fails would cost the most. */
const LOOKED_THROUGH = 2_000;

/** The newest failures of accounts, newest first. */
export function createRecentErrors({ read }: Pick<Database, 'read'>, limit: number) {
  async function ofOne(tokenId: number): Promise<RecentError[]> {
    const rows = await read
      .selectFrom((from) =>
        from
          .selectFrom('RequestLog')
          .select(['id', 'requestId', 'generationId', 'at', 'model', 'errorCode'])
          .where('tokenId', '=', tokenId)
          .orderBy('id', 'desc')
          .limit(LOOKED_THROUGH)
          .as('newest'),
      )
      .select(['requestId', 'generationId', 'at', 'model', 'errorCode'])
      .where('errorCode', 'is not', null)
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ errorCode, ...row }) => ({ ...row, errorCode: errorCode ?? '' }));
  }

  /** In the order of the ids. */
  return (tokenIds: readonly number[]): Promise<RecentError[][]> => Promise.all(tokenIds.map(ofOne));
}
