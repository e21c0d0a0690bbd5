import type { AspectRatio, MediaKind, ModelVariant, Ratio, Resolution } from './types.ts';

const WIRE_NAMES: Record<Ratio, string> = {
  '16:9': 'LANDSCAPE',
  '9:16': 'PORTRAIT',
  '1:1': 'SQUARE',
  '4:3': 'LANDSCAPE_FOUR_THREE',
  '3:4': 'PORTRAIT_THREE_FOUR',
};

/** The upstream's spelling of a shape, for example `IMAGE_ASPECT_RATIO_PORTRAIT_THREE_FOUR`. @see docs/wire.md, "Image generation" */
export function aspectRatioOf(kind: MediaKind, ratio: Ratio): AspectRatio {
  return `${kind === 'image' ? 'IMAGE' : 'VIDEO'}_ASPECT_RATIO_${WIRE_NAMES[ratio]}`;
}

export interface Pixels {
  readonly width: number;
  readonly height: number;
}

const IMAGE_PIXELS: Record<Ratio, Pixels> = {
  '16:9': { width: 1376, height: 768 },
  '9:16': { width: 768, height: 1376 },
  '1:1': { width: 1024, height: 1024 },
  '4:3': { width: 1200, height: 896 },
  '3:4': { width: 896, height: 1200 },
};

const VIDEO_PIXELS: Record<Ratio, Pixels> = {
  '16:9': { width: 1280, height: 720 },
  '9:16': { width: 720, height: 1280 },
  '1:1': { width: 720, height: 720 },
  '4:3': { width: 960, height: 720 },
  '3:4': { width: 720, height: 960 },
};

/** Pixels that the upstream makes for a shape before any enlarging. Square and 4:3 videos have never been seen: their numbers keep the short side. */
export function pixelsOf(kind: MediaKind, ratio: Ratio): Pixels {
  return kind === 'image' ? IMAGE_PIXELS[ratio] : VIDEO_PIXELS[ratio];
}

/** Longer by so much than what the upstream makes at first. */
const ENLARGEMENT: Record<MediaKind, Partial<Record<Resolution, number>>> = {
  image: { '2k': 2, '4k': 4 },
  video: { '1080p': 1.5, '4k': 3 },
};

/** Pixels of what a model delivers, as nearly as they are known. */
export function outputPixels({ kind, ratio, resolution }: Pick<ModelVariant, 'kind' | 'ratio' | 'resolution'>): Pixels {
  const { width, height } = pixelsOf(kind, ratio);
  const factor = ENLARGEMENT[kind][resolution] ?? 1;
  return { width: width * factor, height: height * factor };
}

export const areaOf = ({ width, height }: Pixels): number => width * height;

/** The size whose area comes closest to what is wanted, by factor; undefined for no variants. */
export function nearestResolution(wanted: Pixels, variants: readonly ModelVariant[]): Resolution | undefined {
  const distance = (variant: ModelVariant): number =>
    Math.abs(Math.log(areaOf(wanted) / areaOf(outputPixels(variant))));
  return variants.toSorted((a, b) => distance(a) - distance(b))[0]?.resolution;
}

/** Width over height. */
function proportionOf(ratio: Ratio): number {
  const [width = 1, height = 1] = ratio.split(':').map(Number);
  return width / height;
}

/**
 * The offered shapes that come closest to a proportion (width over height), in the order given; more than one on a tie,
 * as a square is as far from 16:9 as from 9:16. Closeness is measured by factor, so that tall and wide count alike.
 */
export function nearestRatios(proportion: number, offered: readonly Ratio[]): readonly Ratio[] {
  const distance = (ratio: Ratio): number => Math.abs(Math.log(proportion / proportionOf(ratio)));
  const least = Math.min(...offered.map(distance));
  return offered.filter((ratio) => distance(ratio) - least < 1e-9);
}
