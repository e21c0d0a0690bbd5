import { z } from 'zod';
import type { KeyMode } from '../model-keys.ts';
import { clientContext, mediaGenerationContext, seed, structuredPrompt, textOf } from './common.ts';

const share = z.number().min(0).max(1);
const frame = z.strictObject({
  mediaId: z.string().min(1),
  cropCoordinates: z.strictObject({ top: share, left: share, bottom: share, right: share }).optional(),
});
const sourceVideo = z.strictObject({
  mediaId: z.string().min(1),
  startFrameIndex: z.int().min(0).optional(),
  endFrameIndex: z.int().min(0).optional(),
});

const textInput = z
  .strictObject({ prompt: z.string().optional(), structuredPrompt: structuredPrompt.optional() })
  .refine((input) => textOf(input).trim() !== '', { path: ['prompt'], message: 'The prompt is empty.' });

const anyRequest = z.strictObject({
  aspectRatio: z.enum(['VIDEO_ASPECT_RATIO_LANDSCAPE', 'VIDEO_ASPECT_RATIO_PORTRAIT', 'VIDEO_ASPECT_RATIO_SQUARE']),
  seed: seed.optional(),
  videoModelKey: z.string().min(1),
  metadata: z.strictObject({ sceneId: z.string().optional(), workflowId: z.string().optional() }).optional(),
  outputSpec: z.strictObject({ resolution: z.string().optional() }).optional(),
  promptExpansionInput: z.unknown().optional(),
});
const promptedRequest = anyRequest.extend({ textInput });
const referenceImage = z.strictObject({
  imageUsageType: z.literal('IMAGE_USAGE_TYPE_ASSET'),
  mediaId: z.string().min(1),
});

const batchOf = <Request extends z.ZodType>(request: Request) =>
  z.strictObject({
    clientContext: clientContext.extend({ projectId: z.string() }),
    mediaGenerationContext: mediaGenerationContext.optional(),
    requests: z.array(request).min(1).max(8),
    useV2ModelConfig: z.boolean().optional(),
  });

const upsampleRequest = anyRequest.extend({
  resolution: z.enum(['VIDEO_RESOLUTION_1080P', 'VIDEO_RESOLUTION_4K']).optional(),
  videoInput: sourceVideo,
});

/** One request of a submit, whichever operation it came by. */
export interface VideoRequest extends z.output<typeof anyRequest> {
  textInput?: z.output<typeof textInput> | undefined;
  startImage?: z.output<typeof frame> | undefined;
  endImage?: z.output<typeof frame> | undefined;
  referenceImages?: z.output<typeof referenceImage>[] | undefined;
  videoInput?: z.output<typeof sourceVideo> | undefined;
  resolution?: z.output<typeof upsampleRequest>['resolution'];
}

/** The body of any submit, checked by its operation's own schema. */
export interface VideoBatch {
  clientContext: z.output<typeof clientContext>;
  mediaGenerationContext?: z.output<typeof mediaGenerationContext> | undefined;
  requests: VideoRequest[];
  useV2ModelConfig?: boolean | undefined;
}

/** An operation of the wire: what its body looks like, and which modes of a key it serves. */
export interface VideoOperation {
  schema: z.ZodType<VideoBatch>;
  modes(request: VideoRequest): readonly KeyMode[];
}

/** The submit operations by the last word of their path, `video:batchAsyncGenerateVideo…`. @see docs/wire.md, §8 */
export const VIDEO_OPERATIONS: ReadonlyMap<string, VideoOperation> = new Map<string, VideoOperation>([
  ['Text', { schema: batchOf(promptedRequest), modes: () => ['t2v'] }],
  ['StartImage', { schema: batchOf(promptedRequest.extend({ startImage: frame })), modes: () => ['i2v-start'] }],
  [
    'StartAndEndImage',
    {
      schema: batchOf(promptedRequest.extend({ startImage: frame, endImage: frame.optional() })),
      // Clients of the seed era sent one-frame requests here as well, with either kind of key.
      modes: (request) => (request.endImage ? ['i2v-start-end'] : ['i2v-start-end', 'i2v-start']),
    },
  ],
  [
    'ReferenceImages',
    {
      schema: batchOf(promptedRequest.extend({ referenceImages: z.array(referenceImage).min(1) })),
      modes: () => ['r2v'],
    },
  ],
  ['ExtendVideo', { schema: batchOf(promptedRequest.extend({ videoInput: sourceVideo })), modes: () => ['extend'] }],
  [
    'UpsampleVideo',
    // The seed era's upsampling named no project: it follows from the video.
    { schema: batchOf(upsampleRequest).extend({ clientContext }), modes: () => ['upsample'] },
  ],
  [
    'EditVideo',
    {
      schema: batchOf(
        promptedRequest.extend({ videoInput: sourceVideo, referenceImages: z.array(referenceImage).optional() }),
      ).omit({ useV2ModelConfig: true }),
      modes: () => ['edit'],
    },
  ],
]);
