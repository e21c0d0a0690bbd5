/** As which the list of edges inside a connection is counted anyway, see `builder.ts`. */
const COUNTED = 20;

/** What a page of so many costs: its fields, once for each row. */
export const pageCost = (rows: number) => ({ field: 1, multiplier: Math.max(1, rows / COUNTED) });
