import { onCleanup } from 'solid-js';
import { areLettersOn, isFree } from './keyboard.ts';
import type { TableLayout } from './table-layout.ts';

const STEP: Record<string, 1 | -1> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/** Gives a table its keys: `j k` go from row to row, `x` ticks (Shift for a range), Enter opens, Esc clears. */
export function listenForTableKeys<Row>(root: () => HTMLElement, layout: TableLayout<Row>): void {
  const rowOf = (key: string | undefined) =>
    key === undefined ? null : root().querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);

  /** The first row in view, where there is none to go on from. */
  const topKey = () =>
    [...root().querySelectorAll<HTMLElement>('[data-key]')].find((row) => row.getBoundingClientRect().top >= 0)?.dataset
      .key;

  const go = (by: 1 | -1) => {
    const order = layout.order();
    const at = rowOf(layout.active()) === null ? -1 : order.indexOf(layout.active() ?? '');
    const next = at === -1 ? topKey() : order[Math.min(order.length - 1, Math.max(0, at + by))];
    layout.setActive(next);
    const row = rowOf(next);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  };
  const tick = (isRange: boolean) => {
    const key = layout.active();
    if (key !== undefined) layout.table.selection?.toggle(key, layout.order(), isRange);
  };
  const onKey = (event: KeyboardEvent) => {
    if (!isFree(event, root())) return;
    const isOnRow = event.target instanceof HTMLElement && event.target.dataset.key !== undefined;
    const isLetter = event.key.length === 1;
    if (isLetter ? !areLettersOn() : event.key.startsWith('Arrow') && !isOnRow) return;
    const by = STEP[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (by !== undefined) go(by);
    else if (event.key.toLowerCase() === 'x') tick(event.shiftKey);
    else if (event.key === 'Enter' && isOnRow)
      rowOf(layout.active())?.querySelector<HTMLElement>('[data-lead]')?.click();
    else if (event.key === 'Escape' && (layout.table.selection?.count() ?? 0) > 0) layout.table.selection?.clear();
    else return;
    event.preventDefault();
  };
  document.addEventListener('keydown', onKey);
  onCleanup(() => document.removeEventListener('keydown', onKey));
}
