import { ServiceError } from '../../schema/errors.ts';
import { fieldName } from '../parse.ts';
import { isSilent } from './silent-part.ts';

export type Path = readonly (string | number)[];

/** One turn of a conversation, with the place of each of its parts in the request. Parts are not yet looked at. */
export interface Content {
  /** Who speaks; a turn that does not say so is the user's. Tools and systems are others. */
  speaker: 'user' | 'model' | 'other';
  parts: readonly Part[];
  path: Path;
}

export interface Part {
  value: unknown;
  path: Path;
}

/**
 * The turns of a conversation, in whichever form they are sent: a text, a part, a turn, or a list of those. Parts that stand
 * in a list side by side are one turn, as Google's SDK has it.
 * @throws ServiceError `missing_parameter` or `invalid_value` naming the field
 */
export function readContents(value: unknown, path: Path = ['contents']): Content[] {
  if (value === undefined || value === null) throw missing(path);
  if (!Array.isArray(value)) return [isTurn(value) ? readTurn(value, path) : userTurn([{ value, path }], path)];
  const contents: Content[] = [];
  let loose: Part[] = [];
  value.forEach((item: unknown, index) => {
    const at = [...path, index];
    if (isTurn(item)) {
      contents.push(readTurn(item, at));
      loose = [];
      return;
    }
    if (loose.length === 0) contents.push(userTurn(loose, at));
    loose.push({ value: item, path: at });
  });
  if (contents.length === 0) throw missing(path);
  return contents;
}

interface Turn {
  role?: unknown;
  parts?: unknown;
}

function isTurn(value: unknown): value is Turn {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && ('parts' in value || 'role' in value);
}

function userTurn(parts: Part[], path: Path): Content {
  return { speaker: 'user', parts, path };
}

function readTurn({ role, parts }: Turn, path: Path): Content {
  const at = [...path, 'parts'];
  const list = Array.isArray(parts)
    ? parts.map((value: unknown, index) => ({ value, path: [...at, index] }))
    : [{ value: parts, path: at }];
  const said = parts === undefined || parts === null ? [] : list;
  // What a tool answered is sent in the user's name.
  const isTools = said.length > 0 && said.every(({ value }) => isSilent(value));
  return { speaker: isTools ? 'other' : speakerOf(role), parts: said, path };
}

function speakerOf(role: unknown): Content['speaker'] {
  const word = typeof role === 'string' ? role.trim().toLowerCase() : '';
  if (word === '' || word === 'user') return 'user';
  return word === 'model' || word === 'assistant' ? 'model' : 'other';
}

function missing(path: Path): ServiceError {
  const param = fieldName(path);
  return new ServiceError('missing_parameter', `'${param}' is required: at least one turn with a text.`, { param });
}
