import type { Tier } from '../../../schema/catalogue.ts';
import { ControlError } from '../../../schema/control-error.ts';
import type { Token } from '../../../schema/entities/token.ts';
import { ServiceError } from '../../../schema/errors.ts';
import type { Roster, Upstream } from '../roster.ts';
import { createFirstOf } from './first-of.ts';
import { rankOf, TOKEN_STATES, type TokenState } from './standing.ts';
import type { TokenView, TokenViews } from './token-views.ts';

/** Which tokens are meant; what is left out excludes nobody. */
export interface TokenFilter {
  /** Only these, of those that are there. */
  ids?: readonly number[] | undefined;
  states?: readonly TokenState[] | undefined;
  tiers?: readonly Tier[] | undefined;
  upstream?: Upstream | undefined;
  /** Part of the address, the name, the remark or the project, in any case. */
  text?: string | undefined;
}

export const TOKEN_SORTS = ['state', 'email', 'name', 'credits', 'last-used', 'created'] as const;

export interface TokenSort {
  by: (typeof TOKEN_SORTS)[number];
  descending: boolean;
}

export interface TokenListRequest {
  filter?: TokenFilter | undefined;
  /** Absent: the worst state first. */
  sort?: TokenSort | undefined;
  first: number;
  /** Cursor of the last token of the page before. */
  after?: string | null | undefined;
}

export interface TokenPage {
  items: readonly { cursor: string; token: TokenView }[];
  hasNext: boolean;
  /** All that match, on whatever page. */
  total: number;
}

/** Some tokens by id, or all that match: how many those were when somebody decided about them is told with it. */
export type Selection = { ids: readonly number[] } | { filter: TokenFilter; expectedCount: number };

interface Entry {
  token: Token;
  key: string | number;
}

const LARGEST_PAGE = 500;

/** Finds tokens. Everything is in memory, so a page costs as much as looking at each token once. */
export function createTokenList({ roster, views }: { roster: Roster; views: TokenViews }) {
  function matching({ ids, states, tiers, upstream, text }: TokenFilter = {}): Token[] {
    const wanted = text?.trim().toLowerCase() ?? '';
    const standingOf = views.look();
    const among = ids === undefined ? [...roster.all()] : present(ids);
    return among.filter((token) => {
      const tier: Tier = token.tier;
      if (upstream !== undefined && token.upstream !== upstream) return false;
      if (tiers !== undefined && !tiers.includes(tier)) return false;
      if (wanted !== '' && !searchTextOf(token).includes(wanted)) return false;
      return states === undefined || states.includes(standingOf(token).state);
    });
  }

  function present(ids: readonly number[]): Token[] {
    return [...new Set(ids)].flatMap((id) => roster.get(id) ?? []);
  }

  function keyOf(token: Token, by: TokenSort['by'], standingOf: ReturnType<TokenViews['look']>): string | number {
    switch (by) {
      case 'state':
        return rankOf(standingOf(token).state);
      case 'email':
        return token.email.toLowerCase();
      case 'name':
        return (token.name ?? token.email).toLowerCase();
      case 'credits':
        return token.credits;
      case 'last-used':
        return token.lastUsedAt ?? 0;
      case 'created':
        return token.createdAt;
    }
  }

  return {
    /** @throws ServiceError `invalid_value` for a cursor that is none */
    page({ filter, sort = { by: 'state', descending: false }, first, after }: TokenListRequest): TokenPage {
      const direction = sort.descending ? -1 : 1;
      const standingOf = views.look();
      const inOrder = (one: Entry, other: Entry): number => direction * compare(one, other);
      const all = matching(filter);
      const before = after === null || after === undefined ? null : readCursor(after);
      const size = Math.min(Math.max(first, 0), LARGEST_PAGE);
      const page = createFirstOf<Entry>(size + 1, inOrder);
      for (const token of all) {
        const entry = { token, key: keyOf(token, sort.by, standingOf) };
        if (before === null || inOrder(entry, before) > 0) page.take(entry);
      }
      const found = page.taken();
      return {
        items: found.slice(0, size).map((entry) => ({ cursor: cursorOf(entry), token: views.view(entry.token) })),
        hasNext: found.length > size,
        total: all.length,
      };
    },

    matching,

    /** How many there are in each state. */
    byState(): Record<TokenState, number> {
      const counts = Object.fromEntries(TOKEN_STATES.map((state) => [state, 0])) as Record<TokenState, number>;
      const standingOf = views.look();
      for (const token of roster.all()) counts[standingOf(token).state] += 1;
      return counts;
    },

    /** The ids that are meant. @throws ControlError `conflict` when another number matches now */
    select(selection: Selection): readonly number[] {
      if ('ids' in selection) return [...new Set(selection.ids)];
      const ids = matching(selection.filter).map(({ id }) => id);
      if (ids.length === selection.expectedCount) return ids;
      const words = `${ids.length} tokens match now, not ${selection.expectedCount}. Look at them again.`;
      throw new ControlError('conflict', words, { param: 'expectedCount', current: ids.length });
    },
  };
}

/** What a search looks in. A token that changes is another object. */
const searchTexts = new WeakMap<Token, string>();

function searchTextOf(token: Token): string {
  const known = searchTexts.get(token);
  if (known !== undefined) return known;
  const { email, name, remark, projectId, projectTitle } = token;
  const text = [email, name, remark, projectTitle, projectId]
    .map((word) => word ?? '')
    .join('\n')
    .toLowerCase();
  searchTexts.set(token, text);
  return text;
}

function compare(one: Entry, other: Entry): number {
  if (one.key < other.key) return -1;
  return one.key > other.key ? 1 : one.token.id - other.token.id;
}

const cursorOf = ({ key, token }: Entry): string => Buffer.from(JSON.stringify([key, token.id])).toString('base64url');

function readCursor(text: string): Entry {
  try {
    const [key, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    if ((typeof key === 'string' || typeof key === 'number') && typeof id === 'number') {
      return { key, token: { id } as Token };
    }
  } catch {
    // Said below.
  }
  throw new ServiceError('invalid_value', 'This is no cursor of a list of tokens.', { param: 'after' });
}
