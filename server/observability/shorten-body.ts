import { maskSecrets } from './mask.ts';

/** Longest body that is logged, characters. */
const MAX_BODY_CHARACTERS = 4096;

/**
 * A body as the debug log shows it, base64 folded: a small one as it is, of a large one the beginning of its text. With
 * `maskToken` secrets are hidden before the cut, since half a secret would no longer look like one to the logger.
 */
export function shortenBody(body: unknown, { maskToken }: { maskToken: boolean }): unknown {
  const text = JSON.stringify(body, (_, value) => (typeof value === 'string' ? foldBase64(value) : value)) ?? 'null';
  if (text.length <= MAX_BODY_CHARACTERS) return JSON.parse(text);
  const shown = maskToken ? maskSecrets(text) : text;
  return `${shown.slice(0, MAX_BODY_CHARACTERS)}… (${text.length} characters)`;
}

/** The data of data URLs and long runs of base64, which say nothing to a reader. */
function foldBase64(text: string): string {
  return text
    .replace(
      /(data:[\w.+/-]{1,100};base64,)([A-Za-z0-9+/_-]{32,}={0,2})/g,
      (_, head: string, run: string) => head + folded(run),
    )
    .replace(/[A-Za-z0-9+/_-]{400,}={0,2}/g, folded);
}

function folded(run: string): string {
  return `<${run.length} characters of base64>`;
}
