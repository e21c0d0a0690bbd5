import { ServiceError } from './errors.ts';

/** In UTF-16 units, as strings count themselves. */
const MAX_PROMPT_CHARS = 20_000;
/** Anything but blanks, controls and characters without a shape, like the zero-width ones. */
const VISIBLE = /[^\p{White_Space}\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/**
 * @param param where the prompt stands in the request, as the caller wrote it
 * @throws ServiceError `missing_parameter` without a visible character, `invalid_value` for a NUL or too many characters
 */
export function checkPrompt(prompt: string, param: string): void {
  if (!VISIBLE.test(prompt)) {
    throw new ServiceError('missing_parameter', `The prompt is empty: '${param}' has no text.`, { param });
  }
  if (prompt.includes('\0')) {
    throw new ServiceError('invalid_value', 'The prompt holds a NUL character (U+0000). Leave it out.', { param });
  }
  if (prompt.length > MAX_PROMPT_CHARS) {
    const message = `The prompt has ${prompt.length} characters; at most ${MAX_PROMPT_CHARS} are taken.`;
    throw new ServiceError('invalid_value', message, { param });
  }
}
