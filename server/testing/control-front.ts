import { type RunningProgram, startProgram } from './child-process.ts';
import type { ServiceProcess } from './service-process.ts';

/** The half for operators (`FLOW2API_ROLE=control`) before a service that runs as `shim`, on a port that is free. */
export function startControlFront(
  { dataDir }: Pick<ServiceProcess, 'dataDir'>,
  env: Record<string, string> = {},
): RunningProgram {
  return startProgram('server/main.ts', [], {
    FLOW2API_ROLE: 'control',
    FLOW2API_DATA_DIR: dataDir,
    FLOW2API_SERVER__HOST: '127.0.0.1',
    FLOW2API_SERVER__PORT: '0',
    ...env,
  });
}
