import { z } from 'zod';
import { TIERS } from '../../../schema/catalogue.ts';

const MAX_SEED = 2 ** 31 - 1;

/** Who asks, and for which project. Both eras' fields; which of them are needed depends on the call. */
export const clientContext = z.strictObject({
  sessionId: z
    .string()
    .regex(/^;\d+$/, 'expected a semicolon and Unix milliseconds')
    .optional(),
  projectId: z.string().optional(),
  tool: z.enum(['PINHOLE', 'ASSET_MANAGER']).optional(),
  userPaygateTier: z.enum([...TIERS, 'PAYGATE_TIER_UNKNOWN']).optional(),
  recaptchaContext: z.strictObject({ token: z.string(), applicationType: z.string().optional() }).optional(),
});

export const mediaGenerationContext = z.strictObject({
  batchId: z.string().optional(),
  audioFailurePreference: z.enum(['BLOCK_SILENCED_VIDEOS', 'RETURN_SILENCED_VIDEOS']).optional(),
  sceneContext: z.strictObject({ sceneId: z.string(), position: z.int().optional() }).optional(),
});

export const structuredPrompt = z.strictObject({ parts: z.array(z.strictObject({ text: z.string() })).min(1) });

export const seed = z.int().min(0).max(MAX_SEED);

/** The text of a prompt in either era's spelling. */
export function textOf(prompt: {
  prompt?: string | undefined;
  structuredPrompt?: z.infer<typeof structuredPrompt> | undefined;
}): string {
  return prompt.prompt ?? prompt.structuredPrompt?.parts.map(({ text }) => text).join('') ?? '';
}
