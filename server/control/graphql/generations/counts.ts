import { ServiceError } from '../../../../schema/errors.ts';
import { countJobsByTab, type JobCount, type JobCounts } from '../../job-counts.ts';
import { builder } from '../builder.ts';
import { filterOf, GenerationFilterInput, type GivenFilter } from './inputs.ts';

const CountRef = builder.objectRef<JobCount>('GenerationCount').implement({
  description: 'How many there are, counted up to a thousand.',
  fields: (t) => ({
    count: t.exposeInt('count'),
    isAll: t.exposeBoolean('isAll', { description: 'False when there are more.' }),
  }),
});

const CountsRef = builder.objectRef<JobCounts>('GenerationCounts').implement({
  description: 'How many generations stand where; one may be in several of these.',
  fields: (t) => ({
    all: t.expose('all', { type: CountRef }),
    running: t.expose('running', { type: CountRef, description: 'Those that have not ended, the queued included.' }),
    done: t.expose('done', { type: CountRef, description: 'Completed, and their files can still be had.' }),
    failed: t.expose('failed', {
      type: CountRef,
      description: 'Those that came to nothing, the cancelled included, and those whose answer was lost.',
    }),
    expired: t.expose('expired', { type: CountRef, description: 'Completed, and their files are gone.' }),
    retryable: t.expose('retryable', {
      type: CountRef,
      description: 'Of the failed, those that can be tried again without a look at each.',
    }),
  }),
});

builder.queryFields((t) => ({
  generationCounts: t.field({
    type: CountsRef,
    description: 'How many generations there are, by where they stand.',
    authScopes: { read: true },
    args: {
      filter: t.arg({
        type: GenerationFilterInput,
        description: 'All but `states` and `expired`, which are what is counted.',
      }),
    },
    resolve: (_root, { filter }, context) => countJobsByTab(context, withoutStates(filter)),
  }),
}));

/** @throws ServiceError `invalid_value` for `states` and `expired` */
function withoutStates(given: GivenFilter | null | undefined) {
  const { states, expired, ...filter } = filterOf(given);
  if (states == null && expired == null) return filter;
  const field = states == null ? 'expired' : 'states';
  const message = `Where generations stand is what is counted. Leave \`${field}\` out, or ask \`generations\` for those alone.`;
  throw new ServiceError('invalid_value', message, { param: 'filter' });
}
