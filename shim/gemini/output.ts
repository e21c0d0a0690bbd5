import { ServiceError } from '../../schema/errors.ts';
import type { Output, PictureFormat } from '../images/output.ts';
import { fieldName } from '../parse.ts';
import { shortened } from '../shortened.ts';
import type { Path } from './contents.ts';
import type { OutputOptions } from './request.ts';

const FORMATS: ReadonlyMap<string, PictureFormat> = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/jpg', 'jpeg'],
  ['image/webp', 'webp'],
]);

/**
 * The form that a media type stands for; null when none is named.
 * @param path where the options stand in the request
 * @param field what the type is called there
 * @throws ServiceError `invalid_value` for a form that cannot be made
 */
export function outputOf(options: OutputOptions | null | undefined, path: Path, field = 'mimeType'): Output | null {
  const named = options?.mimeType?.trim().toLowerCase() ?? '';
  if (named === '') return null;
  const format = FORMATS.get(named);
  if (format === undefined) {
    const message = `Pictures cannot be made as '${shortened(named)}'; use image/png, image/jpeg or image/webp.`;
    throw new ServiceError('invalid_value', message, { param: fieldName([...path, field]) });
  }
  // Nought is taken on the wire, but no encoder has it.
  const quality = format === 'png' ? undefined : (options?.compressionQuality ?? undefined);
  return { format, quality: quality === undefined ? undefined : Math.max(1, quality) };
}
