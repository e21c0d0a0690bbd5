import type { TokenState } from '../tokens/desk/standing.ts';
import type { TokenView } from '../tokens/desk/token-views.ts';
import type { ControlContext } from './context.ts';

/** States in which a token that is wanted does not serve, the worst first. */
const TROUBLES = ['signed-out', 'disabled', 'out-of-credits', 'cooling'] as const satisfies TokenState[];

/** Tokens that are wanted and do not serve for the same reason. */
export interface Trouble {
  state: (typeof TROUBLES)[number];
  tokens: number;
  /** Out of rotation with them. */
  credits: number;
  /** When the first of them comes back by itself; null when none does, or nobody knows. */
  firstBackAt: number | null;
  /** The first few. */
  first: readonly TroubledToken[];
}

export interface TroubledToken {
  id: number;
  name: string;
  credits: number;
  reason: string | null;
  /** Since when it has been signed out or disabled, as far as that is remembered. */
  since: number | null;
  until: number | null;
}

const PAGE = 500;
const SHOWN = 3;

/** What of the pool needs somebody to look at it, the worst first; states without a token are left out. */
export async function troublesOf(context: ControlContext): Promise<Trouble[]> {
  const troubles = TROUBLES.map((state) => ({ state, all: allIn(context, state) })).filter(({ all }) => all.length > 0);
  return Promise.all(
    troubles.map(async ({ state, all }) => {
      const ends = all.flatMap(({ seen }) => seen.until ?? []);
      return {
        state,
        tokens: all.length,
        credits: all.reduce((sum, { credits }) => sum + credits, 0),
        firstBackAt: ends.length === 0 ? null : Math.min(...ends),
        first: await shown(context, all.slice(0, SHOWN)),
      };
    }),
  );
}

function allIn({ services: { tokenDesk } }: ControlContext, state: Trouble['state']): TokenView[] {
  const all: TokenView[] = [];
  for (let after: string | null = null; ; ) {
    const { items, hasNext } = tokenDesk.page({ filter: { states: [state] }, first: PAGE, after });
    all.push(...items.map(({ token }) => token));
    after = items.at(-1)?.cursor ?? null;
    if (!hasNext || after === null) return all;
  }
}

async function shown({ services }: ControlContext, tokens: readonly TokenView[]): Promise<TroubledToken[]> {
  const histories = await services.tokenHistory(tokens.map(({ id }) => id));
  return tokens.map(({ id, name, email, credits, seen: { reason, until } }, index) => {
    const history = histories[index] ?? [];
    const before = history.findIndex(({ status }) => status === 'active');
    const since = (before === -1 ? history : history.slice(0, before)).at(-1)?.at ?? null;
    return { id, name: name ?? email, credits, reason, until, since };
  });
}
