import { CALLS, type UpstreamCall } from './calls.ts';
import type { FaultRow } from './row.ts';
import { ROWS } from './rows.ts';

/** One field of the table: a fault of one row in a call of one section. */
export interface Cell {
  call: UpstreamCall;
  row: FaultRow;
  /** Why there is nothing to see; null when it can happen. */
  cannot: string | null;
}

/** Every row for every call. */
export const CELLS: readonly Cell[] = CALLS.flatMap((call) =>
  ROWS.map((row) => ({ call, row, cannot: row.on.includes(call.id) ? null : row.otherwise })),
);

/** Whether another account may take over: only before the work was taken. */
export const mayMoveOn = ({ phase }: UpstreamCall): boolean => phase === 'before' || phase === 'submit';

/** Whether the upstream's own answer proves that it took nothing. @see docs/wire.md, §12.3 */
export function provesRefusal({ strike }: FaultRow): boolean {
  if (strike.does !== 'effect') return false;
  const { effect } = strike;
  if (effect.kind === 'html') return effect.status >= 400 && effect.status < 500;
  return effect.kind === 'status' && effect.status !== 504;
}
