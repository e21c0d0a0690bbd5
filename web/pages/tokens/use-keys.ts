import { useShortcut } from '../../app/shortcuts/registry.ts';
import type { Selection } from '../../ui/selection.ts';
import type { Desk } from './desk.ts';
import { targetOf } from './desk.ts';
import type { TokenList } from './list/token-list.ts';
import type { Work } from './token-types.ts';
import type { View } from './use-view.ts';
import { words } from './words.ts';

interface KeysProps {
  view: View;
  list: TokenList;
  desk: Desk;
  selection: Selection;
}

/** The keys of the page. They are about what is ticked, else about the row that the keyboard is on. */
export function useKeys({ view, list, desk, selection }: KeysProps): void {
  const row = () => {
    const key = document.activeElement?.closest<HTMLElement>('[data-key]')?.dataset.key;
    return list.rows().find(({ id }) => String(id) === key);
  };
  const act = (work: Work): void => {
    const target = desk.ticked(selection, view.filter());
    const one = row();
    if (target !== undefined) desk.many(target, work);
    else if (one !== undefined) void desk.one(one, work);
  };
  function toggle(): void {
    const ticked = list.rows().filter(({ id }) => selection.has(String(id)));
    const about = ticked.length > 0 ? ticked : [row()].filter((each) => each !== undefined);
    act({ action: about.some(({ wanted }) => wanted.enabled) ? 'disable' : 'enable' });
  }
  function limit(): void {
    const one = row();
    const target = desk.ticked(selection, view.filter()) ?? (one && targetOf(one));
    if (target !== undefined) desk.limit(target);
  }
  const label = () => words().shortcuts;
  useShortcut(
    'a',
    () => label().add,
    () => view.show('add'),
  );
  useShortcut(
    'i',
    () => label().import,
    () => view.show('import'),
  );
  useShortcut(
    'r',
    () => label().refresh,
    () => act({ action: 'refresh-sign-in' }),
  );
  useShortcut('e', () => label().toggle, toggle);
  useShortcut('l', () => label().limits, limit);
}
