import { z } from 'zod';
import { yesOrNo } from '../fields.ts';
import { pictureSettings } from '../images/request.ts';

/** OpenAI's bounds of what a caller may attach. */
const metadata = z
  .record(
    z.string().max(64, 'has a key of more than 64 characters'),
    z.string().max(512, 'must be a text of at most 512 characters'),
  )
  .refine((pairs) => Object.keys(pairs).length <= 16, 'must not have more than 16 pairs');

/**
 * A request to `/v1/responses`, strict in what means something here. Items and tools are read further by what they are; unknown
 * fields and nulls are ignored.
 */
export const responsesRequest = z.object({
  model: z.string().nullish(),
  input: z.union([z.string(), z.array(z.looseObject({}))], 'must be a string or a list of items'),
  tools: z.array(z.looseObject({ type: z.string() })).nullish(),
  tool_choice: z.unknown().optional(),
  previous_response_id: z.string().nullish(),
  metadata: metadata.nullish(),
  /** Answer at once; the result is to be fetched. */
  background: yesOrNo,
  stream: yesOrNo,
});
export type ResponsesRequest = z.output<typeof responsesRequest>;

/** The tool that makes pictures, with the settings of the picture. */
export const pictureTool = pictureSettings.extend({
  model: z.string().nullish(),
  input_image_mask: z.unknown().optional(),
});
export type PictureTool = z.output<typeof pictureTool>;
