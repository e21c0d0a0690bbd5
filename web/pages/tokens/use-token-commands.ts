import { useCommands } from '../../app/command-menu/commands.ts';
import type { Desk } from './desk.ts';
import type { TokenList } from './list/token-list.ts';
import type { View } from './use-view.ts';
import { words } from './words.ts';

interface CommandsProps {
  view: View;
  list: TokenList;
  desk: Desk;
}

/** What the command menu offers while the tokens are shown, beside what it finds on every page. */
export function useTokenCommands({ view, list, desk }: CommandsProps): void {
  const all = () => ({
    selection: { filter: {}, expectedCount: countOfAll() },
    count: countOfAll(),
    name: undefined,
  });
  const countOfAll = () => Object.values(list.counts() ?? {}).reduce((sum, count) => sum + count, 0);
  useCommands(() => [
    { label: words().actions.add, run: () => view.show('add') },
    { label: words().import.title, run: () => view.show('import') },
    { label: words().export.title, run: () => desk.export(all()) },
    { label: words().commands.refreshAll, run: () => desk.many(all(), { action: 'refresh-credits' }) },
    {
      label: words().commands.needLook,
      run: () => view.set({ states: ['signed-out', 'disabled', 'out-of-credits', 'cooling'] }),
    },
  ]);
}
