import { type Environment, environmentLayer } from './environment-layer.ts';
import { loadSettings } from './load-settings.ts';
import { locate } from './locations.ts';
import { readSettingsFile } from './settings.ts';

const KEYS: ReadonlySet<string> = new Set(['server.host', 'server.port']);

/** Where a process listens that does nothing but pass on. */
export interface Listening {
  host: string;
  port: number;
  /** Variables that set what the other process decides. */
  unused: string[];
}

/**
 * Reads where to listen from file and environment. What else stands there is for the process that uses it, which reads the
 * database as well: here it is not judged.
 * @throws SettingsError
 */
export function readListening(env: Environment): Listening {
  const { settingsFile, settingsFileNamed } = locate(env);
  const file = readSettingsFile(settingsFile, settingsFileNamed);
  const { host, port } = loadSettings({ file, env, stored: {}, only: KEYS }).settings.server;
  const others = environmentLayer(env).given.filter(({ setting }) => !KEYS.has(setting.key));
  return { host, port, unused: others.map(({ where }) => where) };
}
