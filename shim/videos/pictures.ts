import type { ImageRole } from '../../schema/catalogue.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { ArrivedImage, GivenImage, PictureShape } from '../../schema/generation.ts';
import type { PictureSource } from '../chat/picture-source.ts';
import { type ResolveContext, resolvePictures } from '../chat/resolve-pictures.ts';
import type { FormFile } from '../form/form-files.ts';
import { noFileIn } from '../form/read-form.ts';
import { picturesIn } from '../images/pictures.ts';
import type { VideoRequest } from './request.ts';

/** The fields that hold pictures: the first frame (or all there are), the last one, and what is to be seen. */
const FIELDS = ['input_reference', 'last_frame', 'reference_images'] as const;
type PictureField = (typeof FIELDS)[number];
/** Other names of the first: nobody who sends a picture there means a video without it. */
const OTHER_NAMES = ['image', 'images', 'image_url', 'first_frame'] as const;

/** A picture that came with the form, or the place where it is. */
type GivenPicture = ArrivedImage | PictureSource;

export interface GivenPictures {
  /** In the order in which the model is to have them. */
  list: readonly GivenPicture[];
  /** What they are to the video; undefined where the model decides. */
  role: ImageRole | undefined;
  /** The field that held them, for messages. */
  param: PictureField;
}

/** Whether a file of a form may stand in a field. @throws ServiceError `invalid_value` when it may not */
export function checkFile(field: string): void {
  const known: readonly string[] = [...FIELDS, ...OTHER_NAMES];
  if (!known.includes(field)) throw noFileIn(field, FIELDS);
}

/**
 * The pictures of a request. `last_frame` goes with one `input_reference`, the first frame; `reference_images` stand alone.
 * @throws ServiceError `invalid_value` or `missing_parameter` naming the field
 */
export function givenPictures(request: VideoRequest, files: readonly FormFile[]): GivenPictures {
  const given = (field: PictureField | (typeof OTHER_NAMES)[number]): GivenPicture[] => [
    ...files.filter((file) => file.field === field),
    ...picturesIn(request[field], [field]),
  ];
  const first = [...given('input_reference'), ...OTHER_NAMES.flatMap(given)];
  const [last, references] = [given('last_frame'), given('reference_images')];
  if (references.length > 0) {
    if (first.length + last.length > 0) throw mixed();
    return { list: references, role: 'references', param: 'reference_images' };
  }
  if (last.length > 0) checkFrames(first, last);
  return { list: [...first, ...last], role: last.length > 0 ? 'frames' : undefined, param: 'input_reference' };
}

/** Brings in the first so many of the pictures. @throws ServiceError as `resolvePictures` */
export async function bringPictures(
  { list }: GivenPictures,
  count: number,
  context: ResolveContext,
): Promise<GivenImage[]> {
  const wanted = list.slice(0, count);
  const fetched = (await resolvePictures(wanted.filter(isElsewhere), context)).values();
  return wanted.map((picture) => (isElsewhere(picture) ? (fetched.next().value as GivenImage) : picture));
}

/** What makes these pictures the same as others: for a file its bytes, for the rest what the request says. */
export function filesOf({ list }: GivenPictures): string[] {
  return list.flatMap((picture) => (isElsewhere(picture) ? [] : picture.sha256));
}

/** The shape of the first picture, where that is known already. */
export function firstShape({ list: [first] }: GivenPictures): PictureShape | undefined {
  return first === undefined || isElsewhere(first) ? undefined : first;
}

function isElsewhere(picture: GivenPicture): picture is PictureSource {
  return 'url' in picture;
}

function checkFrames(first: readonly GivenPicture[], last: readonly GivenPicture[]): void {
  if (first.length === 0) {
    const message = "'last_frame' needs the first frame beside it: send that as 'input_reference'.";
    throw new ServiceError('missing_parameter', message, { param: 'input_reference' });
  }
  if (first.length === 1 && last.length === 1) return;
  const [param, count] = first.length > 1 ? (['input_reference', first.length] as const) : ['last_frame', last.length];
  const message = `With 'last_frame' there is one first and one last frame; '${param}' has ${count} pictures.`;
  throw new ServiceError('invalid_value', message, { param });
}

function mixed(): ServiceError {
  const message =
    "'reference_images' cannot be used with 'input_reference' or 'last_frame': the upstream takes frames or references. Leave one of them out.";
  return new ServiceError('invalid_value', message, { param: 'reference_images' });
}
