import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from './environment-layer.ts';

const PROJECT_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Where the settings file and the data folder are, as absolute paths. */
export interface Locations {
  settingsFile: string;
  /** True when an operator named the file, so that its absence is an error. */
  settingsFileNamed: boolean;
  dataDir: string;
}

/**
 * Reads `FLOW2API_CONFIG` and `FLOW2API_DATA_DIR`. What they name is relative to the working directory, as a shell user
 * expects; the defaults are relative to the project, so that the service finds them wherever it is started from.
 */
export function locate(env: Environment): Locations {
  const { FLOW2API_CONFIG: config = '', FLOW2API_DATA_DIR: data = '' } = env;
  return {
    settingsFile: config === '' ? resolve(PROJECT_ROOT, 'config/setting.toml') : resolve(config),
    settingsFileNamed: config !== '',
    dataDir: data === '' ? resolve(PROJECT_ROOT, 'data') : resolve(data),
  };
}
