import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** Whether a media query holds, as it changes. */
function useMedia(query: string): Accessor<boolean> {
  const media = matchMedia(query);
  const [matches, setMatches] = createSignal(media.matches);
  const follow = () => setMatches(media.matches);
  media.addEventListener('change', follow);
  onCleanup(() => media.removeEventListener('change', follow));
  return matches;
}

const WIDTHS = { md: '(min-width: 53.75rem)', lg: '(min-width: 68rem)', xl: '(min-width: 85rem)' } as const;

/** The widths from which a part may ask to be shown; the same as the breakpoints of the theme. */
export type Width = keyof typeof WIDTHS;

/** For each width whether the window has it. */
export function useWidths(): (width: Width) => boolean {
  const is = { md: useMedia(WIDTHS.md), lg: useMedia(WIDTHS.lg), xl: useMedia(WIDTHS.xl) };
  return (width) => is[width]();
}
