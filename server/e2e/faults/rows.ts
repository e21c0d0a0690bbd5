import { CLOCK, LATER, LINE, ODD, STATUSES } from './other-faults.ts';
import { REFUSALS } from './refusals.ts';
import type { FaultRow } from './row.ts';

/** Everything that goes wrong, in the order of the table. */
export const ROWS: readonly FaultRow[] = [...REFUSALS, ...ODD, ...STATUSES, ...LATER, ...LINE, ...CLOCK];
