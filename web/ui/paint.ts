/** What the painter knows to colour. */
export type Language = 'curl' | 'python' | 'javascript' | 'graphql' | 'json' | 'text';
/** A stretch of code; `plain` stays in ink. */
export interface Stroke {
  kind: 'comment' | 'string' | 'word' | 'number' | 'plain';
  text: string;
}

const STRING = String.raw`"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'`;
const NUMBER = String.raw`\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?\b`;
const hash = String.raw`(?:^|(?<=\s))#[^\n]*`;
const words = (list: string) => String.raw`\b(?:${list.replaceAll(' ', '|')})\b`;

/** Four rules for each language: comments, strings, words of its own, numbers and constants. */
const RULES: Record<Language, [comment: string, string: string, word: string, number: string]> = {
  curl: [
    hash,
    String.raw`"(?:\\.|[^"\\])*"|'[^']*'`,
    String.raw`\bcurl\b|(?<=\s)--?[A-Za-z][\w-]*`,
    String.raw`\$\{?\w+\}?`,
  ],
  python: [
    hash,
    STRING,
    words(
      'and as assert async await class def elif else except for from if import in is lambda not or pass raise return try while with yield',
    ),
    String.raw`\b(?:True|False|None)\b|${NUMBER}`,
  ],
  javascript: [
    String.raw`\/\/[^\n]*|\/\*[\s\S]*?\*\/`,
    `${STRING}|${'`(?:\\\\.|[^`\\\\])*`'}`,
    words(
      'async await break case catch class const continue default else export for from function if import in let new of return switch throw try typeof while',
    ),
    String.raw`\b(?:true|false|null|undefined)\b|${NUMBER}`,
  ],
  graphql: [
    String.raw`#[^\n]*`,
    STRING,
    words('query mutation subscription fragment on input type enum interface union scalar'),
    String.raw`\b(?:true|false|null)\b|\$\w+|${NUMBER}`,
  ],
  json: [
    '(?!)',
    String.raw`"(?:\\.|[^"\\])*"(?!\s*:)`,
    String.raw`"(?:\\.|[^"\\])*"(?=\s*:)`,
    String.raw`\b(?:true|false|null)\b|-?${NUMBER}`,
  ],
  text: ['(?!)', '(?!)', '(?!)', '(?!)'],
};
const KINDS = ['comment', 'string', 'word', 'number'] as const;

/** Cuts code into strokes. Put together they are the code again, whatever it is. */
export function paint(code: string, language: Language): Stroke[] {
  const rule = new RegExp(RULES[language].map((each) => `(${each})`).join('|'), 'gm');
  const strokes: Stroke[] = [];
  let at = 0;
  for (const match of code.matchAll(rule)) {
    if (match[0] === '') continue;
    if (match.index > at) strokes.push({ kind: 'plain', text: code.slice(at, match.index) });
    const kind = KINDS.find((_, index) => match[index + 1] !== undefined) ?? 'plain';
    strokes.push({ kind, text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < code.length) strokes.push({ kind: 'plain', text: code.slice(at) });
  return strokes;
}
