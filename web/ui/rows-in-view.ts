/** Lists up to this long are in the page as a whole. */
const SHORT = 40;
/** Rows beyond the window on either side, for what is scrolled before it is drawn. */
const BEYOND = 12;

interface View {
  count: number;
  /** Pixels of the list above the window's edge. */
  above: number;
  /** Of a row, in pixels. */
  height: number;
  /** Of the window. */
  room: number;
}

/** The rows that are to be in the page: from `first` up to, but without, `last`. */
export function rowsInView({ count, above, height, room }: View): { first: number; last: number } {
  if (count <= SHORT) return { first: 0, last: count };
  const within = (row: number) => Math.min(count, Math.max(0, row));
  return {
    first: within(Math.floor(above / height) - BEYOND),
    last: within(Math.ceil((above + room) / height) + BEYOND),
  };
}
