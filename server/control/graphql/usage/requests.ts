import type { RequestBody } from '../../../../schema/entities/request-body.ts';
import type { RequestLog } from '../../../../schema/entities/request-log.ts';
import { CONSOLE_KEY_ID } from '../../../generation/operator.ts';
import type { Histogram, HistogramBar } from '../../../usage/request-histogram.ts';
import type { RequestFilter } from '../../../usage/request-search.ts';
import { pageLimit, rangeOf } from '../../ranges.ts';
import { clearRequests, type RequestNews, requestOf, rowOf, watchRequests } from '../../requests.ts';
import { ApiKeyRef } from '../access/api-keys.ts';
import { characters } from '../argument-bounds.ts';
import { builder } from '../builder.ts';
import { connectionOf } from '../connection.ts';
import { MediaKindEnum } from '../enums.ts';
import { GapRef } from '../events.ts';
import { GenerationRef } from '../generations/types.ts';
import { liveSubscription } from '../live-subscription.ts';
import { localId, localIds, tokenNumbers } from '../local-id.ts';
import { pageCost } from '../page-cost.ts';
import { TokenRef } from '../tokens/types.ts';

const LIMITS = { usual: 50, most: 500 };
const BARS = { usual: 60, most: 500 };

const BodyRef = builder.objectRef<RequestBody>('RequestBody').implement({
  description: 'What a request and its answer said: secrets masked, media folded. Kept in debug mode only.',
  fields: (t) => ({
    request: t.exposeString('request', { nullable: true }),
    response: t.exposeString('response', { nullable: true }),
    bytes: t.exposeInt('bytes'),
  }),
});

const RequestLogRef = builder.objectRef<RequestLog>('RequestLog');
builder.node(RequestLogRef, {
  description: 'A finished request of a caller.',
  authScopes: { read: true },
  id: { resolve: ({ requestId }) => requestId },
  loadOne: (id, { services }) => services.usage.requests.find(id),
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'callerLeft' in value && 'requestId' in value,
  fields: (t) => ({
    requestId: t.exposeString('requestId', { description: 'As the caller was told it in `x-request-id`.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it ended.' }),
    method: t.exposeString('method'),
    route: t.exposeString('route', { description: 'Its pattern, for example `/v1/jobs/:id`.' }),
    status: t.exposeInt('status', { description: '499 for a caller who left unanswered.' }),
    durationMs: t.exposeInt('durationMs'),
    model: t.exposeString('model', { nullable: true, description: 'As the caller wrote it.' }),
    kind: t.expose('kind', { type: MediaKindEnum, nullable: true }),
    errorCode: t.exposeString('errorCode', { nullable: true }),
    callerLeft: t.exposeBoolean('callerLeft'),
    apiKeyId: t.exposeString('apiKeyId', { nullable: true }),
    apiKey: t.loadable({
      type: ApiKeyRef,
      nullable: true,
      load: async (ids: string[], { services }) => {
        const keys = new Map((await services.apiKeys.list()).map((key) => [key.id, key]));
        return ids.map((id) => keys.get(id) ?? null);
      },
      resolve: ({ apiKeyId }) => (apiKeyId === CONSOLE_KEY_ID ? null : apiKeyId),
    }),
    tokenNumber: t.exposeInt('tokenId', { nullable: true }),
    token: t.field({
      type: TokenRef,
      nullable: true,
      description: 'Who did the work in the end.',
      resolve: ({ tokenId }, _args, { services }) => (tokenId === null ? null : services.tokenDesk.find(tokenId)),
    }),
    jobId: t.exposeString('generationId', { nullable: true }),
    generation: t.loadable({
      type: GenerationRef,
      nullable: true,
      load: (ids: string[], { services }) => services.generations.byIds(ids),
      resolve: ({ generationId }) => generationId,
    }),
    body: t.field({
      type: BodyRef,
      nullable: true,
      description: 'Null when it was not kept, or has gone since.',
      resolve: ({ requestId }, _args, { services }) => services.usage.body(requestId),
    }),
  }),
});

const RequestFilterInput = builder.inputType('RequestFilter', {
  description: 'Which requests are meant; what is left out excludes none, and of a list any one will do.',
  fields: (t) => ({
    statusClasses: t.intList({ description: '2 for 2xx and so on.' }),
    errorCodes: t.stringList(),
    models: t.stringList({ description: 'As callers wrote them.' }),
    apiKeyIds: t.idList(),
    tokenIds: t.idList(),
    kind: t.field({ type: MediaKindEnum }),
    minDurationMs: t.int(),
    text: t.string({
      ...characters(200),
      description:
        'Id of a request or of a generation; of 12 characters or more, the beginning of one. Else a part of the prompt of its generation.',
    }),
    from: t.field({ type: 'DateTime', description: 'When it ended: from then on.' }),
    to: t.field({ type: 'DateTime', description: 'Before then.' }),
  }),
});

function filterOf(given: typeof RequestFilterInput.$inferInput | null | undefined): RequestFilter {
  const { apiKeyIds, tokenIds, ...others } = given ?? {};
  return { ...others, apiKeyIds: localIds('ApiKey', apiKeyIds), tokenIds: tokenNumbers(tokenIds) };
}

