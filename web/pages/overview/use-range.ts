import { useSearchParams } from '@solidjs/router';
import type { Accessor } from 'solid-js';
import type { Inputs } from '../../api/types.ts';
import { useShortcut } from '../../app/shortcuts/registry.ts';
import { words } from './words.ts';

export type Range = NonNullable<Inputs['overview']['get']['range']>;

export const RANGES = ['15m', '1h', '24h', '7d'] as const satisfies Range[];
const USUAL: Range = '1h';
const MINUTE = 60_000;

/** How long each is, in milliseconds. */
export const LENGTH_MS: Record<Range, number> = {
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '24h': 1_440 * MINUTE,
  '7d': 10_080 * MINUTE,
};

/** The range of the page, kept in its address; `1` to `4` choose it. */
export function useRange(): [range: Accessor<Range>, choose: (range: Range) => void] {
  const [search, setSearch] = useSearchParams<{ range: string }>();
  const range = () => RANGES.find((each) => each === search.range) ?? USUAL;
  const choose = (next: Range) => setSearch({ range: next === USUAL ? null : next }, { replace: true, scroll: false });
  RANGES.forEach((each, index) => {
    useShortcut(
      String(index + 1),
      () => words().keys.range(words().ranges[each]),
      () => choose(each),
    );
  });
  return [range, choose];
}
