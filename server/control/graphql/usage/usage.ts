import { ServiceError } from '../../../../schema/errors.ts';
import type { Latency } from '../../../usage/latency-stats.ts';
import type { UsageDimension, UsagePoint } from '../../../usage/usage-report.ts';
import type { UsageTick } from '../../../usage/usage-ticks.ts';
import { listModels, MOST_ALIASES, type ModelReport, modelOf, updateModel, variantsOf } from '../../models.ts';
import { rangeOf } from '../../ranges.ts';
import { entries } from '../argument-bounds.ts';
import { builder } from '../builder.ts';
import { MediaKindEnum } from '../enums.ts';
import { PassedOverRef } from '../generations/types.ts';
import { liveSubscription } from '../live-subscription.ts';
import { localIds, tokenNumbers } from '../local-id.ts';
import { TierEnum, TokenRef } from '../tokens/types.ts';

const LatencyRef = builder.objectRef<Latency>('Latency').implement({
  description: 'How long completed generations took from their creation to their end; at most a tenth too high.',
  fields: (t) => ({
    jobs: t.exposeInt('jobs'),
    p50Ms: t.exposeInt('p50Ms'),
    p95Ms: t.exposeInt('p95Ms'),
    p99Ms: t.exposeInt('p99Ms'),
  }),
});

const PriceRef = builder.objectRef<{ tier: ModelReport['tiers'][number]; credits: number }>('ModelPrice').implement({
  description: 'What one result costs on a plan.',
  fields: (t) => ({ tier: t.expose('tier', { type: TierEnum }), credits: t.exposeInt('credits') }),
});

const ModelRef = builder.objectRef<ModelReport>('Model').implement({
  description: 'A name that can be asked for, what it can do, who can run it now, and how it went.',
  fields: (t) => ({
    name: t.exposeString('id'),
    aliases: t.stringList({ description: 'Other names for it.', resolve: ({ aliases }) => [...aliases] }),
    operatorAliases: t.stringList({
      description: 'Those of the aliases that operators have set; the others stand in the configuration.',
      resolve: ({ operatorAliases }) => [...operatorAliases],
    }),
    hidden: t.exposeBoolean('hidden', {
      description: 'An operator has left it, and its aliases, out of what callers are shown. It works when asked for.',
    }),
    kind: t.expose('kind', { type: MediaKindEnum }),
    modes: t.stringList({ description: '`t2i`, `t2v`, `i2v`, `r2v`.', resolve: ({ modes }) => [...modes] }),
    family: t.exposeString('family'),
    description: t.exposeString('description'),
    ratios: t.stringList({ resolve: ({ ratios }) => [...ratios] }),
    seconds: t.intList({ resolve: ({ seconds }) => [...seconds] }),
    resolutions: t.stringList({ resolve: ({ resolutions }) => [...resolutions] }),
    minImages: t.exposeInt('minImages'),
    maxImages: t.exposeInt('maxImages'),
    tiers: t.field({ type: [TierEnum], description: 'Plans that may use it.', resolve: ({ tiers }) => [...tiers] }),
    prices: t.field({
      type: [PriceRef],
      nullable: true,
      description: 'Credits by plan; null when they are not known.',
      resolve: ({ prices }) => prices && [...prices],
    }),
    deprecated: t.exposeBoolean('deprecated', { description: 'The upstream no longer lists it.' }),
    available: t.boolean({ resolve: ({ unavailable }) => unavailable === null }),
    unavailable: t.exposeString('unavailable', { nullable: true, description: 'Why nobody can serve it now.' }),
    eligibleTokens: t.exposeInt('eligible', { description: 'Tokens that could run it now.' }),
    passedOver: t.field({
      type: [PassedOverRef],
      description: 'Why the others could not.',
      resolve: ({ passedOver }) => [...passedOver],
    }),
    completed: t.exposeInt('completed', { description: 'Generations of the time range, here and below.' }),
    failed: t.exposeInt('failed'),
    credits: t.exposeInt('spent'),
    success: t.exposeFloat('success', { nullable: true, description: 'Share that was completed, 0 to 1.' }),
    latency: t.expose('latency', { type: LatencyRef, nullable: true }),
  }),
});

const UsageDimensionEnum = builder.enumType('UsageDimension', {
  description: 'What usage is told apart by.',
  values: {
    TOKEN: { value: 'tokenId' },
    API_KEY: { value: 'apiKeyId' },
    MODEL: { value: 'model' },
  } satisfies Record<string, { value: UsageDimension }>,
});

const TimeUnitEnum = builder.enumType('TimeUnit', {
  description: 'Stretches of time, as the clocks of a time zone count them.',
  values: { HOUR: { value: 'hour' }, DAY: { value: 'day' } } as const,
});

const UsagePointRef = builder.objectRef<UsagePoint>('UsagePoint').implement({
  description: 'What ended in one stretch of time.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime' }),
    to: t.expose('to', { type: 'DateTime' }),
    label: t.exposeString('label', { nullable: true, description: 'As the zone’s clocks have it: `2026-11-28`.' }),
    tokenNumber: t.exposeInt('tokenId', { nullable: true, description: '0 for what never reached a token.' }),
    token: t.field({
      type: TokenRef,
      nullable: true,
      resolve: ({ tokenId }, _args, { services }) => (tokenId === null ? null : services.tokenDesk.find(tokenId)),
    }),
    apiKeyId: t.exposeString('apiKeyId', { nullable: true }),
    model: t.exposeString('model', { nullable: true, description: 'Catalogue id.' }),
    completed: t.exposeInt('completed'),
    failed: t.exposeInt('failed'),
    credits: t.exposeInt('credits'),
    meanMs: t.float({
      nullable: true,
      description: 'From creation to end, on average.',
      resolve: ({ completed, failed, durationMs }) =>
        completed + failed === 0 ? null : durationMs / (completed + failed),
    }),
  }),
});

