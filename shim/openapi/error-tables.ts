import type { ErrorCode } from '../../schema/errors.ts';
import { GEMINI_ERROR, reasonOf } from '../gemini/error.ts';
import { OPENAI_ERROR } from '../presenters/error.ts';

/** What `retry` of a row means for who calls. */
const REPEAT = {
  'by-status': 'yes',
  'unless-started': 'unless work was begun',
  'if-it-passes': 'with `Retry-After`',
  never: 'no',
} as const;

/** The codes of OpenAI's envelope, each once, as a table in Markdown. */
export function openAiCodes(): string {
  const rows = Object.values(OPENAI_ERROR).map(
    ({ code, status, type, retry }) => `| \`${code}\` | ${status} | \`${type}\` | ${REPEAT[retry]} |`,
  );
  return table('| `code` | Status | `type` | Repeat |', rows);
}

/** The reasons of Google's envelope, as a table in Markdown. */
export function googleReasons(): string {
  const rows = (Object.keys(GEMINI_ERROR) as ErrorCode[]).map((code) => {
    const { code: status, status: name } = GEMINI_ERROR[code];
    return `| \`${reasonOf(code)}\` | ${status} | \`${name}\` | ${REPEAT[OPENAI_ERROR[code].retry]} |`;
  });
  return table('| `reason` | Status | `status` | Repeat |', rows);
}

function table(head: string, rows: readonly string[]): string {
  return [head, '| --- | --- | --- | --- |', ...new Set(rows)].join('\n');
}
