import { createSignal } from 'solid-js';

export interface Toast {
  id: number;
  kind: 'done' | 'failed';
  text: string;
  /** What to do about it. */
  hint?: string | undefined;
  requestId?: string | undefined;
  /** For what can be taken back; offered for as long as the toast is there. */
  undo?: (() => void) | undefined;
  /** Another way on: `{ label: 'Retry failed', run }`. */
  action?: { label: string; run: () => void } | undefined;
}

/** How long one stays that says that all is well. A failure stays until it is closed. */
export const STAY_MS = 6_000;
const MOST = 4;

const [toasts, setToasts] = createSignal<Toast[]>([]);

export { toasts };

let lastId = 0;

function add(made: Omit<Toast, 'id'>): void {
  lastId += 1;
  const next = { ...made, id: lastId };
  setToasts((shown) => [...shown.filter((each) => !isRepeated(each, made)), next].slice(-MOST));
}

/** A failure without a request of its own that comes again: one that is said is enough. */
const isRepeated = (one: Toast, other: Omit<Toast, 'id'>): boolean =>
  one.kind === 'failed' &&
  one.requestId === undefined &&
  (['kind', 'text', 'hint', 'requestId', 'action'] as const).every((key) => one[key] === other[key]);

/** Puts one away. */
export function dismiss(id: number): void {
  setToasts((shown) => shown.filter((each) => each.id !== id));
}

/** Short messages about what was just done. The region that shows them is in the shell. */
export const toast = {
  /** What was done, in the past tense and with its number; with `undo` when it can be taken back. */
  done(text: string, more: Pick<Toast, 'undo' | 'action'> = {}): void {
    add({ kind: 'done', text, ...more });
  },
  /** What failed, which request it was and what to do. */
  failed(text: string, more: Pick<Toast, 'hint' | 'requestId' | 'action'> = {}): void {
    add({ kind: 'failed', text, ...more });
  },
};
