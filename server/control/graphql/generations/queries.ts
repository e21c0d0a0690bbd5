import { ServiceError } from '../../../../schema/errors.ts';
import { cursorOf, placeOf } from '../../jobs.ts';
import { pageLimit } from '../../ranges.ts';
import { builder } from '../builder.ts';
import { connectionOf } from '../connection.ts';
import { localId } from '../local-id.ts';
import { pageCost } from '../page-cost.ts';
import { filterOf, GenerationFilterInput } from './inputs.ts';
import { GenerationRef, QueueRef } from './types.ts';

const LIMITS = { usual: 50, most: 200 };

const GenerationConnection = builder.connectionObject(
  { type: GenerationRef, name: 'GenerationConnection', description: 'A page of generations.' },
  { name: 'GenerationEdge' },
);

builder.queryFields((t) => ({
  generations: t.field({
    type: GenerationConnection,
    description:
      'Generations, newest first. Where what is asked for is rare a page may be short and yet not the last: see `hasNextPage`.',
    authScopes: { read: true },
    args: {
      filter: t.arg({ type: GenerationFilterInput }),
      first: t.arg.int({ defaultValue: LIMITS.usual, description: `${LIMITS.most} at most.` }),
      after: t.arg.string({ description: '`endCursor` of the page before.' }),
    },
    complexity: ({ first }) => pageCost(first ?? LIMITS.usual),
    resolve: async (_root, { filter, first, after }, { services }) => {
      const query = { filter: filterOf(filter), before: placeOf(after), limit: pageLimit(first, LIMITS) };
      const { jobs, hasMore, end } = await services.generations.page(query);
      const edges = jobs.map((job) => ({ cursor: cursorOf(job), node: job }));
      const place = end === null ? null : cursorOf(end);
      return connectionOf(edges, { hasMore, isFirst: query.before === null, end: place });
    },
  }),
  generation: t.field({
    type: GenerationRef,
    description: 'One generation.',
    authScopes: { read: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, { services }) => {
      const jobId = localId('Generation', id);
      const job = await services.generations.find(jobId);
      if (job === null) throw new ServiceError('not_found', `There is no generation ${jobId}.`, { param: 'id' });
      return job;
    },
  }),
  queue: t.field({
    type: QueueRef,
    description: 'The queue as it is now.',
    authScopes: { read: true },
    resolve: (_root, _args, { services }) => services.generations.queue(),
  }),
}));