const RequestLogConnection = builder.connectionObject(
  { type: RequestLogRef, name: 'RequestLogConnection', description: 'A page of the request log.' },
  { name: 'RequestLogEdge' },
);

const BarRef = builder.objectRef<HistogramBar>('RequestBar').implement({
  description: 'Requests that ended in one stretch of time.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime' }),
    to: t.expose('to', { type: 'DateTime' }),
    requests: t.exposeInt('requests'),
    refused: t.exposeInt('refused', { description: 'Answered with 4xx.' }),
    failed: t.exposeInt('failed', { description: 'Answered with 5xx.' }),
    meanMs: t.float({
      nullable: true,
      description: 'How long they took, on average.',
      resolve: ({ requests, durationMs }) => (requests === 0 ? null : durationMs / requests),
    }),
  }),
});

const HistogramRef = builder.objectRef<Histogram>('RequestHistogram').implement({
  description: 'Requests over time.',
  fields: (t) => ({
    bars: t.field({ type: [BarRef], resolve: ({ bars }) => [...bars] }),
    countedFrom: t.expose('countedFrom', {
      type: 'DateTime',
      nullable: true,
      description: 'What ended before was too much to be counted; null when all was.',
    }),
  }),
});

builder.queryFields((t) => ({
  requestLogs: t.field({
    type: RequestLogConnection,
    description:
      'Finished requests, newest first. Where what is asked for is rare a page may be short and yet not the last: see `hasNextPage`.',
    authScopes: { read: true },
    args: {
      filter: t.arg({ type: RequestFilterInput }),
      first: t.arg.int({ defaultValue: LIMITS.usual, description: `${LIMITS.most} at most.` }),
      after: t.arg.string({ description: '`endCursor` of the page before.' }),
    },
    complexity: ({ first }) => pageCost(first ?? LIMITS.usual),
    resolve: async (_root, { filter, first, after }, { services }) => {
      const query = { filter: filterOf(filter), before: rowOf(after), limit: pageLimit(first, LIMITS) };
      const { rows, hasMore, end } = await services.usage.requests.page(query);
      const edges = rows.map((row) => ({ cursor: String(row.id), node: row }));
      const place = end === null ? null : String(end);
      return connectionOf(edges, { hasMore, isFirst: query.before === null, end: place });
    },
  }),
  requestLog: t.field({
    type: RequestLogRef,
    description: 'One finished request.',
    authScopes: { read: true },
    args: { id: t.arg.id({ required: true, description: 'Global, or as `x-request-id` told it.' }) },
    resolve: (_root, { id }, context) => requestOf(context, localId('RequestLog', id)),
  }),
  requestHistogram: t.field({
    type: HistogramRef,
    description: 'Requests over time, those of the last day unless the filter says otherwise.',
    authScopes: { read: true },
    args: { filter: t.arg({ type: RequestFilterInput }), bars: t.arg.int({ defaultValue: BARS.usual }) },
    resolve: (_root, { filter, bars }, { services }) => {
      const wanted = filterOf(filter);
      const range = rangeOf(wanted, services.now());
      return services.usage.histogram({ filter: wanted, ...range, bars: pageLimit(bars, BARS, 'bars') });
    },
  }),
}));

const before = { type: 'DateTime', required: true, description: 'When they ended: before then.' } as const;

builder.queryField('requestLogCount', (t) =>
  t.field({
    type: 'Int',
    description: 'How many finished requests `clearRequestLogs` would take out.',
    authScopes: { read: true },
    args: { before: t.arg(before) },
    resolve: (_root, args, { services }) => services.usage.clearing.countBefore(args.before),
  }),
);

builder.mutationField('clearRequestLogs', (t) =>
  t.field({
    type: 'Int',
    description: 'Takes older requests out of the log, with their bodies and counters; answers how many.',
    authScopes: { operate: true },
    args: { before: t.arg(before) },
    resolve: (_root, args, context) => clearRequests(context, args.before),
  }),
);

type Finished = Extract<RequestNews, { request: RequestLog }>;

const RequestNewsRef = builder.objectRef<Finished>('RequestNews').implement({
  description: 'A request has ended.',
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'Its place in the event log; to be given as `since`.' }),
    request: t.expose('request', { type: RequestLogRef }),
  }),
});

const RequestItem = builder.unionType('RequestItem', {
  description: 'News of a request, or that some were missed.',
  types: [RequestNewsRef, GapRef],
  resolveType: (item) => ('request' in item ? 'RequestNews' : 'Gap'),
});

builder.subscriptionFields((t) => ({
  requestFinished: t.field({
    type: RequestItem,
    description: 'Requests as they end.',
    authScopes: { read: true },
    args: {
      filter: t.arg({ type: RequestFilterInput }),
      since: t.arg.int({ description: 'The last event that is known; left out, only new ones come.' }),
    },
    subscribe: (_root, { filter, since }, context) =>
      liveSubscription(context, (signal) =>
        watchRequests(context, { filter: filterOf(filter), since: since ?? null }, signal),
      ),
    resolve: (item) => item as Finished,
  }),
}));
