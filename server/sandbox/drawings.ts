import type { Drawing } from './render/renderer.ts';
import type { MediaRecord } from './state/records.ts';

/** Pixels of a generated image, as the upstream makes them. */
const IMAGE_PIXELS: Record<string, readonly [width: number, height: number]> = {
  IMAGE_ASPECT_RATIO_LANDSCAPE: [1376, 768],
  IMAGE_ASPECT_RATIO_PORTRAIT: [768, 1376],
  IMAGE_ASPECT_RATIO_SQUARE: [1024, 1024],
  IMAGE_ASPECT_RATIO_LANDSCAPE_FOUR_THREE: [1200, 896],
  IMAGE_ASPECT_RATIO_PORTRAIT_THREE_FOUR: [896, 1200],
};

/**
 * Clips are smaller than the upstream's 1280×720, and slower than its 24 frames per second, to keep drawing them cheap;
 * enlarged ones have the true size and move even more slowly. None has sound.
 */
const CLIP_HEIGHT = 360;
const ENLARGED_HEIGHT: Record<string, number> = { VIDEO_RESOLUTION_1080P: 1080, VIDEO_RESOLUTION_4K: 2160 };
const THUMBNAIL_WIDTH = 320;
const MAX_UPLOAD_SIDE = 2048;

interface Size {
  width: number;
  height: number;
}

export function imageSize(aspectRatio: string): Size {
  const [width, height] = IMAGE_PIXELS[aspectRatio] ?? [1376, 768];
  return { width, height };
}

/** A clip's size; `resolution` is that of an enlarged one, for example `VIDEO_RESOLUTION_1080P`. */
export function videoSize(aspectRatio: string, resolution?: string): Size {
  const short = ENLARGED_HEIGHT[resolution ?? ''] ?? CLIP_HEIGHT;
  if (aspectRatio.endsWith('_SQUARE')) return { width: short, height: short };
  const long = (short * 16) / 9;
  return aspectRatio.endsWith('_PORTRAIT') ? { width: short, height: long } : { width: long, height: short };
}

const framesPerSecond = ({ width, height }: Size): number => {
  const short = Math.min(width, height);
  return short > 1080 ? 1 : short > CLIP_HEIGHT ? 2 : 4;
};

/** What a medium looks like. Uploaded pixels are not kept: an upload is shown as a card that names its file. */
export function drawingOf(media: MediaRecord, thumbnail = false): Drawing {
  const text = {
    title: media.seconds === null ? media.modelKey : `${media.modelKey} | ${media.seconds} s`,
    body: media.prompt,
    footer: `seed ${media.seed}${media.references > 0 ? ` | ${media.references} images` : ''} | sandbox`,
  };
  if (thumbnail) return { task: 'image', spec: { ...shrunk(media, THUMBNAIL_WIDTH), text, format: 'jpeg' } };
  // The upstream answers JPEG. Here it is PNG, so that the drawn text stays crisp; nobody may rely on either.
  if (media.kind === 'image') return { task: 'image', spec: { ...sizeOfImage(media), text, format: 'png' } };
  const { width, height } = media;
  return { task: 'video', spec: { width, height, seconds: media.seconds ?? 8, fps: framesPerSecond(media), text } };
}

/** The card of an image, enlarged by a whole factor: a JPEG, as the upstream's enlargements are. */
export function enlargedDrawingOf(media: MediaRecord, factor: number): Drawing {
  const drawing = drawingOf(media);
  if (drawing.task !== 'image') throw new Error(`${media.id} is no image`);
  const { width, height, text } = drawing.spec;
  return { task: 'image', spec: { width: width * factor, height: height * factor, text, format: 'jpeg' } };
}

const sizeOfImage = (media: MediaRecord): Size =>
  media.origin === 'upload'
    ? shrunk(media, Math.min(media.width, MAX_UPLOAD_SIDE))
    : { width: media.width, height: media.height };

function shrunk({ width, height }: Size, targetWidth: number): Size {
  const factor = Math.min(1, targetWidth / width, MAX_UPLOAD_SIDE / height);
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/** The content type of what a drawing becomes. */
export function mimeTypeOf(drawing: Drawing): string {
  return drawing.task === 'video' ? 'video/mp4' : `image/${drawing.spec.format}`;
}
