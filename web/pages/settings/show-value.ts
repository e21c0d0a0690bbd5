import { number, span } from '../../format.ts';
import { said } from '../../said/said.ts';
import type { Setting } from './types.ts';
import { words } from './words.ts';

type Shown = Pick<Setting, 'key' | 'kind' | 'unit' | 'bounds'>;

/** The name of a setting; a key that nobody has named yet shows as it is. */
export const nameOf = (key: string): string => words().fields[key] ?? key;

/** A value in words: `1,500 s`, `no limit`, `on`. */
export function showValue(setting: Shown | undefined, value: unknown): string {
  const special = setting?.bounds?.special;
  if (special != null && special.value === value) return meaning(special.meaning);
  if (typeof value === 'boolean') return value ? words().on : words().off;
  if (typeof value === 'number') return withUnit(plainNumber(setting?.key, value), setting?.unit);
  if (value === '' || value === null || value === undefined) return words().empty;
  if (setting?.kind === 'tables') return words().tables((value as unknown[]).length);
  if (Array.isArray(value)) return value.length === 0 ? words().empty : value.join(', ');
  return setting === undefined ? JSON.stringify(value) : choiceLabel(setting.key, String(value));
}

/** A port is no count: it has no comma. */
const plainNumber = (key: string | undefined, value: number): string =>
  key?.endsWith('port') ? String(value) : number(value, 3);

const withUnit = (text: string, unit: string | null | undefined): string =>
  unit == null ? text : `${text} ${unitOf(unit)}`;

export const unitOf = (unit: string): string => words().units[unit] ?? unit;
export const meaning = (text: string): string => words().meanings[text] ?? text;

/** What the word of a choice means. */
export function choiceLabel(key: string, value: string): string {
  const labels = words().choices[key];
  return labels !== undefined && Object.hasOwn(labels, value) ? (labels[value] ?? value) : value;
}

/** What is allowed: `0.1–86,400 s`. Empty where the control itself shows it. */
export function rangeText({ kind, bounds, range, unit, key }: Setting): string {
  if (kind === 'flag' || kind === 'choice' || kind === 'tables') return '';
  if (bounds === null) return said(range);
  return withUnit(words().allowed(plainNumber(key, bounds.min), plainNumber(key, bounds.max)), unit);
}

const UNIT_MS: Record<string, number> = { s: 1_000 };
const LONG_MS = 120_000;

/** Whether a value is another one than the default, wherever it is set. */
export const isOwn = ({ value, default: standard }: Pick<Setting, 'value' | 'default'>): boolean =>
  JSON.stringify(value) !== JSON.stringify(standard);

/** A long time in larger units: `7 d`. Empty for what is short, or is no time. */
export function longTime(unit: string | null, value: unknown): string {
  const ms = typeof value === 'number' ? value * (UNIT_MS[unit ?? ''] ?? 0) : 0;
  return ms >= LONG_MS ? span(ms) : '';
}
