import { areaOf, outputPixels } from './shapes.ts';
import type { ModelVariant } from './types.ts';
import { readWishes, type Wishes } from './wishes.ts';

/** What may be missing of the area, or of a side, that was asked for before it is worth a word. */
const TOLERATED = 0.1;

/**
 * What to tell a caller who asked for clearly more pixels than the chosen model makes, in all or on one side; null when it
 * makes about as many.
 * @throws ServiceError as `readWishes` does
 */
export function shortfall(variant: ModelVariant, wishes: Wishes): string | null {
  const { pixels } = readWishes(wishes, variant.kind);
  if (pixels === null) return null;
  const output = outputPixels(variant);
  const { width, height } = output;
  const enough = (made: number, asked: number) => made >= asked * (1 - TOLERATED);
  const asked = pixels.value;
  if (enough(width, asked.width) && enough(height, asked.height) && enough(areaOf(output), areaOf(asked))) return null;
  return `Asked for ${pixels.text} pixels; ${variant.id} makes ${variant.resolution}, about ${width}x${height}.`;
}
