import { ServiceError } from '../../../../schema/errors.ts';
import type { NewKey, ShownKey } from '../../../access/managed-keys.ts';
import { createKey, revokeKey, rotateKey, updateKey } from '../../keys.ts';
import { namingArguments } from '../../named-argument.ts';
import { builder } from '../builder.ts';
import { localId } from '../local-id.ts';

const SOURCE = {
  STORED: { value: 'stored', description: 'It is kept here and can be changed.' },
  CONFIGURED: {
    value: 'configured',
    description: 'It is written in the settings file or the environment, and is changed there.',
  },
} as const;
const SourceRef = builder.enumType('ApiKeySource', { description: 'Where a key comes from.', values: SOURCE });

export const ApiKeyRef = builder.node(builder.objectRef<ShownKey>('ApiKey'), {
  description: "A caller's key. The key itself is told once, when it is made.",
  id: { resolve: ({ id }) => id },
  loadOne: (id, { services }) => services.apiKeys.get(id),
  fields: (t) => ({
    keyId: t.exposeString('id', { description: 'Its id as it stands in the request log, usage and the audit log.' }),
    name: t.exposeString('name'),
    last4: t.exposeString('last4', {
      description: 'Its last four characters; empty for a configured key that is short.',
    }),
    source: t.expose('source', { type: SourceRef }),
    enabled: t.exposeBoolean('enabled', { description: 'What the operator wants: whether it opens anything.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', nullable: true, description: 'Null for a configured key.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a request with it last came in, or was answered; to the minute.',
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true, description: 'Null for never.' }),
    previousUntil: t.expose('previousUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when the key before the last rotation is good as well; null when none is.',
    }),
    requestsPerMinute: t.exposeInt('requestsPerMinute', { nullable: true, description: 'Create calls in any minute.' }),
    jobsAtOnce: t.exposeInt('jobsAtOnce', {
      nullable: true,
      description: 'Jobs that have not ended, those that wait included.',
    }),
    creditsPerDay: t.exposeInt('creditsPerDay', { nullable: true, description: 'In a day of UTC.' }),
    creditsPerMonth: t.exposeInt('creditsPerMonth', { nullable: true, description: 'In a month of UTC.' }),
    models: t.stringList({
      nullable: true,
      description: 'Names of the models that it may use, each perhaps with `*`; null for all.',
      resolve: ({ models }) => (models === null ? null : [...models]),
    }),
  }),
});

const NewApiKeyRef = builder.objectRef<NewKey>('NewApiKey').implement({
  description: 'A key that was just made.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Told this once: only its digest is kept.' }),
    apiKey: t.expose('shown', { type: ApiKeyRef }),
  }),
});

const ApiKeyInput = builder.inputType('ApiKeyInput', {
  description: 'What is decided about a key. In a change, what is left out stays; a limit of null is none.',
  fields: (t) => ({
    name: t.string({ description: 'Needed for a new key; no other may have it.' }),
    enabled: t.boolean({ description: 'True for a new key unless said otherwise.' }),
    expiresAt: t.field({ type: 'DateTime' }),
    requestsPerMinute: t.int(),
    jobsAtOnce: t.int(),
    creditsPerDay: t.int(),
    creditsPerMonth: t.int(),
    models: t.stringList({ description: 'Each perhaps with `*`, for example `veo_*`.' }),
  }),
});

/** For what has no null, null means that it was left out. */
const given = ({ name, enabled, ...limits }: typeof ApiKeyInput.$inferInput) => ({
  ...limits,
  name: name ?? undefined,
  enabled: enabled ?? undefined,
});

builder.queryFields((t) => ({
  apiKeys: t.field({
    type: [ApiKeyRef],
    description: 'The keys of callers, those of the configuration first.',
    authScopes: { read: true },
    resolve: (_root, _args, { services }) => services.apiKeys.list(),
  }),
  apiKey: t.field({
    type: ApiKeyRef,
    description: 'One key.',
    authScopes: { read: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, { services }) => {
      const keyId = localId('ApiKey', id);
      const key = await services.apiKeys.get(keyId);
      if (key === null) throw new ServiceError('not_found', `There is no API key ${keyId}.`, { param: 'id' });
      return key;
    },
  }),
}));

const DAY_S = 86_400;

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: NewApiKeyRef,
    description: 'Makes a key. It is told in the answer, so that the scope `secrets` is needed as well.',
    authScopes: { operate: true },
    args: { input: t.arg({ type: ApiKeyInput, required: true }) },
    resolve: (_root, { input }, context) => createKey(context, { ...given(input), name: input.name ?? '' }),
  }),
  updateApiKey: t.field({
    type: ApiKeyRef,
    description: 'Changes a key, from the next request on.',
    authScopes: { operate: true },
    args: {
      id: t.arg.id({ required: true }),
      input: t.arg({ type: ApiKeyInput, required: true }),
    },
    resolve: (_root, { id, input }, context) => updateKey(context, localId('ApiKey', id), given(input)),
  }),
  rotateApiKey: t.field({
    type: NewApiKeyRef,
    description:
      'Gives a key another secret; the old one stays good for a while. The new one is told in the answer, so that the scope `secrets` is needed as well.',
    authScopes: { operate: true },
    args: {
      id: t.arg.id({ required: true }),
      overlapSeconds: t.arg.int({
        defaultValue: DAY_S,
        description:
          'How long the old key stays good, 90 days at most; 0 ends all former keys at once. Any other is refused while a former key of an earlier rotation is still good.',
      }),
    },
    resolve: (_root, { id, overlapSeconds }, context) =>
      namingArguments({ overlap: 'overlapSeconds' }, () =>
        rotateKey(context, localId('ApiKey', id), (overlapSeconds ?? DAY_S) * 1_000),
      ),
  }),
  revokeApiKey: t.field({
    type: ApiKeyRef,
    description: 'Lets nobody in with a key any more. Jobs that were begun with it go on.',
    authScopes: { operate: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => revokeKey(context, localId('ApiKey', id)),
  }),
}));
