import { ServiceError } from '../../schema/errors.ts';
import { checkPrompt } from '../../schema/prompt.ts';
import type { PictureSource } from '../chat/picture-source.ts';
import type { Turn } from '../chat/turn.ts';
import { fieldName } from '../parse.ts';
import type { Content, Part, Path } from './contents.ts';
import { earlierPictures } from './earlier-pictures.ts';
import { type ReadPart, readPart } from './part.ts';

/** More than any model takes; a bound on what one request can make us fetch. */
const MAX_PICTURES = 16;

/** How a wire writes a conversation. */
export interface PartReaders {
  /** The field that it stands in. */
  field: string;
  /** @throws ServiceError naming the field */
  readPart(part: Part): ReadPart;
  earlierPictures(history: readonly Content[]): PictureSource[];
}

const GOOGLE_PARTS: PartReaders = { field: 'contents', readPart, earlierPictures };

/**
 * Reads what the user said last: the text is the prompt, the pictures are the references. A turn without a text goes with the
 * user's turn just before it, since some programs send a picture in a turn of its own.
 * @throws ServiceError `missing_parameter` or `invalid_value` naming the field
 */
export function readTurn(contents: readonly Content[], readers = GOOGLE_PARTS): Turn {
  const last = contents.findLastIndex(({ speaker }) => speaker === 'user');
  const texts: string[] = [];
  const pictures: PictureSource[] = [];
  let first = last;
  for (; contents[first]?.speaker === 'user'; first -= 1) {
    const read = (contents[first] as Content).parts.map(readers.readPart);
    texts.unshift(...read.flatMap(({ text }) => text ?? []));
    pictures.unshift(...read.flatMap(({ picture }) => picture ?? []));
    if (texts.some((text) => text.trim() !== '')) break;
  }
  const path: Path = contents[last]?.path ?? [readers.field];
  const prompt = texts.join('\n').trim();
  checkPrompt(prompt, fieldName(path));
  if (pictures.length > MAX_PICTURES) {
    const param = fieldName(path);
    throw new ServiceError('invalid_value', `A request takes at most ${MAX_PICTURES} pictures.`, { param });
  }
  return {
    prompt,
    pictures,
    earlier: pictures.length > 0 ? [] : readers.earlierPictures(contents.slice(0, Math.max(first, 0))),
  };
}
