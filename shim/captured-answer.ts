import type { ServerResponse } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { describeBase64, LONG_BASE64 } from '../schema/folded-media.ts';

/** The text of an answer, as far as it was written. */
export interface CapturedAnswer {
  /** Undefined for an answer that is no text. */
  text(): string | undefined;
}

/** More of an answer is not kept, characters. */
const MOST_CHARACTERS = 256 * 1024;
const TEXT = /json|^text\//;
const RUN = /[A-Za-z0-9+/_-]+={0,2}/y;
/** Enough of a run to tell its type by. */
const HEAD = LONG_BASE64;

/**
 * Listens to what is written to a response. Base64 is folded as it passes, so that a picture inside an answer is never held
 * a second time.
 */
export function captureAnswer(response: ServerResponse): CapturedAnswer {
  const fold = createFold();
  const decoder = new StringDecoder('utf8');
  const note = (chunk: unknown): void => {
    if (!TEXT.test(String(response.getHeader('content-type') ?? ''))) return;
    if (typeof chunk === 'string') fold.add(chunk);
    else if (chunk instanceof Uint8Array)
      fold.add(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)));
  };
  for (const method of ['write', 'end'] as const) {
    const original = response[method].bind(response) as (...args: unknown[]) => never;
    response[method] = ((...args: unknown[]) => {
      const result = original(...args); // headers given to `writeHead` are known by now
      note(args[0]);
      return result;
    }) as never;
  }
  return { text: fold.text };
}

/** Keeps text, with each long run of base64 as its type and size, in whatever pieces it comes. */
function createFold() {
  let kept = '';
  let isEmpty = true;
  let head = '';
  let run = 0;

  function endRun(): void {
    keep(run > LONG_BASE64 ? `<${describeBase64(head, run)}>` : head);
    head = '';
    run = 0;
  }

  function keep(text: string): void {
    if (kept.length < MOST_CHARACTERS) kept += text.slice(0, MOST_CHARACTERS - kept.length);
  }

  return {
    add(text: string): void {
      isEmpty = false;
      for (let at = 0; at < text.length; ) {
        RUN.lastIndex = at;
        const match = RUN.exec(text)?.[0] ?? '';
        if (match !== '') {
          if (head.length < HEAD) head += match.slice(0, HEAD - head.length);
          run += match.length;
          at += match.length;
        }
        if (at === text.length) return; // the run may go on in the next piece
        const next = nextRun(text, at);
        endRun();
        keep(text.slice(at, next));
        at = next;
      }
    },
    text(): string | undefined {
      endRun();
      return isEmpty ? undefined : kept;
    },
  };
}

const ANY = /[A-Za-z0-9+/_-]/g;

function nextRun(text: string, after: number): number {
  ANY.lastIndex = after;
  const found = ANY.exec(text);
  return found === null ? text.length : found.index;
}
