import { createSignal } from 'solid-js';
import { keep, kept, onKept } from '../kept.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const system = matchMedia('(prefers-color-scheme: dark)');
const isTheme = (name: string | null): name is Theme => THEMES.some((theme) => theme === name);
const first = kept('theme');
const [theme, setThemeSignal] = createSignal<Theme>(isTheme(first) ? first : 'system');

/** What the operator has chosen. */
export { theme };

/** The page shows it at once, and `theme.js` the next time before anything is painted. */
export function setTheme(next: Theme): void {
  setThemeSignal(next);
  keep('theme', next === 'system' ? null : next);
  show();
}

function show(): void {
  const isDark = theme() === 'dark' || (theme() === 'system' && system.matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}

system.addEventListener('change', show);
onKept('theme', (name) => {
  setThemeSignal(isTheme(name) ? name : 'system');
  show();
});
