import type { TokenChanged } from '../../schema/events.ts';
import type { Database } from '../database/database.ts';

/** Something that happened to a token. */
export interface TokenHappening {
  seq: number;
  at: number;
  /** How it was from then on. */
  status: TokenChanged['status'];
  /** In plain words. */
  what: string;
}

/** What happened to tokens lately, newest first, as long as events are kept. */
export function createTokenHistory({ read }: Pick<Database, 'read'>, limit: number) {
  async function ofOne(tokenId: number): Promise<TokenHappening[]> {
    const rows = await read
      .selectFrom('Event')
      .select(['seq', 'at', 'payload'])
      .where('subject', '=', String(tokenId))
      .where('type', '=', 'token-changed')
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute();
    return rows.flatMap(({ seq, at, payload }) =>
      payload.type === 'token-changed' ? [{ seq, at, status: payload.status, what: payload.what }] : [],
    );
  }

  /** In the order of the ids. */
  return (tokenIds: readonly number[]): Promise<TokenHappening[][]> => Promise.all(tokenIds.map(ofOne));
}
