import { ServiceError } from '../../../../schema/errors.ts';
import { pageLimit } from '../../ranges.ts';
import { builder } from '../builder.ts';
import { tokenNumber } from '../local-id.ts';
import { pageCost } from '../page-cost.ts';
import { filterOf, TokenFilterInput, TokenSortInput } from './inputs.ts';
import { TokenRef } from './types.ts';

const LIMITS = { usual: 50, most: 500 };

const TokenConnection = builder.connectionObject(
  {
    type: TokenRef,
    name: 'TokenConnection',
    description: 'A page of tokens.',
    fields: (t) => ({
      totalCount: t.int({
        description: 'All that match, on whatever page.',
        resolve: (page) => (page as unknown as { totalCount: number }).totalCount,
      }),
    }),
  },
  { name: 'TokenEdge' },
);

builder.queryFields((t) => ({
  tokens: t.field({
    type: TokenConnection,
    description: 'The tokens of the pool, those that need somebody to look at them first.',
    authScopes: { read: true },
    args: {
      filter: t.arg({ type: TokenFilterInput }),
      sort: t.arg({ type: TokenSortInput }),
      first: t.arg.int({ defaultValue: LIMITS.usual, description: `${LIMITS.most} at most.` }),
      after: t.arg.string({ description: 'Cursor of the last one of the page before.' }),
    },
    complexity: ({ first }) => pageCost(first ?? LIMITS.usual),
    resolve: (_root, { filter, sort, first, after }, { services }) => {
      const { items, hasNext, total } = services.tokenDesk.page({
        ...{ filter: filterOf(filter), first: pageLimit(first, LIMITS), after },
        sort: sort ? { by: sort.by, descending: sort.descending ?? false } : undefined,
      });
      return {
        edges: items.map(({ cursor, token }) => ({ cursor, node: token })),
        pageInfo: {
          hasNextPage: hasNext,
          hasPreviousPage: after != null,
          startCursor: items[0]?.cursor ?? null,
          endCursor: items.at(-1)?.cursor ?? null,
        },
        totalCount: total,
      };
    },
  }),
  token: t.field({
    type: TokenRef,
    description: 'One token.',
    authScopes: { read: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, { services }) => {
      const number = tokenNumber(id, 'id');
      const found = services.tokenDesk.find(number);
      if (found === null) throw new ServiceError('not_found', `There is no token ${number}.`, { param: 'id' });
      return found;
    },
  }),
}));
