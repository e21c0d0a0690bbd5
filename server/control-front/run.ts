import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { consolePathOf } from '../console/paths.ts';
import { innerAddress } from '../control/http/inner-line.ts';
import { isControlPath } from '../control/paths.ts';
import { reachable } from '../reachable.ts';
import { readListening } from '../settings/listening.ts';
import { locate } from '../settings/locations.ts';
import { StartProblem } from '../start-problem.ts';
import { createForward, type Forward } from './forward.ts';

const HEARD_BY_NOBODY = JSON.stringify({
  error: {
    code: 'not_found',
    message: 'This address serves operators (FLOW2API_ROLE=control). The API is at the address of the other process.',
  },
});
const UNUSED =
  'These variables do nothing here: the other process (FLOW2API_ROLE=shim) decides all but where this one listens, so set them there';
/** Of the service's own paths, those that the console needs beside its own. */
const OF_SERVICE = /^\/(?:files\/|health$|ready$)/;

/**
 * The process of `FLOW2API_ROLE=control`: a way to the console and the control plane of the service that runs on the same data
 * folder, and alone knows from where operators may come. It opens no database; where it listens is read from file and environment, once.
 * @throws SettingsError, StartProblem
 */
export async function runControlFront(env: NodeJS.ProcessEnv): Promise<void> {
  const { host, port, unused } = readListening(env);
  const log = pino({
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
  });
  if (unused.length > 0) log.warn({ variables: unused }, UNUSED);
  const forward = createForward({ socketPath: innerAddress(locate(env).dataDir) });
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const isOperators = consolePathOf(request) !== null || isControlPath(request.url);
    if (isOperators || OF_SERVICE.test(path)) forward.handler(request, response);
    else refuse(response);
  });
  server.on('upgrade', forward.upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(StartProblem.ofListening(cause, host, port)));
    server.listen(port, host, resolve);
  });
  log.info({ url: `http://${reachable(host)}:${(server.address() as AddressInfo).port}`, host }, 'listening');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(server, forward));
}

function refuse(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'application/json' }).end(HEARD_BY_NOBODY);
}

/** Nothing is lost with an open connection: streams resume, and the service goes on. */
function stop(server: Server, forward: Forward): void {
  server.close(() => process.exit(0));
  server.closeAllConnections();
  forward.cutUpgraded();
}
