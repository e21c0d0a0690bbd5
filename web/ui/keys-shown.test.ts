import { expect, test } from 'vitest';
import { keysShown } from './keys-shown.ts';

const KEYS = ['$mod+k', '$mod+Enter', '$mod+.', 'Shift+?', 'Shift+R', 'g o', 'Space', 'Escape', 'Digit1'];

test('keys are written as the keyboard at hand has them', () => {
  const shown = (isMac: boolean) => KEYS.map((keys) => keysShown(keys, isMac).join(', '));
  expect(shown(false)).toEqual(['Ctrl K', 'Ctrl Enter', 'Ctrl .', '?', 'Shift R', 'G, O', 'Space', 'Esc', '1']);
  expect(shown(true)).toEqual(['⌘K', '⌘Enter', '⌘.', '?', '⇧R', 'G, O', 'Space', 'Esc', '1']);
});
