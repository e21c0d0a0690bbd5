import { z } from 'zod';
import { ServiceError } from '../../schema/errors.ts';
import { checkPrompt } from '../../schema/prompt.ts';
import type { PictureSource } from '../chat/picture-source.ts';
import { pictureIn } from '../images/pictures.ts';
import { fieldName, parse } from '../parse.ts';
import { shortened } from '../shortened.ts';
import type { ResponsesRequest } from './request.ts';

type Path = readonly (string | number)[];
type Item = Record<string, unknown>;

/** An earlier picture of ours in what the caller sends back: by the id of its item, by its bytes, or by both. */
export interface EarlierCall {
  id: string | null;
  base64: string | null;
  param: string;
}

/** What an input asks for now. */
export interface Input {
  prompt: string;
  /** Pictures of the last user message, in its order. */
  named: PictureSource[];
  /** The latest picture before it; null when there is none. */
  earlier: EarlierCall | null;
}

const part = z.looseObject({ type: z.string() });
const textPart = z.object({ text: z.string() });
const text = z.string().nullish();

/**
 * Reads the last user message: its text is the prompt, its pictures are the references.
 * @throws ServiceError `missing_parameter` or `invalid_value` naming the field
 */
export function readInput(input: ResponsesRequest['input']): Input {
  if (typeof input === 'string') {
    checkPrompt(input, 'input');
    return { prompt: input.trim(), named: [], earlier: null };
  }
  const index = input.findLastIndex(({ role, type }) => role === 'user' && (type ?? 'message') === 'message');
  const message = input[index];
  if (message === undefined) {
    throw new ServiceError('missing_parameter', "'input' has no message of role 'user'.", { param: 'input' });
  }
  const path: Path = ['input', index, 'content'];
  const { texts, named } = readContent(message.content, path);
  const prompt = texts.join('\n').trim();
  checkPrompt(prompt, fieldName(path));
  return { prompt, named, earlier: earlierCall(input.slice(0, index)) };
}

interface Content {
  texts: string[];
  named: PictureSource[];
}

function readContent(content: unknown, path: Path): Content {
  if (typeof content === 'string') return { texts: [content], named: [] };
  const found: Content = { texts: [], named: [] };
  const parts = parse(z.array(part, 'must be a string or a list of parts'), content, path);
  parts.forEach(({ type, ...fields }, index) => {
    const at = [...path, index];
    if (type === 'input_text' || type === 'text') found.texts.push(parse(textPart, fields, at).text);
    else if (type === 'input_image') found.named.push(pictureIn(fields, at));
    else throw unusable(type, [...at, 'type']);
  });
  return found;
}

function unusable(type: string, path: Path): ServiceError {
  const message = `Parts of type "${shortened(type)}" cannot be used here; use "input_text" and "input_image".`;
  return new ServiceError('invalid_value', message, { param: fieldName(path) });
}

/** The last picture of ours among the items: as it was given out, or as a reference to it. */
function earlierCall(items: readonly Item[]): EarlierCall | null {
  const index = items.findLastIndex(({ type, id }) => type === 'image_generation_call' || isReference(type, id));
  const item = items[index];
  if (item === undefined) return null;
  const path: Path = ['input', index];
  const id = parse(text, item.id, [...path, 'id']) ?? null;
  return { id, base64: parse(text, item.result, [...path, 'result']) || null, param: fieldName(path) };
}

function isReference(type: unknown, id: unknown): boolean {
  return type === 'item_reference' && typeof id === 'string' && id.startsWith('ig_');
}
