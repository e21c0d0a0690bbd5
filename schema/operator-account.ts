const MIN_LENGTH = 12;
/** Nobody types more, and all of it has to be digested. */
const MAX_LENGTH = 200;
const MIN_DIFFERENT = 5;

/** What passwords are made of that lead every list of stolen ones; whole, or with digits and signs around. */
const WELL_KNOWN =
  /^(pass(word|wort|phrase)?|admin(istrator)?|root|user|welcome|letmein|change(me|it)|default|secret|login|test(ing)?|master|qwerty(uiop)?|asdf(ghjkl)?|zxcv(bnm)?|iloveyou|monkey|dragon|sunshine|princess|football|baseball|superman|trustno|abc|flow(api)?|google|veo)+$/;
const RUNS = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn',
];

/** A name as it is compared. */
export const plainName = (given: string): string => given.normalize('NFC').trim();

/** What is read as the same name, though it is written in other capitals or signs. */
export const likeName = (given: string): string => plainName(given).normalize('NFKC').toLowerCase();

/** What the password of an operator lacks, in sentences; null for nothing. */
export function passwordProblem(password: string, username: string): string | null {
  const length = [...password].length;
  if (length < MIN_LENGTH) return `The password has ${length} characters; it needs ${MIN_LENGTH} at least.`;
  if (length > MAX_LENGTH) return `The password has ${length} characters; ${MAX_LENGTH} at most are taken.`;
  const lower = password.toLowerCase();
  const name = username.toLowerCase();
  const withoutName = lower.replaceAll(name, '');
  if (lower === name || (lower.includes(name) && withoutName.length < MIN_LENGTH / 2)) {
    return 'The password is little more than the name. Take another one, such as four or five words.';
  }
  if (new Set(lower).size < MIN_DIFFERENT) return 'The password repeats the same few characters. Take another one.';
  const letters = lower.replaceAll(/[^a-z]/g, '');
  const isRun = RUNS.some((run) => run.repeat(2).includes(lower) || [...run].reverse().join('').includes(lower));
  if (isRun || (WELL_KNOWN.test(letters) && lower.length - letters.length <= MIN_LENGTH)) {
    return 'This password is well known, so it is among the first that are tried. Take another one, such as four or five words.';
  }
  return null;
}
