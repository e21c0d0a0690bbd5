import { type ModelVariant, planFor, TIERS, type WireProfile } from '../../schema/catalogue.ts';
import type { Generation } from '../../schema/entities/generation.ts';
import type { ServiceError } from '../../schema/errors.ts';
import type { GenerationState } from '../../schema/generation.ts';
import { takes } from './plan-job.ts';

/**
 * Whether a step that went wrong in this state has cost, or may have cost, its credits. The upstream gives back what it says
 * itself has failed; what it still works on, and what it may have taken, is paid.
 * @see docs/wire.md, §4 and §12.3
 */
export function mayBePaid(from: GenerationState, { outcome }: ServiceError): boolean {
  if (from === 'submitting') return outcome === 'unknown';
  if (from === 'running') return outcome !== 'refused';
  return from === 'retrieving';
}

/**
 * What a job costs whose enlargement has cost nothing: the price of the clip alone, at whichever tier the price set down for
 * both is right. A price list that changed meanwhile leaves it as it was set down.
 */
export function creditsWithoutEnlarging(
  variant: ModelVariant,
  { modelKey, credits, request }: Pick<Generation, 'modelKey' | 'credits' | 'request'>,
  profile: WireProfile,
): number {
  const { length: images } = request.images;
  if (!takes(variant, images)) return credits;
  for (const tier of TIERS) {
    const plan = planFor(variant, tier, images, profile);
    if (plan?.upsample && plan.key === modelKey && plan.credits + plan.upsample.credits === credits)
      return plan.credits;
  }
  return credits;
}
