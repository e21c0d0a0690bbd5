import { z } from 'zod';

/** How a setting is written: decides how an environment variable's text is read and what a form shows. */
type SettingKind = 'text' | 'url' | 'number' | 'flag' | 'list' | 'choice' | 'tables';

/** What there is to know about one setting, apart from its name. */
export interface Setting<T> {
  kind: SettingKind;
  /** Checks a value that is already of the right kind; may tidy it (a trailing slash goes), never guesses. */
  schema: z.ZodType<T>;
  default: T;
  /** Unit of a number, for example `s` or `MB`; null when it has none. */
  unit: string | null;
  /** What is allowed, in words that fit after "allowed:". */
  range: string;
  /** What a number may be; null for all else. */
  bounds: Bounds | null;
  /** The words to choose from; null for all else. */
  options: readonly string[] | null;
  /** True when a change can only take effect at the next start. */
  restart: boolean;
  /** True when the value must never be shown whole. */
  secret: boolean;
  /** One sentence for operators. */
  description: string;
}

/** From `min` to `max`, both included, or the one value outside with a meaning of its own. */
export interface Bounds {
  min: number;
  max: number;
  whole: boolean;
  special: { value: number; meaning: string } | null;
}

interface Common<T> {
  default: T;
  description: string;
  restart?: boolean;
  secret?: boolean;
}

interface Checked<T, Item = T> extends Common<T> {
  schema: z.ZodType<Item>;
  range: string;
}

function common<T>({ default: value, description, restart = false, secret = false }: Common<T>) {
  return { default: value, description, restart, secret, unit: null, bounds: null, options: null };
}

/** A setting that is text under a rule of its own. */
export function text(given: Checked<string>): Setting<string> {
  return { kind: 'text', schema: given.schema, range: given.range, ...common(given) };
}

/** An address. A secret one hides only its password when shown. */
export function url(given: Checked<string>): Setting<string> {
  return { kind: 'url', schema: given.schema, range: given.range, ...common(given) };
}

/** A number from `min` to `max`; `special` is one value outside that range with a meaning of its own. */
export function number(
  given: Common<number> & {
    min: number;
    max: number;
    unit?: string;
    whole?: boolean;
    special?: { value: number; meaning: string };
  },
): Setting<number> {
  const { min, max, unit = null, whole = true, special } = given;
  const numeric = whole ? z.int().min(min).max(max) : z.number().min(min).max(max);
  const schema = special === undefined ? numeric : z.literal(special.value).or(numeric);
  const span = `${min} to ${max}`;
  const range = special === undefined ? span : `${span}, or ${special.value} (${special.meaning})`;
  return {
    kind: 'number',
    schema,
    range,
    ...common(given),
    unit,
    bounds: { min, max, whole, special: special ?? null },
  };
}

/** True or false. */
export function flag(given: Common<boolean>): Setting<boolean> {
  return { kind: 'flag', schema: z.boolean(), range: 'true or false', ...common(given) };
}

/** One of a few words. */
export function choice<const T extends string>(options: readonly T[], given: Common<NoInfer<T>>): Setting<T> {
  return { kind: 'choice', schema: z.enum(options), range: options.join(', '), ...common(given), options };
}

/** Any number of tables of the same form. */
export function tables<T>(
  given: Common<readonly T[]> & { schema: z.ZodType<readonly T[]>; range: string },
): Setting<readonly T[]> {
  return { kind: 'tables', schema: given.schema, range: given.range, ...common(given) };
}

/** Any number of texts, each under the same rule. */
export function list(given: Checked<readonly string[], string>): Setting<readonly string[]> {
  return { kind: 'list', schema: z.array(given.schema), range: given.range, ...common(given) };
}
