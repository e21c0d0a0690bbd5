import type { NamedSetting } from '../../schema/settings.ts';
import { maskValue } from './problem.ts';
import { same } from './same.ts';

/**
 * Puts the secrets of a setting back that came in as they were shown, hidden: of keys with a name that is known, so that one
 * limit can be changed without anybody's key at hand. What stays hidden is null in `value`.
 */
export function unhide(
  setting: NamedSetting,
  given: unknown,
  current: unknown,
): { value: unknown; problem: string | null } {
  if (!setting.secret) return { value: given, problem: null };
  if (setting.kind === 'tables') return unhideTables(given, current);
  const isShown = given !== '' && same(given, maskValue(setting, current));
  if (isShown && !same(given, current)) return { value: null, problem: HIDDEN };
  return { value: given, problem: typeof given === 'string' && STARS.test(given) ? HIDDEN : null };
}

const HIDDEN = 'is the hidden form of a secret; leave it out to keep the secret, or give it in full';
const STARS = /^\*{4}|[:/]\*{4}@/;

function unhideTables(given: unknown, current: unknown): { value: unknown; problem: string | null } {
  if (!Array.isArray(given) || !Array.isArray(current)) return { value: given, problem: null };
  const known = new Map(current.map((table: { name?: unknown; key?: unknown }) => [table.name, table.key]));
  let problem: string | null = null;
  const value = given.map((table: unknown, index) => {
    if (!isTable(table) || typeof table.key !== 'string' || !STARS.test(table.key)) return table;
    const key = known.get(table.name);
    if (key === undefined) problem = `item ${index + 1} key ${HIDDEN}`;
    return { ...table, key: key ?? table.key };
  });
  return { value, problem };
}

function isTable(value: unknown): value is { name?: unknown; key?: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
