import { ServiceError } from '../errors.ts';
import type { Pixels } from './shapes.ts';
import type { ImageRole, MediaKind, Resolution } from './types.ts';

/** What a request says about the shape of its result, as the caller wrote it. Empty, null and `auto` mean no wish. */
export interface Wishes {
  aspectRatio?: string | null | undefined;
  /** `1024x1024`, `16:9`, `2K`, `1080p`, `auto`. */
  size?: string | null | undefined;
  seconds?: number | string | null | undefined;
  quality?: string | null | undefined;
  resolution?: string | null | undefined;
  /** The largest size that pixels and quality may lead to; a size in words is not bound by it. */
  atMost?: Resolution | undefined;
  imageCount: number;
  /** Absent: one or two pictures are frames where the model takes frames, others are references. */
  imageRole?: ImageRole | null | undefined;
  /** The first reference image, whose own shape is the default of a base name. */
  firstImage?: { width: number; height: number } | null | undefined;
}

/** A wish that was understood. `text` is how to say it back to the caller. */
export interface Asked<T> {
  value: T;
  param: 'size' | 'aspect_ratio' | 'seconds' | 'resolution';
  text: string;
}

export interface AskedFor {
  /** A ratio in words, which must be met exactly, or a proportion of pixels, for which the nearest shape will do. */
  shape: Asked<{ ratio: string } | { proportion: number }> | null;
  /** Lower case, for example `4k`; not yet known to exist. */
  resolution: Asked<string> | null;
  /** How large the result is wanted where no word says it: the nearest size will do. */
  pixels: Asked<Pixels> | null;
  seconds: Asked<number> | null;
}

const SHAPE_WORDS: Record<string, string> = { landscape: '16:9', portrait: '9:16', square: '1:1' };
/** Gemini's `512` is smaller than anything that is made here. */
const RESOLUTION_SYNONYMS: Record<string, string> = { '2160p': '4k', '512': '1k', '512px': '1k' };

/**
 * Reads the wishes of a request. The fields overlap (a `size` may be pixels, a ratio or a resolution), so each is read
 * for whatever it says. Words outrank pixels, which callers often send as a fixed default.
 * @throws ServiceError `invalid_value` for a text that says nothing, and for two words that contradict each other
 */
export function readWishes(wishes: Wishes, kind: MediaKind): AskedFor {
  const read = [
    readText('aspect_ratio', wishes.aspectRatio),
    readText('size', wishes.size),
    readText('resolution', wishes.resolution),
  ].flatMap((text) => text ?? []);
  const ratios = read.flatMap(({ ratio, param, text }) =>
    ratio ? [{ value: { ratio }, param, text: ratio ?? text }] : [],
  );
  const pixels = read.flatMap(({ pixels, param, text }) => (pixels ? [{ value: pixels, param, text }] : []));
  const resolutions = read.flatMap(({ resolution, param }) =>
    resolution ? [{ value: resolution, param, text: resolution }] : [],
  );
  const [size] = pixels;
  const proportion = size && { ...size, value: { proportion: size.value.width / size.value.height } };
  const resolution = agreed(resolutions);
  return {
    shape: agreed(ratios) ?? proportion ?? null,
    resolution,
    pixels: resolution === null ? (size ?? null) : null,
    seconds: kind === 'video' ? readSeconds(wishes.seconds) : null,
  };
}

/** The one thing that all say, or null when nobody says anything. */
function agreed<T>(asked: readonly Asked<T>[]): Asked<T> | null {
  const [first, ...others] = asked;
  const other = others.find(({ text }) => text !== first?.text);
  if (first && other) {
    throw new ServiceError(
      'invalid_value',
      `"${first.param}" asks for ${first.text}, "${other.param}" for ${other.text}. Leave one of them out.`,
      {
        param: other.param,
      },
    );
  }
  return first ?? null;
}

interface Read {
  param: Asked<unknown>['param'];
  text: string;
  ratio?: string;
  pixels?: Pixels;
  resolution?: string;
}

function readText(param: Read['param'], value: string | null | undefined): Read | null {
  const text = value?.trim().toLowerCase() ?? '';
  if (text === '' || text === 'auto') return null;
  const ratio = SHAPE_WORDS[text] ?? (/^\d{1,2}:\d{1,2}$/.test(text) ? text : undefined);
  if (ratio) return { param, text, ratio };
  const [, width, height] = /^(\d{1,5})\s*[x×*]\s*(\d{1,5})$/.exec(text)?.map(Number) ?? [];
  if (width && height) return { param, text, pixels: { width, height } };
  const resolution = RESOLUTION_SYNONYMS[text] ?? (/^\d{1,4}[kp]$/.test(text) ? text : undefined);
  if (resolution) return { param, text, resolution };
  throw new ServiceError(
    'invalid_value',
    `"${param}" is not understood: ${JSON.stringify(text.slice(0, 40))}. It can be pixels (1280x720), a ratio (16:9), a resolution (1080p, 2k, 4k) or auto.`,
    { param },
  );
}

function readSeconds(value: number | string | null | undefined): Asked<number> | null {
  const text = String(value ?? '')
    .trim()
    .toLowerCase();
  if (text === '' || text === 'auto') return null;
  const [, digits] = /^(\d{1,4})(?:\.0+)?\s*s?$/.exec(text) ?? [];
  if (digits === undefined) {
    throw new ServiceError(
      'invalid_value',
      `"seconds" must be a whole number, not ${JSON.stringify(text.slice(0, 40))}.`,
      { param: 'seconds' },
    );
  }
  return { value: Number(digits), param: 'seconds', text: `${Number(digits)} s` };
}
