import { ServiceError } from '../../../../schema/errors.ts';
import type { TokenChanged } from '../../../../schema/events.ts';
import type { FeedItem } from '../../../events/event-feed.ts';
import type { ControlContext } from '../../context.ts';
import { builder } from '../builder.ts';
import { GapRef } from '../events.ts';
import { liveSubscription } from '../live-subscription.ts';
import { tokenNumber } from '../local-id.ts';
import { TokenRef } from './types.ts';

interface TokenNews {
  seq: number;
  at: number;
  tokenId: number;
  what: string;
}

const TokenNewsRef = builder.objectRef<TokenNews>('TokenNews').implement({
  description: 'A token is another one now.',
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'Its place in the event log; to be given as `since`.' }),
    at: t.expose('at', { type: 'DateTime' }),
    what: t.exposeString('what', { description: 'What happened, in plain words.' }),
    id: t.globalID({ resolve: ({ tokenId }) => ({ type: TokenRef, id: tokenId }) }),
    token: t.field({
      type: TokenRef,
      nullable: true,
      description: 'As it is by now; null once it is deleted.',
      resolve: ({ tokenId }, _args, { services }) => services.tokenDesk.find(tokenId),
    }),
  }),
});

const TokenItem = builder.unionType('TokenItem', {
  description: 'News of a token, or that some were missed.',
  types: [TokenNewsRef, GapRef],
  resolveType: (item) => ('tokenId' in item ? 'TokenNews' : 'Gap'),
});

/** Who is behind by more reads the tokens anew. */
const MAX_BEHIND = 2_000;

async function* newsOf(
  { services: { feed } }: ControlContext,
  { ids, since }: { ids: ReadonlySet<number> | null; since: number | null },
  signal: AbortSignal,
): AsyncGenerator<TokenNews | { seq: number }> {
  const wanted = { since, types: new Set(['token-changed'] as const), latestOnly: true, maxBehind: MAX_BEHIND };
  for await (const item of feed.subscribe(wanted, signal) as AsyncIterable<FeedItem>) {
    if (item.kind === 'gap') yield { seq: item.seq };
    else {
      const { tokenId, what } = item.event as TokenChanged;
      if (ids === null || ids.has(tokenId)) yield { seq: item.seq, at: item.at, tokenId, what };
    }
  }
}

/** A number that nobody has would be waited for for ever. @throws ServiceError `not_found` */
function known({ services: { tokenDesk } }: ControlContext, ids: readonly (string | number)[]): number[] {
  return ids.map((id) => {
    const number = tokenNumber(id, 'ids');
    if (tokenDesk.find(number) !== null) return number;
    throw new ServiceError('not_found', `There is no token ${id}.`, { param: 'ids' });
  });
}

builder.subscriptionFields((t) => ({
  tokenChanged: t.field({
    type: TokenItem,
    description: 'Tokens, each anew whenever it changes; of changes that wait together only the last comes.',
    authScopes: { read: true },
    args: {
      ids: t.arg.idList({ description: 'Left out: all.' }),
      since: t.arg.int({ description: 'The last event that is known; left out, only new ones come.' }),
    },
    subscribe: (_root, { ids, since }, context) => {
      const wanted = ids == null ? null : new Set(known(context, ids));
      return liveSubscription(context, (signal) => newsOf(context, { ids: wanted, since: since ?? null }, signal));
    },
    resolve: (item) => item as TokenNews,
  }),
}));
