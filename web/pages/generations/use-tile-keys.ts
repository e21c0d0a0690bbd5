import { type Accessor, onCleanup } from 'solid-js';
import { useShortcut } from '../../app/shortcuts/registry.ts';
import { useJobActions } from '../../job/actions.ts';
import type { Job } from '../../job/types.ts';
import { isFree } from '../../ui/keyboard.ts';
import type { Selection } from '../../ui/selection.ts';
import { download } from './download.ts';
import { words } from './words.ts';

const STEPS: Record<string, (from: DOMRect, to: DOMRect) => number | null> = {
  ArrowDown: (from, to) => (to.top >= from.bottom ? to.top - from.bottom + Math.abs(middle(to) - middle(from)) : null),
  ArrowUp: (from, to) => (to.bottom <= from.top ? from.top - to.bottom + Math.abs(middle(to) - middle(from)) : null),
};
const middle = ({ left, width }: DOMRect): number => left + width / 2;

/** Keys of the grid and of rows: arrows move, Space plays, `d` saves, `⇧R` tries again, `x` ticks. */
export function useTileKeys(
  root: Accessor<HTMLElement | undefined>,
  jobs: Accessor<Job[]>,
  selection: Selection,
): void {
  const actions = useJobActions();
  const focused = (): HTMLElement | null =>
    (document.activeElement?.closest('[data-job]') ??
      document.activeElement?.closest('[data-key]')) as HTMLElement | null;
  const job = () => {
    const { job: id, key } = focused()?.dataset ?? {};
    return jobs().find((each) => each.id === (id ?? key));
  };

  function go(key: string): boolean {
    const tiles = [...(root()?.querySelectorAll<HTMLElement>('[data-job]') ?? [])];
    const current = focused();
    const at = current === null ? -1 : tiles.indexOf(current);
    if (at === -1 || current === null) return false;
    let next: HTMLElement | undefined;
    if (key === 'ArrowRight') next = tiles[at + 1];
    else if (key === 'ArrowLeft') next = tiles[at - 1];
    else next = nearest(current, tiles, STEPS[key]);
    next?.querySelector<HTMLElement>('a')?.focus();
    return next !== undefined;
  }
  const onKey = (event: KeyboardEvent) => {
    if (!isFree(event, root()) || focused() === null) return;
    const video = focused()?.querySelector('video');
    if (event.key.startsWith('Arrow') && go(event.key)) event.preventDefault();
    else if (event.key === ' ' && video) {
      event.preventDefault();
      if (video.paused) void video.play().catch(() => {});
      else video.pause();
    }
  };
  document.addEventListener('keydown', onKey);
  onCleanup(() => document.removeEventListener('keydown', onKey));

  useShortcut(
    'd',
    () => words().keys.download,
    () => {
      const current = job();
      if (current !== undefined) download(current);
    },
  );
  useShortcut(
    'Shift+R',
    () => words().keys.retry,
    () => {
      const current = job();
      if (current?.actions.retry) void actions.retry(current.id);
    },
  );
  useShortcut(
    'x',
    () => words().actions,
    () => {
      const current = focused()?.dataset.job; // rows have it of the table
      if (current !== undefined)
        selection.toggle(
          current,
          jobs().map(({ id }) => id),
        );
    },
  );
}

function nearest(
  from: HTMLElement,
  tiles: HTMLElement[],
  away: ((from: DOMRect, to: DOMRect) => number | null) | undefined,
) {
  const start = from.getBoundingClientRect();
  let best: { tile: HTMLElement; distance: number } | undefined;
  for (const tile of tiles) {
    const distance = away?.(start, tile.getBoundingClientRect()) ?? null;
    if (distance !== null && (best === undefined || distance < best.distance)) best = { tile, distance };
  }
  return best?.tile;
}
