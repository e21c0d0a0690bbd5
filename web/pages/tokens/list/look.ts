import { createSignal } from 'solid-js';
import { keep, kept } from '../../../kept.ts';
import { OPTIONAL, type OptionalColumn } from './columns.tsx';

const stored = kept('token-columns')?.split(',') ?? [];
const [extraColumns, setExtra] = createSignal<readonly OptionalColumn[]>(OPTIONAL.filter((id) => stored.includes(id)));
const [isCompact, setCompactSignal] = createSignal(kept('token-rows') === 'compact');

/** How this browser shows the list. */
export { extraColumns, isCompact };

export function setExtraColumns(columns: readonly OptionalColumn[]): void {
  setExtra(columns);
  keep('token-columns', columns.join(',') || null);
}

export function setCompact(compact: boolean): void {
  setCompactSignal(compact);
  keep('token-rows', compact ? 'compact' : null);
}
