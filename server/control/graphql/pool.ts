import type { PoolKind, PoolSummary } from '../../tokens/desk/pool-summary.ts';
import { TOKEN_STATES, type TokenState } from '../../tokens/desk/standing.ts';
import { builder } from './builder.ts';
import { MediaKindEnum, UpstreamEnum } from './enums.ts';
import { liveSubscription } from './live-subscription.ts';
import { TokenStateEnum } from './tokens/types.ts';

const BreakerState = builder.enumType('BreakerState', {
  description: 'Whether an upstream is used.',
  values: {
    CLOSED: { value: 'closed', description: 'It works.' },
    OPEN: { value: 'open', description: 'It fails whichever account asks, so jobs wait.' },
    HALF_OPEN: { value: 'half-open', description: 'One job finds out whether it works again.' },
  } as const,
});

const UpstreamHealthRef = builder.objectRef<PoolKind['upstreams'][number]>('UpstreamHealth').implement({
  description: 'An upstream in one kind of work.',
  fields: (t) => ({
    upstream: t.expose('upstream', { type: UpstreamEnum }),
    state: t.expose('state', { type: BreakerState }),
    retryAfterMs: t.exposeInt('retryAfterMs', { description: 'How long jobs have to wait; 0 while it works.' }),
  }),
});

const PoolKindRef = builder.objectRef<PoolKind>('PoolKindHealth').implement({
  description: 'The pool in one kind of work.',
  fields: (t) => ({
    kind: t.expose('kind', { type: MediaKindEnum }),
    taken: t.exposeInt('taken', { description: 'Slots that jobs hold now.' }),
    slots: t.exposeInt('slots', { description: 'Slots of all tokens that serve; -1 when one has no limit.' }),
    serving: t.exposeInt('serving', { description: 'Tokens that serve.' }),
    upstreams: t.field({ type: [UpstreamHealthRef], resolve: ({ upstreams }) => [...upstreams] }),
  }),
});

const StateCountRef = builder.objectRef<{ state: TokenState; count: number }>('TokenStateCount').implement({
  description: 'How many tokens are in a state.',
  fields: (t) => ({ state: t.expose('state', { type: TokenStateEnum }), count: t.exposeInt('count') }),
});

const PoolHealthRef = builder.objectRef<PoolSummary>('PoolHealth').implement({
  description: 'The pool at a glance.',
  fields: (t) => ({
    total: t.exposeInt('total', { description: 'Tokens, in whatever state.' }),
    byState: t.field({
      type: [StateCountRef],
      description: 'Every state, those that need somebody to look at them first.',
      resolve: ({ byState }) => TOKEN_STATES.map((state) => ({ state, count: byState[state] })),
    }),
    kinds: t.field({ type: [PoolKindRef], resolve: ({ kinds }) => [...kinds] }),
    credits: t.exposeInt('credits', { description: 'On tokens that are wanted.' }),
    reserved: t.exposeInt('reserved', { description: 'Credits set aside for running jobs.' }),
    ready: t.exposeBoolean('ready', { description: 'Whether anything can be served.' }),
    reasons: t.stringList({ description: 'Why not, in words.', resolve: ({ reasons }) => [...reasons] }),
  }),
});

builder.queryFields((t) => ({
  pool: t.field({
    type: PoolHealthRef,
    description: 'The pool as it is now.',
    authScopes: { read: true },
    resolve: (_root, _args, { services }) => services.tokenDesk.pool(),
  }),
}));

builder.subscriptionFields((t) => ({
  poolChanged: t.field({
    type: PoolHealthRef,
    description: 'The pool, at once and then whenever it changes, at most four times a second.',
    authScopes: { read: true },
    subscribe: (_root, _args, context) => liveSubscription(context, context.services.tokenDesk.watchPool),
    resolve: (summary) => summary,
  }),
}));
