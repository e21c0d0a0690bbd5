import { list } from '../../../format.ts';
import type { ActiveFilter } from '../../../ui/filter-bar.tsx';
import { viewOf, type Wanted } from '../query.ts';
import type { View } from '../use-view.ts';
import { words } from '../words.ts';

/** The filters that no tab and no search field shows, each to be taken off. */
export function activeFilters({ wanted, set }: View): ActiveFilter[] {
  const { states, plans, upstream } = wanted();
  const name = words().filters;
  const shown: [is: boolean, name: string, value: () => string, off: Partial<Wanted>][] = [
    [
      viewOf(states) === undefined,
      name.state,
      () => list(states.map((state) => words().states[state])),
      { states: [] },
    ],
    [plans.length > 0, name.plan, () => list(plans.map((plan) => words().plans[plan])), { plans: [] }],
    [
      upstream !== undefined,
      name.upstream,
      () => (upstream === undefined ? '' : words().upstreams[upstream]),
      { upstream: undefined },
    ],
  ];
  return shown
    .filter(([is]) => is)
    .map(([, label, value, off]) => ({ name: label, value: value(), onRemove: () => set(off) }));
}

/** The whole filter in words, for questions about all that match; empty without one. */
export function filterText({ wanted }: View): string {
  const { states, plans, upstream, text } = wanted();
  const parts = [
    states.length > 0 && list(states.map((state) => words().states[state])),
    plans.length > 0 && list(plans.map((plan) => words().plans[plan])),
    upstream !== undefined && words().upstreams[upstream],
    text.trim() !== '' && `“${text.trim()}”`,
  ];
  return parts.filter(Boolean).join(', ');
}
