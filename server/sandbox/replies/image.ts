import type { Profile } from '../model-keys.ts';
import type { MediaRecord } from '../state/records.ts';

/** One generated image as `media[]` shows it; `url` is null when success is told without an address. @see docs/wire.md, §7 */
export function presentImage(media: MediaRecord, { profile, url }: { profile: Profile; url: string | null }): object {
  return {
    name: media.id,
    workflowId: media.workflowId,
    image: {
      generatedImage: {
        seed: media.seed,
        mediaGenerationId: media.id,
        mediaVisibility: 'PRIVATE',
        prompt: media.prompt,
        modelNameType: media.modelKey,
        workflowId: media.workflowId,
        ...(url !== null && { fifeUrl: url }),
        aspectRatio: media.aspectRatio,
        requestData: { promptInputs: [{ textInput: media.prompt }], imageGenerationRequestData: {} },
      },
      ...(profile === 'current' && { dimensions: { width: media.width, height: media.height } }),
    },
  };
}
