import type { LoggedEvent } from '../../../schema/events.ts';
import type { FeedItem } from '../../events/event-feed.ts';
import { batched } from '../batched.ts';
import { builder } from './builder.ts';
import { liveSubscription } from './live-subscription.ts';

const EventRef = builder.objectRef<LoggedEvent>('Event').implement({
  description: 'One line of the event log, from which everything live is made.',
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'Its place in the log; to be given as `since` after a lost connection.' }),
    at: t.expose('at', { type: 'DateTime' }),
    type: t.string({ resolve: ({ event }) => event.type }),
    data: t.field({ type: 'JSON', resolve: ({ event }) => event }),
  }),
});

export const GapRef = builder.objectRef<{ seq: number }>('Gap').implement({
  description: 'Events were left out, up to and with this one: what is known is to be read anew.',
  fields: (t) => ({ seq: t.exposeInt('seq') }),
});

const EventItem = builder.unionType('EventItem', {
  description: 'An event, or that some were left out.',
  types: [EventRef, GapRef],
  resolveType: (item) => ('event' in item ? 'Event' : 'Gap'),
});

builder.subscriptionFields((t) => ({
  events: t.field({
    type: EventItem,
    description: 'Every event, without a gap or a double as long as the log still holds what comes after `since`.',
    authScopes: { read: true },
    args: { since: t.arg.int({ description: 'The last event that is known; left out, only new ones come.' }) },
    subscribe: (_root, { since }, context) =>
      batched(
        liveSubscription(context, (signal) =>
          context.services.feed.batches(
            { since: since ?? null, types: null, latestOnly: false, maxBehind: Number.POSITIVE_INFINITY },
            signal,
          ),
        ),
      ),
    resolve: (item: FeedItem) => item,
  }),
}));
