import type { NamedSetting } from '../../schema/settings.ts';
import { maskProxyUrl, maskSecret } from '../observability/mask.ts';

/** Where a value came from. Later ones win: default, file, database, environment. */
export type Source = 'default' | 'file' | 'database' | 'environment';

const HIDDEN = '****';

/** One thing that is wrong with the configuration. */
export interface SettingProblem {
  source: Source;
  /** The file, the variable or the table, so that an operator finds it. */
  where: string;
  /** `section.name`; null when the problem is not about one setting. */
  key: string | null;
  /** The value as given, secrets masked; null when there is none to show. */
  given: string | null;
  /** What is wrong, as a part of a sentence. */
  problem: string;
  /** What would be right; null when there is no range to name. */
  allowed: string | null;
}

/** The configuration cannot be used. Its message lists every problem, one a line. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    const head = problems.length === 1 ? 'A setting is wrong:' : `${problems.length} settings are wrong:`;
    super([head, ...problems.map((problem) => `  - ${problemLine(problem)}`)].join('\n'));
    this.problems = problems;
  }
}

function problemLine(problem: SettingProblem): string {
  return `${problem.where}: ${wordsOf(problem)}`;
}

/** A problem in words, without where the value came from. */
export function wordsOf({ key, given, problem, allowed }: SettingProblem): string {
  const subject = key === null ? '' : `${bracketed(key)}${given === null ? '' : ` = ${given}`}: `;
  const range = allowed === null ? '' : ` (allowed: ${allowed})`;
  return `${subject}${problem}${range}`;
}

/** `flow.timeout` as it stands in the file: `[flow] timeout`. */
export function bracketed(key: string): string {
  const dot = key.indexOf('.');
  return dot === -1 ? key : `[${key.slice(0, dot)}] ${key.slice(dot + 1)}`;
}

/** A value as it may be shown: secrets masked, long ones cut. */
export function showValue(setting: NamedSetting, value: unknown): string {
  // A secret may be digits whose quotes were forgotten.
  if (typeof value === 'number' && !setting.secret) return String(value);
  // In what is no table, or misspelt, the secret may stand anywhere.
  if (setting.secret && setting.kind === 'tables') return HIDDEN;
  const shown = JSON.stringify(setting.secret ? maskValue(setting, value) : value) ?? String(value);
  return shown.length > 120 ? `${shown.slice(0, 117)}…` : shown;
}

/** The value with its secret part hidden; values that are no secret stay as they are. */
export function maskValue(setting: NamedSetting, value: unknown): unknown {
  if (!setting.secret) return value;
  if (setting.kind === 'tables' && Array.isArray(value)) return value.map(maskKey);
  if (typeof value !== 'string') return HIDDEN;
  if (setting.key === 'global.admin_password') return value === '' ? '' : HIDDEN; // short, and often like others of its owner
  return setting.kind === 'url' ? maskProxyUrl(value) : maskSecret(value);
}

function maskKey(table: { key?: unknown }): unknown {
  return { ...table, key: typeof table.key === 'string' ? maskSecret(table.key) : HIDDEN };
}
