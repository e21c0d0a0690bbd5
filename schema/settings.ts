import { SERVICE_SECTIONS } from './settings/service-sections.ts';
import type { Setting } from './settings/setting.ts';
import { UPSTREAM_SECTIONS } from './settings/upstream-sections.ts';

/**
 * Every setting there is, by section and key as the TOML file spells them. The loader, the annotated file, the table in
 * docs/settings.md and whatever shows settings to an operator are all made from this.
 */
const SECTIONS = {
  global: SERVICE_SECTIONS.global,
  flow: UPSTREAM_SECTIONS.flow,
  server: SERVICE_SECTIONS.server,
  debug: SERVICE_SECTIONS.debug,
  proxy: UPSTREAM_SECTIONS.proxy,
  generation: UPSTREAM_SECTIONS.generation,
  admin: SERVICE_SECTIONS.admin,
  cache: SERVICE_SECTIONS.cache,
  plugin: SERVICE_SECTIONS.plugin,
  sandbox: UPSTREAM_SECTIONS.sandbox,
  retention: SERVICE_SECTIONS.retention,
};

type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;
type ValueOf<S> = S extends Setting<infer T> ? T : never;
type SectionValues<S> = { readonly [K in keyof S as CamelCase<K & string>]: ValueOf<S[K]> };

/** The values in force, for example `settings.flow.pollInterval` (seconds: units are those of the description). */
export type Settings = { readonly [S in keyof typeof SECTIONS]: SectionValues<(typeof SECTIONS)[S]> };

/** One setting together with its names. */
export interface NamedSetting extends Setting<unknown> {
  section: keyof Settings;
  /** As in the file, for example `poll_interval`. */
  name: string;
  /** As in `Settings`, for example `pollInterval`. */
  property: string;
  /** `section.name`, which is also how the database stores it. */
  key: string;
  /** The environment variable that overrides it, for example `FLOW2API_FLOW__POLL_INTERVAL`. */
  variable: string;
}

/** The same settings as a list, in the file's order. */
export const SETTINGS: readonly NamedSetting[] = Object.entries(SECTIONS).flatMap(([section, settings]) =>
  Object.entries<Setting<unknown>>(settings).map(([name, setting]) => ({
    ...setting,
    section: section as keyof Settings,
    name,
    property: camelCase(name),
    key: `${section}.${name}`,
    variable: `FLOW2API_${section}__${name}`.toUpperCase(),
  })),
);

/** Puts flat values (by `section.name`, one for every setting) into the nested form. */
export function nestSettings(values: ReadonlyMap<string, unknown>): Settings {
  const nested: Record<string, Record<string, unknown>> = {};
  for (const { section, property, key } of SETTINGS) {
    nested[section] ??= {};
    nested[section][property] = values.get(key);
  }
  return nested as unknown as Settings;
}

/** What is in force when nothing is configured. */
export const defaults: Settings = nestSettings(new Map(SETTINGS.map((setting) => [setting.key, setting.default])));

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
