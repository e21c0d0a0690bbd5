import { z } from 'zod';
import { countRequest } from '../../gemini/count-tokens.ts';
import { contentRequest, outputOptions } from '../../gemini/request.ts';
import { documented, within } from '../documented.ts';

const { generationConfig } = contentRequest.shape;
const { imageConfig, thinkingConfig } = within(generationConfig).shape;

const base64 = z.string().min(1).describe('Bare base64. What the bytes are decides, not the type beside it.');
const part = z
  .union([
    z.looseObject({ text: z.string() }),
    z.looseObject({ inlineData: z.looseObject({ mimeType: z.string().optional(), data: base64 }) }),
    z.looseObject({
      fileData: z.looseObject({
        mimeType: z.string().optional(),
        fileUri: z.string().min(1).describe('An http(s) address; one of a file of ours is read from the disk.'),
      }),
    }),
  ])
  .meta({ id: 'Part' });
const turn = z
  .looseObject({
    role: z.string().nullish().describe('`user` (also when it is left out) or `model`.'),
    parts: z.union([z.array(part), part]),
  })
  .meta({ id: 'Content' });

/** A conversation, in whichever form it is sent. */
const contents = z
  .union([z.string(), part, turn, z.array(z.union([z.string(), part, turn])).min(1)])
  .describe('The text of the last turn of the user is the prompt, its pictures are the references.');

/** @see shim/gemini/output.ts */
export const output = documented(outputOptions, {
  mimeType: '`image/png`, `image/jpeg` or `image/webp`: the picture is converted.',
  compressionQuality: 'The quality of JPEG and WebP.',
}).meta({ id: 'OutputOptions' });

const config = documented(within(generationConfig), {
  candidateCount: 'As many jobs, each paid for.',
  seed: 'Counts up over the candidates.',
  responseModalities: 'A list without `IMAGE` is a 400; without `TEXT` the answer holds no text.',
  imageConfig: documented(within(imageConfig), {
    aspectRatio: 'One of the shapes of the model, for example `16:9`.',
    imageSize: '`1K`, `2K` or `4K`. `512` is taken for `1K`.',
    imageOutputOptions: output.nullish(),
  }).nullish(),
  thinkingConfig: documented(within(thinkingConfig), {
    includeThoughts: 'In a stream: what is being done comes as thoughts.',
  }).nullish(),
}).meta({ id: 'GenerationConfig' });

export const generateRequest = documented(contentRequest, { contents, generationConfig: config.nullish() }).meta({
  id: 'GenerateContentRequest',
});

export const countTokensRequest = documented(countRequest, {
  contents: contents.optional(),
  generateContentRequest: documented(within(countRequest.shape.generateContentRequest), { contents }).nullish(),
}).meta({
  id: 'CountTokensRequest',
  description: 'The contents stand in the body, or in the request that is to be counted.',
});
