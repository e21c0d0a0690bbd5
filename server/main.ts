import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createShim } from '../shim/app.ts';
import { answerParserFaults } from '../shim/parser-fault.ts';
import { withRequestId } from './observability/request-context.ts';
import { createServices, type Services } from './services.ts';
import { StartProblem } from './start-problem.ts';

/** Above the idle time of the usual reverse proxies, so that they close connections and not we, in the middle of a request. */
const KEEP_ALIVE_MS = 75_000;
const IDLE_CHECK_MS = 50;
/** For telling those who still wait that their job goes on. */
const LAST_WORDS_MS = 1_000;

keepFromOthers();
try {
  await run();
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

async function run(): Promise<void> {
  const services = await createServices(process.env);
  const shim = createShim(services.shim);
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    withRequestId(services.shim.newRequestId(), () => shim.handler(request, response));
  });
  answerParserFaults(server, services.shim);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  try {
    await listen(server, services);
  } catch (cause) {
    await services.close();
    throw cause;
  }
  stopOnSignal(server, services);
}

async function listen(server: Server, { settings, log, announce }: Services): Promise<void> {
  const { host, port } = settings().server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(StartProblem.ofListening(cause, host, port)));
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  log.info({ url: `http://${reachable(host)}:${bound}` }, 'listening');
  await announce();
}

/** An address that a client on this machine can use: nobody can connect to "all interfaces". */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** The first signal lets open answers end within a bound; the second exits at once. What is unfinished is in the database. */
function stopOnSignal(server: Server, services: Services): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    services.log.info({ signal }, 'stopping: open answers may end, new requests are refused');
    void stop(server, services).then(
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

async function stop(server: Server, services: Services): Promise<void> {
  services.stopAccepting();
  const ended = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection whose last answer has ended would otherwise be kept for the next request until it times out.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const bound = setTimeout(() => {
    services.log.warn('some answers did not end within shutdown_timeout; their jobs go on at the next start');
    services.endWatches();
    setTimeout(() => server.closeAllConnections(), LAST_WORDS_MS);
  }, services.settings().server.shutdownTimeout * 1000);
  await ended;
  clearTimeout(bound);
  clearInterval(idle);
  await services.close();
}
