import type { InputImage } from '../../../../schema/generation.ts';
import type { Resolution } from '../../../generation/operator.ts';
import { bytesOfBase64 } from '../../base64.ts';
import {
  cancelJobs,
  createJobs,
  deliverJobs,
  fileLink,
  forgetJobs,
  type JobResult,
  MOST_AT_ONCE,
  MOST_PICTURES,
  resolveJob,
  retryJobs,
} from '../../jobs.ts';
import { namingArguments } from '../../named-argument.ts';
import { A_FILE, entries } from '../argument-bounds.ts';
import { builder } from '../builder.ts';
import { localId, localIds, tokenNumber } from '../local-id.ts';
import { filterOf, GenerationFilterInput, type GivenFilter } from './inputs.ts';
import { GenerationRef } from './types.ts';

const ResultErrorRef = builder.objectRef<NonNullable<JobResult['error']>>('GenerationResultError').implement({
  description: 'Why something was not done.',
  fields: (t) => ({ code: t.exposeString('code'), message: t.exposeString('message') }),
});

const ResultRef = builder.objectRef<JobResult>('GenerationResult').implement({
  description: 'What became of one generation of those that were meant.',
  fields: (t) => ({
    id: t.globalID({ resolve: ({ id }) => ({ type: GenerationRef, id }) }),
    jobId: t.exposeString('id'),
    ok: t.boolean({ resolve: ({ error }) => error === null }),
    error: t.expose('error', { type: ResultErrorRef, nullable: true, description: 'Null when it was done.' }),
    generation: t.expose('job', {
      type: GenerationRef,
      nullable: true,
      description: 'As it is now, or the new one; null when nothing was done.',
    }),
  }),
});

const PictureRef = builder.objectRef<InputImage>('Picture').implement({
  description: 'A kept picture.',
  fields: (t) => ({
    file: t.exposeString('file', { description: 'Its name, by which a generation asks for it.' }),
    url: t.string({ resolve: ({ file }, _args, context) => fileLink(context, file) }),
    mimeType: t.exposeString('mimeType'),
    width: t.exposeInt('width'),
    height: t.exposeInt('height'),
  }),
});

const ImageRoleEnum = builder.enumType('ImageRole', {
  description: 'What pictures are to a video.',
  values: {
    FRAMES: { value: 'frames', description: 'Its first and last one.' },
    REFERENCES: { value: 'references', description: 'Things and people in it.' },
  } as const,
});

const GenerationInput = builder.inputType('GenerationInput', {
  description: 'What is to be made. The model says what it takes; what does not fit is refused with the way out.',
  fields: (t) => ({
    model: t.string({ required: true, description: 'A name as `models` has it.' }),
    prompt: t.string({ required: true }),
    images: t.stringList({ ...entries(MOST_PICTURES), description: 'Pictures, by the names of their kept files.' }),
    imageRole: t.field({ type: ImageRoleEnum }),
    aspectRatio: t.string({ description: 'For example `16:9`.' }),
    size: t.string({ description: 'For example `1280x720`.' }),
    seconds: t.int(),
    quality: t.string(),
    resolution: t.string({ description: 'For example `1080p`.' }),
    seed: t.int(),
    count: t.int({ defaultValue: 1, description: 'Results, each a generation of its own; 8 at most.' }),
    apiKeyId: t.id({ description: 'In whose name: its limits hold and it is booked there. Left out: the console’s.' }),
    tokenId: t.id({
      description: 'The one token that it may run on: it waits for that one, or is refused with what that one lacks.',
    }),
    idempotencyKey: t.string({ description: 'The same call under the same name is carried out once in 24 hours.' }),
  }),
});

const ResolutionEnum = builder.enumType('GenerationResolution', {
  description: 'What became of a generation whose answer was lost, as the operator has seen at the upstream.',
  values: {
    NOTHING_STARTED: { value: 'nothing-started', description: 'It failed, and nothing was spent.' },
    MADE_NOT_DELIVERED: { value: 'made-not-delivered', description: 'It was made and paid for, and is not here.' },
  } satisfies Record<string, { value: Resolution; description: string }>,
});

