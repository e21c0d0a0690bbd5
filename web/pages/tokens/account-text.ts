import { words } from './words.ts';

/** Characters of a name or a note that the server takes. */
const LONGEST = 500;

/** What is wrong with a name or a note, by the server's own rule; undefined when it may be sent. */
export function textProblem(text: string): string | undefined {
  return text.trim().length > LONGEST ? words().add.tooLong(LONGEST) : undefined;
}
