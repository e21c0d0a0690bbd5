import type { ImageRole } from '../../../schema/catalogue.ts';
import { ServiceError } from '../../../schema/errors.ts';
import type { PictureSource } from '../../chat/picture-source.ts';
import { fieldName } from '../../parse.ts';
import { shortened } from '../../shortened.ts';
import type { Path } from '../contents.ts';
import type { VideoInstance, VideoPicture } from './request.ts';

/** The pictures of a video, in the order in which the model is to have them. */
export interface VideoPictures {
  list: readonly PictureSource[];
  /** What they are to the video; undefined where the model decides. */
  role: ImageRole | undefined;
  /** The field that held them, for messages. */
  param: string;
}

/** Where a picture may lie, in the order in which the fields are looked at. */
const PLACES = [
  ['bytesBase64Encoded', (picture: VideoPicture) => picture.bytesBase64Encoded],
  ['inlineData.data', (picture: VideoPicture) => picture.inlineData?.data],
  ['uri', (picture: VideoPicture) => picture.uri],
  ['fileUri', (picture: VideoPicture) => picture.fileUri],
  ['gcsUri', (picture: VideoPicture) => picture.gcsUri],
] as const;
const BARE: readonly string[] = ['bytesBase64Encoded', 'inlineData.data'];

/**
 * `image` is the first frame and `lastFrame` the last one; `referenceImages` stand alone, since the upstream takes frames or
 * references.
 * @throws ServiceError `invalid_value` or `missing_parameter` naming the field
 */
export function picturesOf({ image, lastFrame, referenceImages }: VideoInstance, path: Path): VideoPictures {
  const references = (referenceImages ?? []).map((reference, index) => {
    const at = [...path, 'referenceImages', index];
    checkType(reference.referenceType ?? '', [...at, 'referenceType']);
    return source(reference.image, [...at, 'image']);
  });
  if (references.length > 0) {
    if (image || lastFrame) throw mixed(fieldName([...path, 'referenceImages']));
    return { list: references, role: 'references', param: fieldName([...path, 'referenceImages']) };
  }
  const param = fieldName([...path, 'image']);
  if (lastFrame && !image) throw noFirstFrame(param);
  const list = image ? [source(image, [...path, 'image'])] : [];
  if (!lastFrame) return { list, role: undefined, param };
  return { list: [...list, source(lastFrame, [...path, 'lastFrame'])], role: 'frames', param };
}

function source(picture: VideoPicture, path: Path): PictureSource {
  for (const [field, read] of PLACES) {
    const url = read(picture);
    if (url) return { url, bare: BARE.includes(field), param: `${fieldName(path)}.${field}` };
  }
  const param = fieldName(path);
  const message = `'${param}' has no picture: send its bytes in bytesBase64Encoded, or its address in uri.`;
  throw new ServiceError('missing_parameter', message, { param });
}

/** Google's references are of two sorts; a style is something else than what is to be seen. */
function checkType(type: string, path: Path): void {
  if (/^(asset|reference_type_unspecified|)$/i.test(type.trim())) return;
  const param = fieldName(path);
  const message = `'${param}' can only be "ASSET", not '${shortened(type)}': the upstream shows what is on the pictures.`;
  throw new ServiceError('invalid_value', message, { param });
}

function mixed(param: string): ServiceError {
  const message = `'${param}' cannot be used with image or lastFrame: the upstream takes frames or references. Leave one of them out.`;
  return new ServiceError('invalid_value', message, { param });
}

function noFirstFrame(param: string): ServiceError {
  const message = `'${param}', the first frame, is required where there is a lastFrame.`;
  return new ServiceError('missing_parameter', message, { param });
}
