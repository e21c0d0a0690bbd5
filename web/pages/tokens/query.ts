import type { Plan, TokenFilter, TokenSort, TokenState } from './token-types.ts';

/** By what the list is sorted. */
export type Sort = Pick<TokenSort, 'by'> & { descending: boolean };

/** What the list shows, as its address has it. */
export interface Wanted {
  states: TokenState[];
  plans: Plan[];
  upstream: 'flow' | 'sandbox' | undefined;
  text: string;
  sort: Sort;
}

export type Query = Record<string, string | undefined>;

const STATES = Object.keys({
  'signed-out': 1,
  disabled: 1,
  'out-of-credits': 1,
  cooling: 1,
  limited: 1,
  serving: 1,
  off: 1,
} satisfies Record<TokenState, 1>) as TokenState[];
/** Names of the plans in an address, the least first. */
const PLAN_NAMES: Record<string, Plan> = {
  free: 'PAYGATE_TIER_NOT_PAID',
  pro: 'PAYGATE_TIER_ONE',
  ultra: 'PAYGATE_TIER_TWO',
};
export const PLANS = Object.values(PLAN_NAMES);
const SORTS: readonly TokenSort['by'][] = ['state', 'email', 'name', 'credits', 'last-used', 'created'];
/** As much as the server looks for. */
const LONGEST_TEXT = 200;
export const USUAL_SORT: Sort = { by: 'state', descending: false };

const list = (text: string | undefined): string[] => (text ?? '').split(',').filter(Boolean);

/** Reads an address. What makes no sense in it is left out. */
export function readQuery(query: Query): Wanted {
  const states = list(query.state);
  const by = SORTS.find((sort) => sort === query.sort);
  return {
    states: STATES.filter((state) => states.includes(state)),
    plans: list(query.plan).flatMap((name) => PLAN_NAMES[name] ?? []),
    upstream: query.upstream === 'flow' || query.upstream === 'sandbox' ? query.upstream : undefined,
    text: (query.q ?? '').slice(0, LONGEST_TEXT),
    sort: by === undefined ? USUAL_SORT : { by, descending: query.down !== undefined },
  };
}

/** The address of what is wanted; undefined takes a part out of it. */
export function writeQuery({ states, plans, upstream, text, sort }: Wanted): Query {
  const names = Object.keys(PLAN_NAMES).filter((name) => plans.includes(PLAN_NAMES[name] as Plan));
  const isUsual = sort.by === USUAL_SORT.by && sort.descending === USUAL_SORT.descending;
  return {
    state: states.join(',') || undefined,
    plan: names.join(',') || undefined,
    upstream,
    q: text || undefined,
    sort: isUsual ? undefined : sort.by,
    down: !isUsual && sort.descending ? '1' : undefined,
  };
}

/** What the server is asked for. */
export function filterOf({ states, plans, upstream, text }: Wanted): TokenFilter {
  const trimmed = text.trim();
  return {
    ...(states.length > 0 && { states }),
    ...(plans.length > 0 && { tiers: plans }),
    ...(upstream !== undefined && { upstream }),
    ...(trimmed !== '' && { text: trimmed }),
  };
}

/** Tabs over the list, and the states that each stands for. */
export const VIEWS = {
  all: [],
  serving: ['limited', 'serving'],
  cooling: ['cooling'],
  'signed-out': ['signed-out', 'disabled'],
  'out-of-credits': ['out-of-credits'],
  off: ['off'],
} as const satisfies Record<string, readonly TokenState[]>;
export type ViewName = keyof typeof VIEWS;

/** The tab that shows just these states; undefined for other combinations, which an address may hold. */
export function viewOf(states: readonly TokenState[]): ViewName | undefined {
  const names = Object.keys(VIEWS) as ViewName[];
  const sorted = (of: readonly TokenState[]) => [...of].sort().join();
  return names.find((name) => sorted(VIEWS[name]) === sorted(states));
}
