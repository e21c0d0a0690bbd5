import { areaOf, outputPixels } from './shapes.ts';
import type { ModelVariant } from './types.ts';
import { readWishes, type Wishes } from './wishes.ts';

/** What may be missing of the area that was asked for before it is worth a word. */
const TOLERATED = 0.1;

/**
 * What to tell a caller who asked for clearly more pixels than the chosen model makes; null when it makes about as many.
 * @throws ServiceError as `readWishes` does
 */
export function shortfall(variant: ModelVariant, wishes: Wishes): string | null {
  const { pixels } = readWishes(wishes, variant.kind);
  if (pixels === null) return null;
  const output = outputPixels(variant);
  if (areaOf(output) >= areaOf(pixels.value) * (1 - TOLERATED)) return null;
  const { width, height } = output;
  return `Asked for ${pixels.text} pixels; ${variant.id} makes ${variant.resolution}, about ${width}x${height}, which is smaller.`;
}
