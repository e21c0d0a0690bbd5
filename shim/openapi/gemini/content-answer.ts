import { z } from 'zod';
import { googleError } from './google-error.ts';

const answerPart = z.object({
  text: z.string().optional(),
  thought: z.literal(true).optional().describe('A line of what is being done.'),
  inlineData: z.object({ mimeType: z.string(), data: z.string().describe('Bare base64.') }).optional(),
  fileData: z.object({ fileUri: z.string() }).optional().describe('In the place of a picture that is not kept here.'),
});

const candidate = z
  .object({
    content: z.object({ role: z.literal('model'), parts: z.array(answerPart) }).optional(),
    finishReason: z
      .enum(['STOP', 'IMAGE_SAFETY', 'OTHER'])
      .optional()
      .describe(
        '`IMAGE_SAFETY` for refused content, `OTHER` for what failed otherwise; beside `error`, the first also for what must not be repeated.',
      ),
    finishMessage: z.string().optional(),
    index: z.int(),
  })
  .meta({ id: 'Candidate' });

const tokenCount = z.object({ modality: z.string(), tokenCount: z.int() });

const usage = z
  .object({
    promptTokenCount: z.int(),
    candidatesTokenCount: z.int(),
    totalTokenCount: z.int(),
    promptTokensDetails: z.array(tokenCount),
    candidatesTokensDetails: z.array(tokenCount),
  })
  .meta({ id: 'GeminiUsage', description: 'An estimate, since the upstream counts credits and not tokens.' });

export const contentAnswer = z
  .object({
    candidates: z.array(candidate),
    usageMetadata: usage.optional().describe('Absent in a chunk before the result.'),
    modelVersion: z.string().optional().describe('The concrete model.'),
    responseId: z.string().optional(),
    promptFeedback: z
      .object({ blockReason: z.literal('IMAGE_SAFETY') })
      .optional()
      .describe('When all content was refused, which is an answer and not an error.'),
    error: googleError.shape.error.optional().describe('A failure after the status had gone out.'),
  })
  .meta({ id: 'GenerateContentAnswer' });

export const tokensAnswer = z
  .object({ totalTokens: z.int(), promptTokensDetails: z.array(tokenCount) })
  .meta({ id: 'CountTokensAnswer' });
