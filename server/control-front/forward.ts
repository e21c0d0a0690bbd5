import {
  Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { connect } from 'node:net';
import { type Duplex, finished } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PEER_HEADER } from '../control/http/inner-line.ts';
import { endToEnd } from './end-to-end.ts';
import { type Failing, failingBy } from './failing.ts';
import { presentFailing } from './present-failing.ts';

export interface ForwardDeps {
  /** Path of the socket on which the service listens. */
  socketPath: string;
}

/** A connection for each request: one that was kept could have been closed at the other end just when it is used again. */
const ONE_EACH = new Agent({ keepAlive: false });

export type Forward = ReturnType<typeof createForward>;

/** Hands requests on to the service and its answers back, byte by byte as they come, streams included. */
export function createForward({ socketPath }: ForwardDeps) {
  /** Connections of WebSockets, which their server forgets. */
  const upgraded = new Set<Duplex>();

  return {
    handler(incoming: IncomingMessage, response: ServerResponse): void {
      const { method, url } = incoming;
      const headers = { ...headersOf(incoming), ...framingOf(incoming), connection: STAYS_OPEN };
      const outgoing = request({ agent: ONE_EACH, socketPath, method, path: url, headers });
      let isAnswered = false;
      response.once('close', () => outgoing.destroy());
      outgoing.on('error', (cause) => {
        if (isAnswered || response.destroyed) return; // how an answer ends is its own affair
        incoming.unpipe(outgoing);
        tell(failingBy(cause), incoming, response);
      });
      outgoing.once('response', (answer) => {
        isAnswered = true;
        // What of the body is still to come decides nothing any more, and to write it could break the connection meanwhile.
        incoming.unpipe(outgoing);
        response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
        pipeline(answer, response, { end: false }).then(
          () => endOnceHeard(incoming, response),
          () => response.destroy(),
        );
      });
      incoming.pipe(outgoing);
    },

    /** The same for WebSockets. */
    upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
      const { upgrade } = incoming.headers;
      upgraded.add(socket);
      socket.once('close', () => upgraded.delete(socket));
      const line = connect(socketPath);
      const refuse = (cause: Error) => {
        socket.once('finish', () => socket.destroy()); // a client that keeps its side open would hold ours
        socket.end(refusalOf(failingBy(cause), incoming));
      };
      line.once('error', refuse);
      socket.on('error', () => line.destroy());
      socket.once('close', () => line.destroy());
      line.once('connect', () => {
        line.off('error', refuse);
        line.on('error', () => socket.destroy());
        line.once('close', () => socket.destroy());
        line.write(
          headOf(incoming, { ...headersOf(incoming), ...framingOf(incoming), connection: 'upgrade', upgrade }),
        );
        line.write(head);
        socket.pipe(line).pipe(socket);
      });
    },

    /** Ends all WebSockets; their clients connect again. */
    cutUpgraded(): void {
      for (const socket of upgraded) socket.destroy();
    },
  };
}

/** From where it came is for the service to tell, by the settings that hold there now. */
const headersOf = ({ headers, socket }: IncomingMessage): IncomingHttpHeaders => ({
  ...endToEnd(headers),
  [PEER_HEADER]: socket.remoteAddress ?? '',
});

/** Else the service would close it with its answer, however much of the body was still on its way. */
const STAYS_OPEN = 'keep-alive';

/** A body without a length keeps the form that it came in. */
function framingOf({ headers }: IncomingMessage): IncomingHttpHeaders {
  const encoding = headers['transfer-encoding'];
  return encoding === undefined ? {} : { 'transfer-encoding': encoding };
}

/** Whoever waits is told why the service does not answer. */
function tell(failing: Failing, incoming: IncomingMessage, response: ServerResponse): void {
  const { headers, body } = presentFailing(failing, incoming);
  response.writeHead(failing.status, headers);
  response.write(body);
  endOnceHeard(incoming, response);
}

/** Lets the rest of the request come, and go: a connection that is closed before loses the answer on its way. */
function endOnceHeard(incoming: IncomingMessage, response: ServerResponse): void {
  finished(incoming.resume(), () => response.end());
}

function headOf({ method, url }: IncomingMessage, headers: IncomingHttpHeaders): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((text) => `${name}: ${text}`),
  );
  return [`${method} ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

/** To who asked for a WebSocket. */
function refusalOf(failing: Failing, incoming: IncomingMessage): string {
  const { headers, body } = presentFailing(failing, incoming);
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${failing.status} ${STATUS_CODES[failing.status]}`, ...lines, '', body].join('\r\n');
}
