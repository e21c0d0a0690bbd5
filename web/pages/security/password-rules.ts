import * as v from 'valibot';
import { words } from './words.ts';

const LEAST = 12;
const MOST = 200;

/** What is wrong with a new password, as far as that can be said here; the server knows more. */
export function passwordProblem(password: string): string | undefined {
  const length = (text: string) => [...text].length;
  const rule = v.pipe(
    v.string(),
    v.check((text) => length(text) >= LEAST, words().short(LEAST)),
    v.check((text) => length(text) <= MOST, words().long(MOST)),
  );
  return v.safeParse(rule, password).issues?.[0].message;
}
