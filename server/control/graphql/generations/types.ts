import type { Asset, Choice, GenerationState, JobError, JobStep, PassedOver } from '../../../../schema/generation.ts';
import { CONSOLE_KEY_ID } from '../../../generation/operator.ts';
import type { JobAttempt, OperatorJob } from '../../../generation/operator-job.ts';
import type { QueueOfKind, QueueReport } from '../../../generation/queue-report.ts';
import { fileLink, linkOf } from '../../jobs.ts';
import { ApiKeyRef } from '../access/api-keys.ts';
import { builder } from '../builder.ts';
import { MediaKindEnum, UpstreamEnum } from '../enums.ts';
import { TokenRef } from '../tokens/types.ts';

export const GenerationStateEnum = builder.enumType('GenerationState', {
  description: 'Where a generation stands.',
  values: {
    QUEUED: { value: 'queued', description: 'It waits for a slot, or its pictures are being uploaded.' },
    SUBMITTING: { value: 'submitting', description: 'It is being sent upstream.' },
    RUNNING: { value: 'running', description: 'The upstream works on it.' },
    RETRIEVING: { value: 'retrieving', description: 'The upstream has made it; it is being fetched.' },
    COMPLETED: { value: 'completed' },
    FAILED: { value: 'failed' },
    CANCELLED: { value: 'cancelled' },
    SUBMIT_UNKNOWN: {
      value: 'submit_unknown',
      description: 'The answer of the upstream was lost: an operator has to say what became of it.',
    },
  } satisfies Record<string, { value: GenerationState; description?: string }>,
});

export const PassedOverRef = builder.objectRef<PassedOver>('PassedOver').implement({
  description: 'Tokens that were not chosen for one reason.',
  fields: (t) => ({
    reason: t.exposeString('reason', { description: 'In plain words.' }),
    count: t.exposeInt('count'),
    names: t.stringList({ description: 'The first of them.', resolve: ({ names }) => [...names] }),
  }),
});

const ChoiceRef = builder.objectRef<Choice>('TokenChoice').implement({
  description: 'Why a token was chosen.',
  fields: (t) => ({
    strategy: t.exposeString('strategy', { description: 'The setting in force then.' }),
    candidates: t.exposeInt('candidates', { description: 'Tokens that could have taken it, the chosen one included.' }),
    by: t.exposeString('by', { description: 'What the chosen one had over them.' }),
    passedOver: t.field({ type: [PassedOverRef], resolve: ({ passedOver }) => [...passedOver] }),
  }),
});

const AttemptErrorRef = builder.objectRef<NonNullable<JobAttempt['error']>>('AttemptError').implement({
  description: 'What a try failed of.',
  fields: (t) => ({ code: t.exposeString('code'), message: t.exposeString('message') }),
});

const AttemptRef = builder.objectRef<JobAttempt>('GenerationAttempt').implement({
  description: 'One try with one token.',
  fields: (t) => ({
    token: t.field({
      type: TokenRef,
      nullable: true,
      description: 'Null when it has been removed.',
      resolve: ({ tokenId }, _args, { services }) => services.tokenDesk.find(tokenId),
    }),
    tokenNumber: t.exposeInt('tokenId'),
    startedAt: t.expose('startedAt', { type: 'DateTime' }),
    error: t.expose('error', { type: AttemptErrorRef, nullable: true, description: 'Null when it came through.' }),
    choice: t.expose('choice', { type: ChoiceRef, nullable: true }),
  }),
});

const AssetRef = builder.objectRef<Asset>('Asset').implement({
  description: 'A finished file.',
  fields: (t) => ({
    kind: t.expose('kind', { type: MediaKindEnum }),
    url: t.string({
      nullable: true,
      description: 'Where it can be had: here, or upstream when files are not kept.',
      resolve: (asset, _args, context) => linkOf(context, asset),
    }),
    mimeType: t.exposeString('mimeType'),
    bytes: t.exposeFloat('bytes', { nullable: true }),
    width: t.exposeInt('width', { nullable: true }),
    height: t.exposeInt('height', { nullable: true }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the upstream’s link dies.',
    }),
  }),
});

