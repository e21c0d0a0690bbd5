import { SETTINGS } from '../../schema/settings.ts';
import type { LoadedSettings } from './load-settings.ts';
import { bracketed, type Source } from './problem.ts';
import { same } from './same.ts';

/** A setting whose value the file has changed, to no effect: what is saved, or the environment, wins over it. */
export interface ShadowedSetting {
  /** `section.name`. */
  key: string;
  /** What decides instead. */
  source: Extract<Source, 'database' | 'environment'>;
  /** The table, or the environment variable. */
  where: string;
}

/** What another text of the file says anew that does not hold. A value that is in force anyway is none. */
export function newlyShadowed(before: LoadedSettings, after: LoadedSettings): ShadowedSetting[] {
  const keys = SETTINGS.map(({ key }) => key).filter((key) => !same(before.filed.get(key), after.filed.get(key)));
  return stillShadowed(after, keys);
}

/** Those of these settings for which another source than the file decides otherwise. */
export function stillShadowed(loaded: LoadedSettings, keys: readonly string[]): ShadowedSetting[] {
  return SETTINGS.filter(({ key }) => keys.includes(key)).flatMap(({ key, default: usual }) => {
    const origin = loaded.origins.get(key);
    if (origin === undefined || (origin.source !== 'database' && origin.source !== 'environment')) return [];
    const wanted = loaded.filed.has(key) ? loaded.filed.get(key) : usual;
    return same(wanted, loaded.values.get(key)) ? [] : [{ key, source: origin.source, where: origin.where }];
  });
}

/** For the log, with what to do about it. */
export function shadowedInWords({ key, source, where }: ShadowedSetting): string {
  return source === 'environment'
    ? `${bracketed(key)}, which the environment variable ${where} sets`
    : `${bracketed(key)}, of which another value is saved (reset it for the file to hold)`;
}
