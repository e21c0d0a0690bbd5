import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createShim } from '../shim/app.ts';
import { answerParserFaults } from '../shim/parser-fault.ts';
import { createConsole } from './console/console.ts';
import { consolePathOf, isApiPath } from './console/paths.ts';
import type { Control } from './control/control.ts';
import { createControlWhenAsked } from './control/control-when-asked.ts';
import { believeCallers, innerAddress } from './control/http/inner-line.ts';
import { isControlPath } from './control/paths.ts';
import { withRequestId } from './observability/request-context.ts';
import { reachable } from './reachable.ts';
import { type Role, readRole } from './role.ts';
import { createServices, type Services } from './services.ts';
import { locate } from './settings/locations.ts';
import { StartProblem } from './start-problem.ts';

/** Above the idle time of the usual reverse proxies, so that they close connections and not we, in the middle of a request. */
const KEEP_ALIVE_MS = 75_000;
/** Of what systems take for the path of a socket, the least. */
const LONGEST_SOCKET_PATH = 103;
/** Where operators go when this process does not serve them. */
const ELSEWHERE = 'http://<address of the process with FLOW2API_ROLE=control>';
const IDLE_CHECK_MS = 50;
/** For telling those who still wait that their job goes on. */
const LAST_WORDS_MS = 1_000;

keepFromOthers();
try {
  const role = readRole(process.env);
  if (role === 'control') await (await import('./control-front/run.ts')).runControlFront(process.env);
  else await run(role);
} catch (cause) {
  const problem = StartProblem.from(cause);
  process.stderr.write(`${problem.message}\n`);
  process.exit(1);
}

/** What a run leaves behind holds what callers asked for: nothing for other users of the machine. Never opens more than is usual here. */
function keepFromOthers(): void {
  const usual = process.umask(0o027);
  process.umask(usual | 0o027);
}

async function run(role: Exclude<Role, 'control'>): Promise<void> {
  const services = await createServices(process.env);
  const shim = createShim(services.shim);
  const control = createControlWhenAsked(services.control);
  const webConsole = createConsole({ settings: services.control.settings });
  /** All that operators have, so that nothing of it can be reached past the gate. */
  const forOperators = services.gate.before({
    handler: (request, response) => (consolePathOf(request) === null ? control : webConsole).handler(request, response),
    upgrade: control.upgrade,
  });
  const allOf = (request: IncomingMessage) => {
    if (isApiPath(request.url)) return shim;
    return consolePathOf(request) !== null || isControlPath(request.url) ? forOperators : shim;
  };

  function serving(surfaceOf: (request: IncomingMessage) => Pick<Control, 'handler'>): Server {
    const server = createServer({ requireHostHeader: false }, (request, response) => {
      const { handler } = surfaceOf(request);
      withRequestId(services.shim.newRequestId(), () => handler(request, response));
    });
    answerParserFaults(server, services.shim);
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    return server;
  }

  const server = serving(role === 'all' ? allOf : () => shim);
  const inner = role === 'all' ? null : serving(allOf);
  (inner ?? server).on('upgrade', forOperators.upgrade);
  try {
    if (inner !== null) await listenInside(inner, innerAddress(locate(process.env).dataDir));
    await listen(server, services, role);
  } catch (cause) {
    inner?.close();
    await services.close();
    throw cause;
  }
  stopOnSignal(inner === null ? [server] : [server, inner], services, control);
  process.on('SIGHUP', services.reloadSettings);
}

/** For the process of the role `control`. A socket that a killed process left is taken away: the data folder is ours alone. */
async function listenInside(server: Server, path: string): Promise<void> {
  if (Buffer.byteLength(path) > LONGEST_SOCKET_PATH) {
    throw new StartProblem(`${path} is too long for a socket. Name a shorter data folder with FLOW2API_DATA_DIR.`);
  }
  await rm(path, { force: true });
  believeCallers(server);
  server.listen(path);
  await once(server, 'listening');
}

async function listen(server: Server, { settings, log, announce }: Services, role: Role): Promise<void> {
  const { host, port } = settings().server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(StartProblem.ofListening(cause, host, port)));
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  const url = `http://${reachable(host)}:${bound}`;
  log.info({ url }, 'listening');
  await announce(role === 'all' ? url : ELSEWHERE);
}

/** The first signal lets open answers end within a bound; the second exits at once. What is unfinished is in the database. */
function stopOnSignal(servers: Server[], services: Services, control: Control): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    services.log.info({ signal }, 'stopping: open answers may end, new requests are refused');
    void stop(servers, services, control).then(
      () => process.exit(0),
      (cause: unknown) => {
        process.stderr.write(
          `Stopping failed: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`,
        );
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

async function stop(servers: readonly Server[], services: Services, control: Control): Promise<void> {
  services.stopAccepting();
  await control.close();
  const ended = Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  // A connection whose last answer has ended would otherwise be kept for the next request until it times out.
  const idle = setInterval(() => servers.forEach((server) => void server.closeIdleConnections()), IDLE_CHECK_MS);
  const bound = setTimeout(() => {
    services.log.warn('some answers did not end within shutdown_timeout; their jobs go on at the next start');
    services.endWatches();
    setTimeout(() => servers.forEach((server) => void server.closeAllConnections()), LAST_WORDS_MS);
  }, services.settings().server.shutdownTimeout * 1000);
  await ended;
  clearTimeout(bound);
  clearInterval(idle);
  await services.close();
}
