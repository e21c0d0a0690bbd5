import { readFileSync } from 'node:fs';
import { type NamedSetting, nestSettings, SETTINGS, type Settings } from '../../schema/settings.ts';
import { warnings } from './cross-checks.ts';
import type { Environment } from './environment-layer.ts';
import { fileLayer, type SettingsFile } from './file-layer.ts';
import { type LoadedSettings, loadSettings } from './load-settings.ts';
import { locate } from './locations.ts';
import { maskValue, type Source } from './problem.ts';
import { same } from './same.ts';
import { newlyShadowed, type ShadowedSetting } from './shadowed.ts';

/** One setting with its value in force, for operators. */
export interface DescribedSetting
  extends Pick<
    NamedSetting,
    | ('section' | 'name' | 'key' | 'variable' | 'kind' | 'unit' | 'range' | 'bounds' | 'options')
    | ('restart' | 'secret' | 'description')
  > {
  /** Secrets show at most their last four characters. */
  value: unknown;
  default: unknown;
  source: Source;
  /** The file, variable or table behind `source`; null at the default. */
  where: string | null;
  /** The environment variable that sets it, so that nothing else can; null where none does. */
  lockedBy: string | null;
  /** Whether the value waits for the next start: another one is in force until then. */
  pending: boolean;
}

export interface SettingsDeps {
  env: Environment;
  /** What an operator saved, by `section.name`. */
  stored: Readonly<Record<string, unknown>>;
  /** The settings file; by default the one that the environment names, else the project's own. A named file must exist. */
  file?: string | undefined;
}

/** Settings that were checked and are not in force yet. */
export interface Candidate {
  file: SettingsFile | undefined;
  loaded: LoadedSettings;
  /** What would be in force; what needs a restart stays as it was at the start. */
  settings: Settings;
  /** `section.name` of those whose value is another one than now. */
  keys: string[];
  /** What the file says anew to no effect. */
  shadowed: ShadowedSetting[];
}

const EMPTIED =
  'is empty, and held settings before: put them back, or take them out one by one; a comment in it says that it is meant to be empty, and so does a restart';

export type SettingsService = ReturnType<typeof createSettings>;

/**
 * The settings in force. `current()` is to be called where a value is used, not kept.
 * @throws SettingsError listing everything that is wrong
 */
export function createSettings({ env, stored, file: given }: SettingsDeps) {
  const { settingsFile, settingsFileNamed } = locate(env);
  const path = given ?? settingsFile;
  const mustExist = given !== undefined || settingsFileNamed;
  let file = readSettingsFile(path, mustExist);
  let loaded = loadSettings({ file, env, stored });
  let inForce = loaded.settings;
  const atStart = loaded.values;

  /**
   * A file that was there and is gone is a slip, or an editor at work, and one that is empty now a save that was cut off, as
   * on a full disk; neither ever means that all it said is taken back.
   */
  function readFile(): SettingsFile | undefined {
    const found = readSettingsFile(path, mustExist || file !== undefined);
    return isBlank(found) && setsAnything(file) ? { path, unreadable: EMPTIED } : found;
  }

  function consider(rows: SettingsDeps['stored'], from: SettingsFile | undefined = file): Candidate {
    const next = loadSettings({ file: from, env, stored: rows });
    const keys = SETTINGS.map(({ key }) => key).filter((key) => !same(loaded.values.get(key), next.values.get(key)));
    const shadowed = newlyShadowed(loaded, next);
    return { file: from, loaded: next, settings: withoutRestart(next, atStart), keys, shadowed };
  }

  function take(candidate: Candidate): void {
    ({ file, loaded } = candidate);
    inForce = candidate.settings;
  }

  return {
    /** Where the settings file is, or would be. */
    path,
    current: (): Settings => inForce,

    /** Every setting, in the file's order. */
    describe: (): DescribedSetting[] => SETTINGS.map((setting) => describeSetting(setting, loaded, atStart)),

    /** What was left aside, and what is allowed but unwise, one sentence each. */
    warnings: (): string[] => warningsOf(loaded),

    /** What these values would warn of beside what is warned of now. */
    newWarnings(candidate: Candidate): string[] {
      const known = new Set(warningsOf(loaded));
      return warningsOf(candidate.loaded).filter((warning) => !known.has(warning));
    },

    /** The value as it would be used, by `section.name`. */
    valueOf: (key: string): unknown => loaded.values.get(key),
    /** The value as it was written by whoever set it, by `section.name`. */
    writtenValueOf: (key: string): unknown => loaded.written.get(key) ?? loaded.values.get(key),

    /** The environment variable that sets it, so that nothing else can; null where none does. */
    lockedBy: (key: string): string | null => lockOf(key, loaded),

    /** The file as it is now; to be handed to `consider`. */
    readFile,

    /**
     * Checks these database rows together with all else, over the given file or the one that was taken last.
     * @throws SettingsError
     */
    consider,
    /** Puts what was checked in force. */
    take,

    /**
     * Reads the file again and takes these database rows, all or nothing. Returns the keys whose value changed.
     * @throws SettingsError and then nothing has changed
     */
    reload(rows: SettingsDeps['stored']): string[] {
      const candidate = consider(rows, readFile());
      take(candidate);
      return candidate.keys;
    },
  };
}

/** Half of the process would use the new value and half the old one, so nobody is shown it before the next start. */
function withoutRestart({ values }: LoadedSettings, atStart: ReadonlyMap<string, unknown>): Settings {
  const usable = SETTINGS.map(({ key, restart }) => [key, (restart ? atStart : values).get(key)] as const);
  return nestSettings(new Map(usable));
}

function warningsOf(loaded: LoadedSettings): string[] {
  return [...loaded.warnings, ...warnings(loaded.settings)];
}

function lockOf(key: string, { origins }: LoadedSettings): string | null {
  const origin = origins.get(key);
  return origin?.source === 'environment' ? origin.where : null;
}

function describeSetting(
  setting: NamedSetting,
  loaded: LoadedSettings,
  atStart: ReadonlyMap<string, unknown>,
): DescribedSetting {
  const { section, name, key, variable, kind, unit, range, bounds, options, restart, secret, description } = setting;
  const origin = loaded.origins.get(key);
  // Tables show as they are written, so that they can be changed and sent back.
  const value = kind === 'tables' ? (loaded.written.get(key) ?? setting.default) : loaded.values.get(key);
  return {
    ...{ section, name, key, variable, kind, unit, range, bounds, options, restart, secret, description },
    value: maskValue(setting, value),
    default: setting.default,
    source: origin?.source ?? 'default',
    where: origin?.where ?? null,
    lockedBy: lockOf(key, loaded),
    pending: restart && !same(atStart.get(key), loaded.values.get(key)),
  };
}

/** Without so much as a comment, which nobody writes by accident. */
const isBlank = (file: SettingsFile | undefined): boolean =>
  file !== undefined && 'text' in file && file.text.trim() === '';

const setsAnything = (file: SettingsFile | undefined): boolean =>
  file !== undefined && fileLayer(file).given.length > 0;

/** Undefined where there is none and need not be one. What is wrong with it is told when it is used. */
export function readSettingsFile(path: string, mustExist: boolean): SettingsFile | undefined {
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT') return { path, unreadable: `cannot be read (${code ?? 'unknown error'})` };
    return mustExist ? { path, unreadable: 'does not exist' } : undefined;
  }
}
