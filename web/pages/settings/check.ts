import * as v from 'valibot';
import { number } from '../../format.ts';
import type { Setting } from './types.ts';
import { words } from './words.ts';

/** What a field holds: a list as its lines, tables as JSON, a number that is being typed as null. */
export type Input = string | number | boolean | null;

type Kind = Pick<Setting, 'kind' | 'secret' | 'bounds' | 'options' | 'range'>;

/** Whether the field never shows what there is, and is empty until something new is typed. */
export const isHidden = ({ kind, secret }: Pick<Setting, 'kind' | 'secret'>): boolean => secret && kind === 'text';

/** A value as its field shows it. */
export function inputOf(setting: Pick<Setting, 'kind' | 'secret'>, value: unknown): Input {
  if (isHidden(setting)) return '';
  if (setting.kind === 'list') return (value as string[]).join('\n');
  if (setting.kind === 'tables') return (value as unknown[]).length === 0 ? '' : JSON.stringify(value, null, 2);
  return value as Input;
}

/** What a field means to the server. Only for one without a problem. */
export function meantBy({ kind }: Pick<Setting, 'kind'>, input: Input): unknown {
  const text = String(input).trim();
  if (kind === 'list') return linesOf(text);
  if (kind === 'tables') return text === '' ? [] : (JSON.parse(text) as unknown);
  return kind === 'text' || kind === 'url' ? text : input;
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** What is wrong with a field by the setting's own kind and range, in a sentence; undefined when nothing is. */
export function problemOf(setting: Kind, input: Input): string | undefined {
  const [issue] = v.safeParse(schemaOf(setting), input).issues ?? [];
  return issue?.message;
}

function schemaOf(setting: Kind): v.GenericSchema<unknown, unknown> {
  switch (setting.kind) {
    case 'number':
      return numberIn(setting);
    case 'flag':
      return v.boolean();
    case 'choice':
      return v.picklist(setting.options ?? [], words().wrong.choice);
    case 'url':
      return addressLike(setting.range);
    case 'list':
      return listOf(setting.range);
    case 'tables':
      return v.pipe(v.string(), v.check(isTables, words().wrong.tables));
    case 'text':
      return textOf(setting.range);
  }
}

function numberIn({ bounds }: Kind) {
  const wrong = words().wrong;
  if (bounds === null) return v.number(wrong.number);
  const { min, max, whole, special } = bounds;
  const range = wrong.range(number(min, 3), number(max, 3));
  const inRange = v.pipe(
    v.number(wrong.number),
    v.check((value) => !whole || Number.isInteger(value), wrong.whole),
    v.minValue(min, range),
    v.maxValue(max, range),
  );
  return special === null ? inRange : v.union([v.literal(special.value), inRange], (issue) => inner(issue) ?? range);
}

/** Why the range refused it: what is not the one special value was meant for the range. */
function inner(issue: v.UnionIssue<v.BaseIssue<unknown>>): string | undefined {
  return issue.issues?.find(({ type }) => type !== 'literal')?.message;
}

/** Networks where the range names them: `IP addresses, CIDR blocks, loopback`. What else there is to them the server says. */
function listOf(range: string) {
  const wrong = words().wrong;
  const named = range.split(', ');
  const isWrong = (line: string) => named.includes('CIDR blocks') && !named.includes(line) && !isNetwork(line);
  return v.pipe(
    v.string(),
    v.check((text) => linesOf(text).every((line) => !/\s/.test(line)), wrong.line),
    v.check(
      (text) => !linesOf(text).some(isWrong),
      ({ input }) => wrong.network(linesOf(String(input)).find(isWrong) ?? ''),
    ),
  );
}

/** An address, or one with the length of its prefix; a prefix of none would be all addresses there are. */
function isNetwork(line: string): boolean {
  const [address = '', length, ...more] = line.split('/');
  const most = v.is(v.pipe(v.string(), v.ipv4()), address) ? 32 : 128;
  if (more.length > 0 || !v.is(v.pipe(v.string(), v.ip()), address)) return false;
  return length === undefined || (/^[1-9]\d{0,2}$/.test(length) && Number(length) <= most);
}

/** By the beginnings and words that the range names: `http://`, `direct`, `empty`. */
function addressLike(range: string) {
  const wrong = words().wrong;
  const beginnings = [...range.matchAll(/[a-z0-9]+:\/\//g)].map(([beginning]) => beginning);
  const mayBe = (text: string) =>
    (text === '' && range.includes('empty')) || (text === 'direct' && range.includes('direct'));
  return v.pipe(
    v.string(),
    v.trim(),
    v.check(
      (text) => mayBe(text) || beginnings.some((beginning) => text.startsWith(beginning)),
      wrong.beginning(beginnings),
    ),
    v.check((text) => mayBe(text) || URL.canParse(text), wrong.address),
  );
}

/** By the lengths that the range names: `1 to 100 characters`, `up to 200 printable ASCII characters`. */
function textOf(range: string) {
  const [, from, to] = /(?:(\d+) to|up to) (\d+)/.exec(range) ?? [];
  const [min, max] = [Number(from ?? 0), Number(to ?? Number.POSITIVE_INFINITY)];
  const wrong = words().wrong;
  return v.pipe(
    v.string(),
    v.trim(),
    v.minLength(min, wrong.empty),
    v.maxLength(max, wrong.long(max)),
    v.check((text) => !range.includes('ASCII') || /^[!-~]*$/.test(text), wrong.ascii),
  );
}

function isTables(text: string): boolean {
  if (text.trim() === '') return true;
  try {
    return v.is(v.array(v.looseObject({ name: v.string(), key: v.string() })), JSON.parse(text));
  } catch {
    return false;
  }
}
