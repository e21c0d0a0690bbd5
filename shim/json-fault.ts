/** What may stand next. */
type Expect = 'value' | 'value-or-close' | 'key' | 'key-or-close' | 'colon' | 'comma-or-close' | 'end';

const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Offset of the first character at which a text stops being JSON; its length when it only ends too early. */
export function faultOffset(text: string): number {
  const open: ('{' | '[')[] = [];
  let expect: Expect = 'value';
  let at = 0;
  for (;;) {
    at = after(SPACE, text, at) ?? at;
    const char = text[at];
    if (char === undefined) return text.length;
    const end = tokenEnd(text, at, char, expect, open.at(-1));
    if (!end.ok) return end.at;
    expect = next(char, expect, open);
    at = end.at;
  }
}

/** Line and column of an offset, both from 1. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}

type TokenEnd = { ok: boolean; at: number };

/** Where the token at `at` ends, or where it is wrong. */
function tokenEnd(text: string, at: number, char: string, expect: Expect, open: '{' | '[' | undefined): TokenEnd {
  const wrong = { ok: false, at };
  const one = { ok: true, at: at + 1 };
  if (char === '}' || char === ']') return closes(char, expect, open) ? one : wrong;
  if (expect === 'colon') return char === ':' ? one : wrong;
  if (expect === 'comma-or-close') return char === ',' ? one : wrong;
  if (expect === 'end') return wrong;
  if (char === '"') return stringEnd(text, at);
  if (expect === 'key' || expect === 'key-or-close') return wrong;
  if (char === '{' || char === '[') return one;
  const end = after(LITERAL, text, at);
  return end === null ? wrong : { ok: true, at: end };
}

function closes(char: '}' | ']', expect: Expect, open: '{' | '[' | undefined): boolean {
  if (char === '}') return open === '{' && (expect === 'key-or-close' || expect === 'comma-or-close');
  return open === '[' && (expect === 'value-or-close' || expect === 'comma-or-close');
}

/** What is expected after a good token; keeps the stack of what is open. */
function next(char: string, expect: Expect, open: ('{' | '[')[]): Expect {
  if (char === ':') return 'value';
  if (char === ',') return open.at(-1) === '{' ? 'key' : 'value';
  if (char === '{' || char === '[') {
    open.push(char);
    return char === '{' ? 'key-or-close' : 'value-or-close';
  }
  if (char === '"' && (expect === 'key' || expect === 'key-or-close')) return 'colon';
  if (char === '}' || char === ']') open.pop();
  return open.length === 0 ? 'end' : 'comma-or-close';
}

/** Walks a string by hand, since a regular expression over megabytes of it would overflow its stack. */
function stringEnd(text: string, start: number): TokenEnd {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return { ok: true, at: at + 1 };
    if (code < 0x20) return { ok: false, at };
    if (code !== 0x5c) at += 1;
    else {
      const end = after(ESCAPE, text, at);
      if (end === null) return { ok: false, at };
      at = end;
    }
  }
  return { ok: false, at: text.length };
}

/** Where a sticky pattern that matches at `at` ends; null when it does not match there. */
function after(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}
