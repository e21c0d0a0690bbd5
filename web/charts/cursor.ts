import { type Accessor, createSignal } from 'solid-js';

/** Where the reader of a chart is, and what is marked. */
export interface Cursor {
  /** Of the times; null while it is nowhere. */
  index: Accessor<number | null>;
  /** How far to the right, 0 to 1 of the whole width. */
  x: Accessor<number>;
  /** First and last index of what is marked. */
  marked: Accessor<[number, number] | null>;
  moveTo: (index: number | null) => void;
  /** Marks from where it was begun to here. */
  markTo: (index: number) => void;
  /** Tells what is marked, and marks nothing any more. */
  apply: () => void;
  leave: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

interface CursorDeps {
  count: () => number;
  /** 0 to 1, of an index. */
  xOf: (index: number) => number;
  onBrush: (first: number, last: number) => void;
  canBrush: () => boolean;
}

const STEP: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, PageUp: 10, PageDown: -10 };

/** Moves along the times by pointer and by keys. */
export function createCursor({ count, xOf, onBrush, canBrush }: CursorDeps): Cursor {
  const [index, setIndex] = createSignal<number | null>(null);
  const [marked, setMarked] = createSignal<[number, number] | null>(null);
  let start: number | null = null;

  const inside = (at: number) => Math.min(count() - 1, Math.max(0, at));
  const moveTo = (at: number | null) => setIndex(at === null || count() === 0 ? null : inside(at));
  const markTo = (at: number) => {
    start ??= index() ?? at;
    const end = inside(at);
    setMarked([Math.min(start, end), Math.max(start, end)]);
    moveTo(end);
  };
  const unmark = () => {
    start = null;
    setMarked(null);
  };
  const apply = () => {
    const range = marked() ?? (index() === null ? null : ([index() ?? 0, index() ?? 0] as const));
    unmark();
    // There may be fewer times by now than when they were marked.
    if (range !== null && canBrush() && count() > 0) onBrush(inside(range[0]), inside(range[1]));
  };
  const leave = () => {
    unmark();
    moveTo(null);
  };
  const target = (key: string) => {
    if (key === 'Home') return 0;
    if (key === 'End') return count() - 1;
    const by = STEP[key];
    return by === undefined ? undefined : index() === null ? count() - 1 : (index() ?? 0) + by;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const to = target(event.key);
    if (to !== undefined) {
      if (event.shiftKey && canBrush()) markTo(to);
      else {
        unmark();
        moveTo(to);
      }
    } else if (event.key === 'Enter') apply();
    else if (event.key === 'Escape' && index() !== null) leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { index, marked, moveTo, markTo, apply, leave, onKeyDown, x: () => xOf(index() ?? 0) };
}