const TickRef = builder.objectRef<UsageTick>('UsageTick').implement({
  description: 'What came to its end since the last tick.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime' }),
    to: t.expose('to', { type: 'DateTime' }),
    requests: t.exposeInt('requests'),
    refused: t.exposeInt('refused', { description: 'Requests answered with 4xx.' }),
    failedRequests: t.exposeInt('failedRequests', { description: 'Requests answered with 5xx.' }),
    completed: t.exposeInt('completed', { description: 'Generations, here and below.' }),
    failed: t.exposeInt('failed'),
    credits: t.exposeInt('credits'),
  }),
});

builder.queryFields((t) => {
  const range = () => ({
    from: t.arg({ type: 'DateTime', description: 'A day before the end, if it is left out.' }),
    to: t.arg({ type: 'DateTime', description: 'Now, if it is left out.' }),
  });
  return {
    models: t.field({
      type: [ModelRef],
      description: 'Every name that is offered, with how it went in a time range.',
      authScopes: { read: true },
      args: range(),
      complexity: { field: 1, multiplier: 50 },
      resolve: (_root, args, context) => listModels(context, rangeOf(args, context.services.now())),
    }),
    model: t.field({
      type: ModelRef,
      description: 'One model by its name or another name for it.',
      authScopes: { read: true },
      args: { name: t.arg.string({ required: true }), ...range() },
      resolve: (_root, { name, ...args }, context) => modelOf(context, name, rangeOf(args, context.services.now())),
    }),
    usage: t.field({
      type: [UsagePointRef],
      description:
        'What was generated, by time and by whatever else it is to be told apart by. Empty stretches are left out.',
      authScopes: { read: true },
      args: {
        ...range(),
        by: t.arg({
          type: TimeUnitEnum,
          description: 'Those that the range touches are counted whole. Left out: the range in one.',
        }),
        timeZone: t.arg.string({ defaultValue: 'UTC', description: 'IANA name, for example `Europe/Berlin`.' }),
        groupBy: t.arg({ type: [UsageDimensionEnum], defaultValue: [] }),
        tokenIds: t.arg.idList(),
        apiKeyIds: t.arg.idList(),
        models: t.arg.stringList({ description: 'Any name of a model stands for all that it can come down to.' }),
      },
      complexity: { field: 1, multiplier: 50 },
      resolve: (_root, args, context) =>
        context.services.usage.report({
          ...rangeOf(args, context.services.now()),
          by: args.by ?? null,
          timeZone: args.timeZone ?? 'UTC',
          groupBy: args.groupBy ?? [],
          tokenIds: tokenNumbers(args.tokenIds),
          apiKeyIds: localIds('ApiKey', args.apiKeyIds),
          models: variantsOf(context, args.models),
        }),
    }),
    latency: t.field({
      type: LatencyRef,
      nullable: true,
      description: 'How long completed generations took, those of some models or of all; null without one.',
      authScopes: { read: true },
      args: { ...range(), models: t.arg.stringList() },
      resolve: (_root, { models, ...args }, context) =>
        context.services.usage.latency({
          ...rangeOf(args, context.services.now()),
          models: variantsOf(context, models),
        }),
    }),
  };
});

const ModelInput = builder.inputType('ModelInput', {
  description: 'What is decided about a model; what is left out stays.',
  fields: (t) => ({
    hidden: t.boolean({
      description: 'Leave it, and its aliases, out of what callers are shown. It works when asked for.',
    }),
    addAliases: t.stringList({
      ...entries(MOST_ALIASES),
      description: 'Further names for it. None may be a name in the configuration.',
    }),
    removeAliases: t.stringList({
      ...entries(MOST_ALIASES),
      description: 'Those that operators have set; jobs that they began go on.',
    }),
  }),
});

builder.mutationFields((t) => ({
  updateModel: t.field({
    type: ModelRef,
    description: 'Hides or shows a model, gives it further names or takes them away: from the next request on.',
    authScopes: { operate: true },
    args: {
      name: t.arg.string({ required: true, description: 'Its own name, not an alias.' }),
      input: t.arg({ type: ModelInput, required: true }),
    },
    resolve: (_root, { name, input }, context) =>
      updateModel(context, name, {
        hidden: input.hidden ?? undefined,
        addAliases: input.addAliases ?? undefined,
        removeAliases: input.removeAliases ?? undefined,
      }),
  }),
}));

const INTERVAL = { usual: 5, most: 3_600 };

builder.subscriptionFields((t) => ({
  usageTicked: t.field({
    type: TickRef,
    description: 'What is used, told at a fixed gap.',
    authScopes: { read: true },
    args: { interval: t.arg.int({ defaultValue: INTERVAL.usual, description: 'Seconds, 1 to 3600.' }) },
    subscribe: (_root, { interval }, context) => {
      const seconds = interval ?? INTERVAL.usual;
      if (seconds < 1 || seconds > INTERVAL.most) {
        throw new ServiceError('invalid_value', 'The interval is 1 to 3600 seconds.', { param: 'interval' });
      }
      return liveSubscription(context, (signal) => context.services.usage.ticks(seconds * 1_000, signal));
    },
    resolve: (tick) => tick,
  }),
}));
