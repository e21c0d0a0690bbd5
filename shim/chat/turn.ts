import { z } from 'zod';
import { ServiceError } from '../../schema/errors.ts';
import { checkPrompt } from '../../schema/prompt.ts';
import { fieldName, parse } from '../parse.ts';
import { shortened } from '../shortened.ts';
import { earlierPictures } from './earlier-pictures.ts';
import type { PictureSource } from './picture-source.ts';
import type { ChatMessage, ChatRequest } from './request.ts';

/** What a conversation asks for now. */
export interface Turn {
  prompt: string;
  /** Pictures of this turn, in the caller's order. */
  pictures: readonly PictureSource[];
  /** Places of the assistant's latest picture, best first; empty when this turn brings its own. */
  earlier: readonly PictureSource[];
}

type Path = readonly (string | number)[];

/** More than any model takes; a bound on what one request can make us fetch. */
const MAX_PICTURES = 16;

const part = z.looseObject({ type: z.string() });
const textPart = z.object({ text: z.string() });
const pictureAddress = z.object({ url: z.string().min(1, 'must not be empty') });

/**
 * Reads the last user message: its text is the prompt, its pictures are the references. What others said, the assistant
 * included, is never part of the prompt.
 * @throws ServiceError `missing_parameter` or `invalid_value` naming the field
 */
export function readTurn(request: ChatRequest): Turn {
  const index = request.messages.findLastIndex(({ role }) => role === 'user');
  const message = request.messages[index];
  if (message === undefined) {
    throw new ServiceError('missing_parameter', "'messages' has no message of role 'user'.", { param: 'messages' });
  }
  const path: Path = ['messages', index, 'content'];
  const { texts, pictures } = readContent(message, path);
  const prompt = texts.join('\n').trim();
  checkPrompt(prompt, fieldName(path));
  if (request.image) pictures.push({ url: request.image, param: 'image', bare: true });
  if (pictures.length > MAX_PICTURES) throw invalid(path, `A request takes at most ${MAX_PICTURES} pictures.`);
  const earlier = pictures.length > 0 ? [] : earlierPictures(request.messages.slice(0, index));
  return { prompt, pictures, earlier };
}

interface Content {
  texts: string[];
  pictures: PictureSource[];
}

function readContent({ content }: ChatMessage, path: Path): Content {
  if (typeof content === 'string') return { texts: [content], pictures: [] };
  if (content === undefined || content === null) throw missing(path, `'${fieldName(path)}' is required.`);
  if (!Array.isArray(content)) throw invalid(path, `'${fieldName(path)}' must be a string or a list of parts.`);
  const found: Content = { texts: [], pictures: [] };
  content.forEach((item: unknown, index) => {
    readPart(item, [...path, index], found);
  });
  return found;
}

function readPart(item: unknown, path: Path, found: Content): void {
  const { type, ...fields } = parse(part, item, path);
  if (type === 'text') found.texts.push(parse(textPart, fields, path).text);
  else if (type === 'image_url') found.pictures.push(readPicture(fields.image_url, [...path, 'image_url']));
  else {
    const known = 'use "text" and "image_url"';
    throw invalid([...path, 'type'], `Parts of type "${shortened(type)}" cannot be used here; ${known}.`);
  }
}

/** OpenAI puts the address into an object; several apps send it bare. */
function readPicture(value: unknown, path: Path): PictureSource {
  if (typeof value === 'string' && value !== '') return { url: value, param: fieldName(path) };
  const { url } = parse(pictureAddress, value, path);
  return { url, param: fieldName([...path, 'url']) };
}

function invalid(path: Path, message: string): ServiceError {
  return new ServiceError('invalid_value', message, { param: fieldName(path) });
}

function missing(path: Path, message: string): ServiceError {
  return new ServiceError('missing_parameter', message, { param: fieldName(path) });
}
