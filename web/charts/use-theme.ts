import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** The theme of the page, as it changes: a canvas has to be painted again by hand. */
export function useTheme(): Accessor<string | undefined> {
  const root = document.documentElement;
  const [theme, setTheme] = createSignal(root.dataset.theme);
  const observer = new MutationObserver(() => setTheme(root.dataset.theme));
  observer.observe(root, { attributeFilter: ['data-theme'] });
  onCleanup(() => observer.disconnect());
  return theme;
}

/** What a custom property of the theme is at this moment. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
