import { z } from 'zod';
import { ServiceError } from '../../schema/errors.ts';
import type { PictureSource } from '../chat/picture-source.ts';
import { fieldName, parse } from '../parse.ts';
import type { Part } from './contents.ts';
import { isSilent } from './silent-part.ts';

const filled = z.string().min(1, 'must not be empty');
const part = z.object({
  text: z.string().nullish(),
  inlineData: z.object({ data: filled }).nullish(),
  fileData: z.object({ fileUri: filled }).nullish(),
});

/** What a part brings. */
export interface ReadPart {
  text: string | null;
  picture: PictureSource | null;
}

/**
 * A text, or a picture as bare base64 or by its address. The type that it claims is not looked at: what the bytes are decides.
 * @throws ServiceError `missing_parameter` or `invalid_value` naming the field
 */
export function readPart({ value, path }: Part): ReadPart {
  if (typeof value === 'string') return { text: value, picture: null };
  const { text = null, inlineData, fileData } = parse(part, value, path);
  if (inlineData) {
    const param = fieldName([...path, 'inlineData', 'data']);
    return { text, picture: { url: inlineData.data, bare: true, param } };
  }
  if (fileData) return { text, picture: { url: fileData.fileUri, param: fieldName([...path, 'fileData', 'fileUri']) } };
  if (text !== null || isSilent(value)) return { text, picture: null };
  const param = fieldName(path);
  throw new ServiceError(
    'invalid_value',
    `'${param}' has none of text, inlineData and fileData, which alone mean something here.`,
    { param },
  );
}
