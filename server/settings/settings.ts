import { readFileSync } from 'node:fs';
import { type NamedSetting, SETTINGS, type Settings } from '../../schema/settings.ts';
import { warnings } from './cross-checks.ts';
import type { Environment } from './environment-layer.ts';
import type { SettingsFile } from './file-layer.ts';
import { type LoadedSettings, loadSettings } from './load-settings.ts';
import { locate } from './locations.ts';
import { maskValue, type Source } from './problem.ts';

/** One setting with its value in force, for operators. */
export interface DescribedSetting
  extends Pick<
    NamedSetting,
    'section' | 'name' | 'key' | 'variable' | 'kind' | 'unit' | 'range' | 'restart' | 'secret' | 'description'
  > {
  /** Secrets show at most their last four characters. */
  value: unknown;
  default: unknown;
  source: Source;
  /** The file, variable or table behind `source`; null at the default. */
  where: string | null;
}

export interface SettingsDeps {
  env: Environment;
  /** What an operator saved, by `section.name`. */
  stored: Readonly<Record<string, unknown>>;
  /** The settings file; by default the one that the environment names, else the project's own. A named file must exist. */
  file?: string | undefined;
}

/**
 * The settings in force. `current()` is to be called where a value is used, not kept.
 * @throws SettingsError listing everything that is wrong
 */
export function createSettings({ env, stored, file }: SettingsDeps) {
  const { settingsFile, settingsFileNamed } = locate(env);
  const path = file ?? settingsFile;
  const mustExist = file !== undefined || settingsFileNamed;
  let loaded = load(stored);

  function load(rows: SettingsDeps['stored']): LoadedSettings {
    return loadSettings({ file: readSettingsFile(path, mustExist), env, stored: rows });
  }

  return {
    current: (): Settings => loaded.settings,

    /** Every setting, in the file's order. */
    describe: (): DescribedSetting[] => SETTINGS.map((setting) => describeSetting(setting, loaded)),

    /** What was left aside, and what is allowed but unwise, one sentence each. */
    warnings: (): string[] => [...loaded.warnings, ...warnings(loaded.settings)],

    /**
     * Reads the file again and takes these database rows, all or nothing. Returns the keys whose value changed.
     * @throws SettingsError and then nothing has changed
     */
    reload(rows: SettingsDeps['stored']): string[] {
      const before = loaded;
      loaded = load(rows);
      return SETTINGS.map(({ key }) => key).filter((key) => !same(before.values.get(key), loaded.values.get(key)));
    },
  };
}

function describeSetting(setting: NamedSetting, loaded: LoadedSettings): DescribedSetting {
  const { section, name, key, variable, kind, unit, range, restart, secret, description } = setting;
  const origin = loaded.origins.get(key);
  return {
    ...{ section, name, key, variable, kind, unit, range, restart, secret, description },
    value: maskValue(setting, loaded.values.get(key)),
    default: setting.default,
    source: origin?.source ?? 'default',
    where: origin?.where ?? null,
  };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function readSettingsFile(path: string, mustExist: boolean): SettingsFile | undefined {
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT') return { path, unreadable: `cannot be read (${code ?? 'unknown error'})` };
    return mustExist ? { path, unreadable: 'does not exist' } : undefined;
  }
}
