/** Longer than any name that means something here. */
const MAX_QUOTED = 100;

/** What a caller wrote, for repeating it in an answer: an answer must not grow with what it answers. */
export function shortened(text: string): string {
  return text.length <= MAX_QUOTED ? text : `${text.slice(0, MAX_QUOTED).toWellFormed()}…`;
}
