import type { KeyActivity } from '../../../usage/key-activity.ts';
import { pageLimit, rangeOf } from '../../ranges.ts';
import { builder } from '../builder.ts';

const BEATS = { usual: 12, most: 500 };

const BeatRef = builder.objectRef<KeyActivity['beats'][number]>('ApiKeyBeat').implement({
  description: 'Requests with one key in one stretch of time.',
  fields: (t) => ({
    requests: t.exposeInt('requests'),
    failed: t.exposeInt('failed', { description: 'Answered with 4xx or 5xx.' }),
  }),
});

const ApiKeyActivityRef = builder.objectRef<KeyActivity>('ApiKeyActivity').implement({
  description: 'How much was asked with one key over time.',
  fields: (t) => ({
    apiKeyId: t.exposeString('apiKeyId'),
    beats: t.field({
      type: [BeatRef],
      description: 'Stretches of the same length, whole minutes each, the oldest first.',
      resolve: ({ beats }) => [...beats],
    }),
  }),
});

builder.queryField('apiKeyActivity', (t) =>
  t.field({
    type: [ApiKeyActivityRef],
    description: 'Requests over time with each key that had any, those of the last day unless told otherwise.',
    authScopes: { read: true },
    args: {
      from: t.arg({ type: 'DateTime', description: 'A day before the end, if it is left out.' }),
      to: t.arg({ type: 'DateTime', description: 'Now, if it is left out.' }),
      beats: t.arg.int({ defaultValue: BEATS.usual, description: `Stretches, ${BEATS.most} at most.` }),
    },
    complexity: { field: 1, multiplier: 50 },
    resolve: (_root, { beats, ...range }, { services }) =>
      services.usage.keyActivity({ ...rangeOf(range, services.now()), beats: pageLimit(beats, BEATS, 'beats') }),
  }),
);
