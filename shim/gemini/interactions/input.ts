import { ServiceError } from '../../../schema/errors.ts';
import type { Turn } from '../../chat/turn.ts';
import { fieldName } from '../../parse.ts';
import type { Content, Part, Path } from '../contents.ts';
import { readTurn } from '../turn.ts';
import { earlierPictures, holdsVideo, readPart } from './part.ts';

/** What an interaction asks for now. */
export interface Input extends Turn {
  /** The field in which the model's latest result is a video; null when it is none. */
  earlierVideo: string | null;
}

/**
 * Reads an input in whichever form it is sent: a text, a part, a list of parts, or the steps so far. What the user said last is
 * the prompt, with its pictures.
 * @throws ServiceError `missing_parameter` or `invalid_value` naming the field
 */
export function readInput(input: unknown): Input {
  const contents = contentsOf(input);
  const turn = readTurn(contents, { field: 'input', readPart, earlierPictures });
  return { ...turn, earlierVideo: turn.pictures.length > 0 ? null : videoIn(contents) };
}

function contentsOf(input: unknown): Content[] {
  const path: Path = ['input'];
  if (input === undefined || input === null) throw missing();
  if (!Array.isArray(input)) return [contentOf(input, path) ?? loose(input, path)];
  const contents: Content[] = [];
  let open: Part[] | null = null;
  input.forEach((value: unknown, index) => {
    const at = [...path, index];
    const content = contentOf(value, at);
    if (content !== null) {
      contents.push(content);
      open = null;
    } else if (open === null) {
      const first = loose(value, at);
      contents.push(first);
      open = first.parts as Part[];
    } else open.push({ value, path: at });
  });
  if (contents.length === 0) throw missing();
  return contents;
}

/** Parts that stand in a list side by side are one turn of the user's. */
function loose(value: unknown, path: Path): Content {
  return { speaker: 'user', parts: [{ value, path }], path };
}

interface Step {
  type?: unknown;
  role?: unknown;
  content?: unknown;
}

/** A step, or a turn with a role as older programs send it; null for a part. */
function contentOf(value: unknown, path: Path): Content | null {
  if (typeof value !== 'object' || value === null) return null;
  const { type, role, content }: Step = value;
  const speaker = speakerOf(role ?? type);
  if (speaker === null) return null;
  const at = [...path, 'content'];
  if (content === undefined || content === null) return { speaker, parts: [], path };
  const parts = Array.isArray(content)
    ? content.map((part: unknown, index) => ({ value: part, path: [...at, index] }))
    : [{ value: content, path: at }];
  return { speaker, parts, path };
}

const SPEAKERS: Readonly<Record<string, Content['speaker']>> = {
  user_input: 'user',
  user: 'user',
  model_output: 'model',
  model: 'model',
  assistant: 'model',
  thought: 'other',
};

function speakerOf(word: unknown): Content['speaker'] | null {
  if (typeof word !== 'string') return null;
  if (/_(call|result)$/.test(word)) return 'other'; // the steps of tools
  return Object.hasOwn(SPEAKERS, word) ? (SPEAKERS[word] ?? null) : null;
}

function videoIn(contents: readonly Content[]): string | null {
  const latest = contents.findLast(({ speaker, parts }) => speaker === 'model' && parts.length > 0);
  const video = latest?.parts.find(holdsVideo);
  return video === undefined ? null : fieldName(video.path);
}

function missing(): ServiceError {
  const message = "'input' is required: a text, or a list with at least one.";
  return new ServiceError('missing_parameter', message, { param: 'input' });
}
