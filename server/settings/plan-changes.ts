import { type NamedSetting, SETTINGS } from '../../schema/settings.ts';
import { unhide } from './hidden.ts';
import { nearestName } from './nearest-name.ts';
import { bracketed, type SettingProblem, SettingsError, showValue } from './problem.ts';
import { type RefusalFacts, refusals } from './refusals.ts';
import { same } from './same.ts';
import type { Candidate, SettingsService } from './settings.ts';

/** What is to be saved, by `section.name`; null takes away what was saved, so that file or default hold again. */
export type SettingChanges = Readonly<Record<string, unknown>>;

/** What a save would come to. */
export interface Plan {
  /** Null when there are problems. */
  candidate: Candidate | null;
  problems: readonly SettingProblem[];
  /** All that would be saved then. */
  saved: Record<string, unknown>;
  /** Of the changes those that make a difference to what is saved. */
  written: { key: string; before: unknown; after: unknown }[];
}

type Saved = Readonly<Record<string, unknown>>;

/** Checks changes the way that saving them would: each by itself, and the whole set together. Changes nothing. */
export function planChanges(
  settings: SettingsService,
  saved: Saved,
  changes: SettingChanges,
  facts: RefusalFacts,
): Plan {
  const problems: SettingProblem[] = [];
  const next: Record<string, unknown> = { ...saved };
  for (const [key, given] of Object.entries(changes)) {
    const checked = checkChange(settings, key, given ?? null);
    if ('problem' in checked) problems.push(checked);
    else if (checked.value === null) delete next[key];
    else next[key] = checked.value;
  }
  const considered = considerAll(settings, next);
  problems.push(...('loaded' in considered ? refused(settings, considered, facts) : considered));
  const candidate = 'loaded' in considered && problems.length === 0 ? considered : null;
  return { candidate, problems, saved: next, written: differences(saved, next) };
}

function checkChange(settings: SettingsService, key: string, given: unknown): SettingProblem | { value: unknown } {
  const setting = SETTINGS.find((known) => known.key === key);
  if (setting === undefined) return asProblem(key, null, `is no setting${suggestion(key)}`);
  const lock = settings.lockedBy(key);
  const shown = given === null ? null : showValue(setting, given);
  if (lock !== null) return asProblem(key, shown, `is set by the environment variable ${lock}; change it there`);
  if (given === null) return { value: null };
  const { value, problem } = unhide(setting, given, settings.writtenValueOf(key));
  return problem === null ? { value } : asProblem(key, shown, problem);
}

function asProblem(key: string, given: string | null, problem: string): SettingProblem {
  return { source: 'database', where: 'what is to be saved', key, given, problem, allowed: null };
}

function suggestion(key: string): string {
  const keys = SETTINGS.map((setting) => setting.key);
  const meant = SETTINGS.find(({ name }) => name === key)?.key ?? nearestName(key, keys);
  return meant === null ? '' : `; did you mean ${bracketed(meant)}?`;
}

function considerAll(settings: SettingsService, next: Saved): Candidate | readonly SettingProblem[] {
  try {
    return settings.consider(next);
  } catch (cause) {
    if (cause instanceof SettingsError) return cause.problems;
    throw cause;
  }
}

function refused(
  settings: SettingsService,
  { settings: next, loaded }: Candidate,
  facts: RefusalFacts,
): SettingProblem[] {
  return refusals(settings.current(), next, facts).map(({ key, problem }) =>
    asProblem(key, showValue(settingOf(key), loaded.values.get(key)), problem),
  );
}

function differences(saved: Saved, next: Saved): Plan['written'] {
  const keys = new Set([...Object.keys(saved), ...Object.keys(next)]);
  return [...keys]
    .map((key) => ({ key, before: saved[key] ?? null, after: next[key] ?? null }))
    .filter(({ before, after }) => !same(before, after));
}

/** The setting of that name, which is there. */
export function settingOf(key: string): NamedSetting {
  const setting = SETTINGS.find((known) => known.key === key);
  if (setting === undefined) throw new Error(`There is no setting ${key}.`);
  return setting;
}