interface Which {
  ids?: readonly (string | number)[] | null | undefined;
  filter?: GivenFilter | null | undefined;
  expectedCount?: number | null | undefined;
}

const selectionOf = ({ ids, filter, expectedCount }: Which) => ({
  ids: localIds('Generation', ids),
  filter: filter == null ? null : filterOf(filter),
  expectedCount,
});

builder.mutationFields((t) => {
  /** Either by id, or all that match. */
  const selection = () => ({
    ids: t.arg.idList(entries(MOST_AT_ONCE)),
    filter: t.arg({ type: GenerationFilterInput }),
    expectedCount: t.arg.int({
      description: 'How many generations `filter` should match, or `ids` names. With another number nothing is done.',
    }),
  });
  return {
    createGeneration: t.field({
      type: [GenerationRef],
      description: 'Asks for pictures or videos. They are made in the background: watch them by `generationChanged`.',
      authScopes: { operate: true },
      args: { input: t.arg({ type: GenerationInput, required: true }) },
      resolve: async (_root, { input }, context) => {
        const { apiKeyId, tokenId, idempotencyKey, images, count, ...request } = input;
        const make = () =>
          createJobs(context, {
            ...withoutNulls(request),
            ...(tokenId != null && { tokenId: tokenNumber(tokenId, 'tokenId') }),
            images: images ?? [],
            count: count ?? 1,
            apiKeyId: apiKeyId == null ? null : localId('ApiKey', apiKeyId),
            idempotencyKey: idempotencyKey ?? null,
          });
        const jobs = await namingArguments({ 'Idempotency-Key': 'idempotencyKey' }, make);
        return [...jobs];
      },
    }),
    uploadPicture: t.field({
      type: PictureRef,
      description: 'Keeps a picture for a request to come.',
      authScopes: { operate: true },
      args: { base64: t.arg.string({ ...A_FILE, required: true, description: 'Or a data URL of it.' }) },
      resolve: (_root, { base64 }, context) => context.services.keepPicture(bytesOfBase64(base64, 'base64')),
    }),
    cancelGenerations: t.field({
      type: [ResultRef],
      description: 'Takes back what was not sent upstream yet; what was sent cannot be taken back.',
      authScopes: { operate: true },
      args: selection(),
      resolve: (_root, which, context) => cancelJobs(context, selectionOf(which)),
    }),
    retryGenerations: t.field({
      type: [ResultRef],
      description: 'Asks for the same again, each as a new generation in the name of the same key.',
      authScopes: { operate: true },
      args: selection(),
      resolve: (_root, which, context) => retryJobs(context, selectionOf(which)),
    }),
    deliverGenerations: t.field({
      type: [ResultRef],
      description:
        'Fetches results that could not be fetched, or whose files are gone, as long as the upstream has them.',
      authScopes: { operate: true },
      args: selection(),
      resolve: (_root, which, context) => deliverJobs(context, selectionOf(which)),
    }),
    forgetGenerations: t.field({
      type: [ResultRef],
      description:
        'Takes the kept files of generations away; the generations stay, and `deliverGenerations` fetches anew what the upstream still has.',
      authScopes: { operate: true },
      args: selection(),
      resolve: (_root, which, context) => forgetJobs(context, selectionOf(which)),
    }),
    resolveGeneration: t.field({
      type: GenerationRef,
      description: 'Says what became of a generation whose answer was lost.',
      authScopes: { operate: true },
      args: { id: t.arg.id({ required: true }), outcome: t.arg({ type: ResolutionEnum, required: true }) },
      resolve: (_root, { id, outcome }, context) => resolveJob(context, localId('Generation', id), outcome),
    }),
  };
});

type WithoutNulls<T> = { [Field in keyof T]: Exclude<T[Field], null> };

function withoutNulls<T extends object>(given: T): WithoutNulls<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)) as WithoutNulls<T>;
}
