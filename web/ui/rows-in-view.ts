/** Lists up to this long are in the page as a whole. */
const SHORT = 40;
/** Rows beyond the window on either side, for what is scrolled before it is drawn. */
const BEYOND = 12;
/** Rows come and go by so many: most frames of a scrolling list then change nothing in it. */
const STEP = 4;

interface View {
  count: number;
  /** Pixels of the list above the window's edge. */
  above: number;
  /** Of a row, in pixels. */
  height: number;
  /** Of the window. */
  room: number;
  /** Nothing of the list has been painted yet: what can be seen comes first. */
  isNew: boolean;
}

/** The rows that are to be in the page: from `first` up to, but without, `last`. */
export function rowsInView({ count, above, height, room, isNew }: View): { first: number; last: number } {
  if (count <= SHORT && !isNew) return { first: 0, last: count };
  const within = (row: number) => Math.min(count, Math.max(0, row));
  const [beyond, step] = isNew ? [0, 1] : [BEYOND, STEP];
  return {
    first: within(Math.floor((above / height - beyond) / step) * step),
    last: within(Math.ceil(((above + room) / height + beyond) / step) * step),
  };
}
