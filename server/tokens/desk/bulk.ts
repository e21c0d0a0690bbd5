import { ControlError } from '../../../schema/control-error.ts';
import { ServiceError } from '../../../schema/errors.ts';
import type { Roster } from '../roster.ts';
import { inTurn } from './in-turn.ts';
import type { Selection } from './list.ts';

/** What became of one token of many. */
export interface BulkRow {
  tokenId: number;
  /** Null for an id that is nobody's. */
  email: string | null;
  /** Null when it was done. */
  error: { code: string; message: string } | null;
}

export interface BulkDeps {
  roster: Pick<Roster, 'get'>;
  select(selection: Selection): readonly number[];
  /** Something went wrong that should not. */
  onUnexpected(cause: unknown): void;
}

/** Does the same with many tokens, a few at a time. One that fails keeps no other from being done. */
export function createBulk({ roster, select, onUnexpected }: BulkDeps) {
  async function one(tokenId: number, work: (tokenId: number) => Promise<unknown>): Promise<BulkRow> {
    const email = roster.get(tokenId)?.email ?? null;
    try {
      await work(tokenId);
      return { tokenId, email, error: null };
    } catch (cause) {
      return { tokenId, email, error: shown(cause) };
    }
  }

  function shown(cause: unknown): { code: string; message: string } {
    const error = cause instanceof ControlError ? cause : ServiceError.from(cause);
    if (error.code === 'internal_error') onUnexpected(cause);
    return { code: error.code, message: error.message };
  }

  /** @throws ControlError `conflict` when the selection is not what it was */
  return (selection: Selection, concurrency: number, work: (tokenId: number) => Promise<unknown>): Promise<BulkRow[]> =>
    inTurn(select(selection), concurrency, (tokenId) => one(tokenId, work));
}
