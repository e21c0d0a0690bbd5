import type { JobView } from '../../schema/generation.ts';
import type { Made, MadePicture } from '../images/made.ts';
import type { Order } from '../images/order.ts';
import { unixSeconds } from './job.ts';
import { imageUsageOf } from './usage.ts';

/** `image_generation` or `image_edit`: how the events of a stream begin. */
export type ImageEvents = 'image_generation' | 'image_edit';

/** A whole answer of the image routes. May hold `InlineFile`s, so it is to be written with `piecesOf`. */
export function presentImages(made: readonly Made[], order: Order, warnings: readonly string[]) {
  const pictures = made.flatMap((each) => each.pictures);
  const jobs = made.map(({ job }) => job);
  return {
    created: createdAt(jobs),
    data: pictures.map(bytesOrAddress),
    ...looksOf(pictures[0], order),
    usage: imageUsageOf(jobs),
    ...(warnings.length > 0 && { warnings }),
  };
}

/** The event that brings one picture. */
export function presentImageEvent(events: ImageEvents, made: Made, picture: MadePicture, order: Order) {
  return {
    type: `${events}.completed` as const,
    ...bytesOrAddress(picture),
    created_at: createdAt([made.job]),
    ...looksOf(picture, order),
    usage: imageUsageOf([made.job]),
    ...(made.notices.length > 0 && { warnings: made.notices }),
  };
}

/** The last event of a stream that brought fewer pictures than were asked for. It is ours: whoever does not know it passes it over. */
export function presentShortfall(events: ImageEvents, warnings: readonly string[]) {
  return { type: `${events}.incomplete` as const, warnings };
}

function bytesOrAddress({ b64, url }: MadePicture) {
  return b64 === null ? { url } : { b64_json: b64 };
}

/** `size` is what the picture has, not what was asked for. */
function looksOf(picture: MadePicture | undefined, { output, request }: Order) {
  const { width = null, height = null } = picture ?? {};
  return {
    background: 'opaque' as const,
    output_format: output.format,
    quality: request.quality || 'auto',
    ...(width !== null && height !== null && { size: `${width}x${height}` }),
  };
}

function createdAt([first]: readonly JobView[]): number {
  return unixSeconds(first?.createdAt ?? 0);
}
