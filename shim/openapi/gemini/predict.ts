import { z } from 'zod';
import { predictInstance, predictRequest } from '../../gemini/predict-request.ts';
import { videoInstance, videoRequest } from '../../gemini/video/request.ts';
import { documented, within } from '../documented.ts';
import { output } from './content.ts';
import { googleError } from './google-error.ts';

const base64 = z.string().min(1).describe('Bare base64.');
const prompt = z.string().describe('At most 20,000 characters.');
const picture = z.object({ bytesBase64Encoded: base64 });

const instance = documented(predictInstance, {
  prompt,
  image: picture.nullish().describe('A picture to go by.'),
  mask: z.null().optional().describe('Cannot be used: the upstream changes whole pictures.'),
  personImage: z.object({ image: picture }).nullish().describe('Who is to be seen.'),
  productImages: z
    .array(z.object({ image: picture }))
    .nullish()
    .describe('What is to be seen.'),
  referenceImages: z
    .array(z.object({ referenceType: z.string().nullish().describe('Anything but a mask.'), referenceImage: picture }))
    .nullish(),
}).meta({ id: 'PredictInstance' });

/** A list of one, as Google has it, or that one by itself. */
function instances(schema: z.ZodObject) {
  return z.union([z.array(schema).length(1), schema]);
}

export const imagenRequest = documented(predictRequest, {
  instances: instances(instance),
  parameters: documented(within(predictRequest.shape.parameters), {
    sampleCount: 'How many pictures; by default 1, not 4, since each is paid for.',
    aspectRatio: 'One of the shapes of the model.',
    sampleImageSize: '`1K`, `2K` or `4K`.',
    seed: 'Counts up over the pictures.',
    includeRaiReason: 'Whether what could not be made stands among the predictions.',
    outputOptions: output.nullish().describe('PNG without it.'),
    mode: 'Cannot be `upscale`: a given picture is not enlarged here.',
  })
    .meta({ id: 'PredictParameters' })
    .nullish(),
}).meta({ id: 'PredictRequest' });

export const imagenAnswer = z
  .object({
    predictions: z.array(
      z.object({
        mimeType: z.string().optional(),
        bytesBase64Encoded: z.string().optional(),
        uri: z.string().optional().describe('In the place of a picture that is not kept here.'),
        raiFilteredReason: z.string().optional().describe('In the place of a picture that could not be made.'),
      }),
    ),
    warnings: z.array(z.string()).optional().describe('What is not as it was asked for.'),
    error: googleError.shape.error.optional().describe('A failure after the status had gone out.'),
  })
  .meta({ id: 'PredictAnswer' });

const given = z
  .object({
    bytesBase64Encoded: base64.nullish(),
    inlineData: z.object({ data: base64 }).nullish(),
    uri: z.string().min(1).nullish(),
    fileUri: z.string().min(1).nullish(),
    gcsUri: z.string().min(1).nullish(),
  })
  .meta({ id: 'VideoPicture', description: 'A picture: the first of these that is there.' });

const none = z.null().optional().describe('Cannot be used: no model here extends or changes a video.');

const scene = documented(videoInstance, {
  prompt,
  image: given.nullish().describe('The first frame, or the one picture that there is.'),
  lastFrame: given.nullish().describe('The picture that it ends with; goes with `image`.'),
  referenceImages: z
    .array(z.object({ image: given, referenceType: z.string().nullish().describe('`ASSET`, in any case of letters.') }))
    .nullish()
    .describe('What is to be seen; neither of the others goes beside it.'),
  ...{ video: none, mask: none },
}).meta({ id: 'VideoInstance' });

export const veoRequest = documented(videoRequest, {
  instances: instances(scene),
  parameters: documented(within(videoRequest.shape.parameters), {
    sampleCount: 'How many videos; each is paid for.',
    aspectRatio: 'One of the shapes of the model.',
    durationSeconds: 'One of the lengths of the model, as a number or a text.',
    resolution: '`720p`, `1080p` or `4k`, as the model has it.',
    seed: 'Counts up over the videos.',
  })
    .meta({ id: 'VideoParameters' })
    .nullish(),
}).meta({ id: 'PredictLongRunningRequest' });

export const veoAnswer = z
  .object({ name: z.string().describe('Of the operation, to be asked for by `GET {version}/{name}`.') })
  .meta({ id: 'OperationStarted' });
