import { onCleanup } from 'solid-js';
import { tinykeys } from 'tinykeys';
import { keep, kept } from '../../kept.ts';
import { areLettersOn, isShortcut, setLettersOn } from '../../ui/keyboard.ts';
import { createRegistry } from '../registry.ts';

interface Shortcut {
  /** As tinykeys has it: `g o`, `?`, `$mod+k`. */
  keys: string;
  /** What it does, for the help; an accessor, so that it follows the language. */
  label: () => string;
  run: (event: KeyboardEvent) => void;
  /** Pages' own shortcuts are listed apart. */
  scope: 'everywhere' | 'page';
}

const registry = createRegistry<Shortcut>();

/** All that work now, in the order in which they came. */
export const shortcuts = registry.all;

setLettersOn(kept('shortcuts') !== 'off');

/** Switches single keys on or off, and remembers it. Those with ⌘, Ctrl or Alt always work. */
export function switchLetters(on: boolean): void {
  setLettersOn(on);
  keep('shortcuts', on ? null : 'off');
}

/** What no text is typed with. */
const MODIFIERS = ['$mod', 'Control', 'Meta', 'Alt'];

/**
 * A shortcut while the component is there, listed under `?`. Keys without ⌘, Ctrl or Alt rest while somebody types, while a
 * dialog is open, and where the operator has switched them off.
 * @example useShortcut('r', () => words().refresh, refresh)
 */
export function useShortcut(
  keys: string,
  label: () => string,
  run: (event: KeyboardEvent) => void,
  scope: Shortcut['scope'] = 'page',
): void {
  registry.use({ keys, label, run, scope });
  const isPlain = !MODIFIERS.some((modifier) => keys.includes(modifier));
  const stop = tinykeys(
    window,
    {
      [keys](event) {
        if (isPlain && !isShortcut(event)) return;
        event.preventDefault();
        run(event);
      },
    },
    // In a field, too: what is text there is told by `isShortcut`.
    { ignore: ({ repeat, isComposing }) => repeat || isComposing },
  );
  onCleanup(stop);
}

export { areLettersOn };