const GenerationErrorRef = builder.objectRef<JobError>('GenerationError').implement({
  description: 'Why a generation came to nothing.',
  fields: (t) => ({
    code: t.exposeString('code'),
    message: t.exposeString('message'),
    reason: t.exposeString('reason', { nullable: true, description: 'The upstream’s own name for it.' }),
    retryAfterMs: t.exposeInt('retryAfterMs', { nullable: true }),
  }),
});

const StepRef = builder.objectRef<JobStep>('GenerationStep').implement({
  description: 'A step that the event log has.',
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'Its place in the event log.' }),
    state: t.expose('state', { type: GenerationStateEnum }),
    at: t.expose('at', { type: 'DateTime' }),
  }),
});

const ActionsRef = builder.objectRef<OperatorJob['actions']>('GenerationActions').implement({
  description: 'What can be done with a generation now.',
  fields: (t) => ({
    cancel: t.exposeBoolean('cancel', { description: 'Only what was not sent can be taken back.' }),
    retry: t.exposeBoolean('retry'),
    deliver: t.exposeBoolean('deliver', { description: 'The upstream has made something that may still be fetched.' }),
    resolve: t.exposeBoolean('resolve'),
  }),
});

export const GenerationRef = builder.objectRef<OperatorJob>('Generation');
builder.node(GenerationRef, {
  description: 'One picture or video, from the request to the kept file.',
  authScopes: { read: true },
  id: { resolve: ({ id }) => id },
  loadMany: (ids, { services }) => services.generations.byIds(ids),
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'attempts' in value && 'variant' in value,
  fields: (t) => ({
    jobId: t.exposeString('id', { description: 'Its id as callers and logs have it.' }),
    state: t.expose('state', { type: GenerationStateEnum }),
    kind: t.expose('kind', { type: MediaKindEnum }),
    mode: t.exposeString('mode', { description: '`t2i`, `t2v`, `i2v` or `r2v`.' }),
    model: t.exposeString('model', { description: 'As it was asked for.' }),
    variant: t.exposeString('variant', { description: 'The catalogue id that it became.' }),
    modelKey: t.exposeString('modelKey', { nullable: true, description: 'The upstream’s name of the model.' }),
    prompt: t.exposeString('prompt'),
    ratio: t.exposeString('ratio'),
    seconds: t.exposeInt('seconds', { nullable: true }),
    resolution: t.exposeString('resolution', { nullable: true }),
    seed: t.exposeInt('seed'),
    images: t.stringList({
      description: 'Where the pictures that came with the request are kept.',
      resolve: ({ inputs }, _args, context) => inputs.map(({ file }) => fileLink(context, file)),
    }),
    upstream: t.expose('upstream', { type: UpstreamEnum, nullable: true }),
    percent: t.exposeInt('percent'),
    detail: t.exposeString('detail', { description: 'What it is doing, or what it waits for, in words.' }),
    position: t.exposeInt('position', { nullable: true, description: 'Place in the queue from 1.' }),
    assets: t.field({ type: [AssetRef], resolve: ({ assets }) => [...assets] }),
    preview: t.string({
      nullable: true,
      description: 'Where a small picture of the result is; made when it is first asked for.',
      resolve: async ({ id, state }, _args, context) => {
        const file = state === 'completed' ? await context.services.generations.still(id) : null;
        return file === null ? null : fileLink(context, file);
      },
    }),
    error: t.expose('error', { type: GenerationErrorRef, nullable: true }),
    notice: t.exposeString('notice', { nullable: true, description: 'Something to be known about the result.' }),
    credits: t.exposeInt('credits', { description: 'What it has cost, or what is set aside for it.' }),
    token: t.field({
      type: TokenRef,
      nullable: true,
      description: 'Who does, or did, the work.',
      resolve: ({ tokenId }, _args, { services }) => (tokenId === null ? null : services.tokenDesk.find(tokenId)),
    }),
    tokenNumber: t.exposeInt('tokenId', { nullable: true }),
    boundTo: t.field({
      type: TokenRef,
      nullable: true,
      description: 'The one token that it may run on; null for any.',
      resolve: ({ boundTo }, _args, { services }) => (boundTo === null ? null : services.tokenDesk.find(boundTo)),
    }),
    apiKey: t.loadable({
      type: ApiKeyRef,
      nullable: true,
      description: 'In whose name; null for the console’s own, and for a key that was revoked.',
      load: async (ids: string[], { services }) => {
        const keys = new Map((await services.apiKeys.list()).map((key) => [key.id, key]));
        return ids.map((id) => keys.get(id) ?? null);
      },
      resolve: ({ apiKeyId }) => (apiKeyId === CONSOLE_KEY_ID ? null : apiKeyId),
    }),
    apiKeyId: t.exposeString('apiKeyId', { description: '`console` for the console’s own.' }),
    requestId: t.exposeString('requestId'),
    route: t.exposeString('route', { description: 'Where it was asked for.' }),
    attempts: t.field({ type: [AttemptRef], resolve: ({ attempts }) => [...attempts] }),
    choice: t.field({
      type: ChoiceRef,
      nullable: true,
      description: 'Why it is with its token: the choice of the last try.',
      resolve: ({ attempts }) => attempts.at(-1)?.choice ?? null,
    }),
    steps: t.loadableList({
      type: StepRef,
      description: 'What happened to it, as long as the event log has it.',
      load: (ids: string[], { services }) => Promise.all(ids.map(services.generations.steps)),
      resolve: ({ id }) => id,
    }),
    actions: t.expose('actions', { type: ActionsRef }),
    retryOf: t.string({
      nullable: true,
      description: 'The generation that it repeats.',
      resolve: ({ facts }) => (typeof facts.retryOf === 'string' ? facts.retryOf : null),
    }),
    expectedAt: t.expose('expectedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it will probably be done.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When it was sent upstream.' }),
    completedAt: t.expose('completedAt', { type: 'DateTime', nullable: true, description: 'When it ended, however.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
  }),
});

const QueueKeyRef = builder.objectRef<QueueOfKind['keys'][number]>('QueueKey').implement({
  description: 'How many jobs of one key wait.',
  fields: (t) => ({ apiKeyId: t.exposeString('apiKeyId'), waiting: t.exposeInt('waiting') }),
});

const QueueLimitRef = builder.objectRef<QueueOfKind['limits'][number]>('QueueLimit').implement({
  description: 'What jobs wait for.',
  fields: (t) => ({ reason: t.exposeString('reason', { description: 'In words.' }), waiting: t.exposeInt('waiting') }),
});

const QueueKindRef = builder.objectRef<QueueOfKind>('QueueKind').implement({
  description: 'Those who wait for one kind of work.',
  fields: (t) => ({
    kind: t.expose('kind', { type: MediaKindEnum }),
    waiting: t.exposeInt('waiting'),
    inFlight: t.exposeInt('inFlight', { description: 'Slots that are taken now.' }),
    expectedWaitMs: t.exposeInt('expectedWaitMs', { description: 'For whoever comes now; 0 when nobody waits.' }),
    keys: t.field({ type: [QueueKeyRef], resolve: ({ keys }) => [...keys] }),
    limits: t.field({ type: [QueueLimitRef], resolve: ({ limits }) => [...limits] }),
  }),
});

export const QueueRef = builder.objectRef<QueueReport>('Queue').implement({
  description: 'Jobs that wait for a slot.',
  fields: (t) => ({
    depth: t.exposeInt('depth', { description: 'How many may wait.' }),
    waiting: t.int({ resolve: ({ kinds }) => kinds.reduce((sum, { waiting }) => sum + waiting, 0) }),
    kinds: t.field({ type: [QueueKindRef], resolve: ({ kinds }) => [...kinds] }),
  }),
});
