import { ServiceError } from '../../../../schema/errors.ts';
import type { JobFilter } from '../../../generation/job-search.ts';
import { type JobNews, watchJob, watchJobs, watchQueue } from '../../watch-jobs.ts';
import { builder } from '../builder.ts';
import { GapRef } from '../events.ts';
import { liveSubscription } from '../live-subscription.ts';
import { localId } from '../local-id.ts';
import { filterOf, GenerationFilterInput, type GivenFilter } from './inputs.ts';
import { GenerationRef, QueueRef } from './types.ts';

type Changed = Extract<JobNews, { at: number }>;

const GenerationEventRef = builder.objectRef<Changed>('GenerationEvent').implement({
  description: 'A generation is another one now.',
  fields: (t) => ({
    seq: t.exposeInt('seq', {
      description: 'Its place in the event log; to be given as `since`. 0 for the first state and for mere progress.',
    }),
    at: t.expose('at', { type: 'DateTime' }),
    generation: t.expose('job', { type: GenerationRef }),
  }),
});

const GenerationItem = builder.unionType('GenerationItem', {
  description: 'News of a generation, or that some were missed.',
  types: [GenerationEventRef, GapRef],
  resolveType: (item) => ('at' in item ? 'GenerationEvent' : 'Gap'),
});

builder.subscriptionFields((t) => ({
  generationChanged: t.field({
    type: GenerationItem,
    description:
      'With `id`: that generation as it stands, then each change and its progress, to its end. Without: every generation that the filter means, at each of its steps.',
    authScopes: { read: true },
    args: {
      id: t.arg.id(),
      filter: t.arg({ type: GenerationFilterInput }),
      since: t.arg.int({ description: 'Without `id`: the last event that is known; left out, only new ones come.' }),
    },
    subscribe: (_root, { id, filter, since }, context) =>
      liveSubscription<JobNews>(context, (signal) =>
        id == null
          ? watchJobs(context, { filter: watchable(filter), since: since ?? null }, signal)
          : watchJob(context, localId('Generation', id), signal),
      ),
    resolve: (item) => item as Changed,
  }),
  queueChanged: t.field({
    type: QueueRef,
    description: 'The queue, at once and then whenever a job has moved, at most four times a second.',
    authScopes: { read: true },
    subscribe: (_root, _args, context) => liveSubscription(context, (signal) => watchQueue(context, signal)),
    resolve: (queue) => queue,
  }),
}));

/** @throws ServiceError `invalid_value` for `expired`: that a file goes is no step of a generation */
function watchable(given: GivenFilter | null | undefined): JobFilter {
  const filter = filterOf(given);
  if (filter.expired == null) return filter;
  const message =
    'Nobody is told when a file goes. Leave `expired` out, or ask `generations` for those whose file is gone.';
  throw new ServiceError('invalid_value', message, { param: 'filter' });
}
