import { type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { STRAIGHT_HEADER } from '../control/http/inner-line.ts';
import type { SeenFrom } from '../control/http/seen-from.ts';
import { AWAY } from './away.ts';
import { AWAY_PAGE } from './away-page.ts';

export interface ForwardDeps {
  /** Path of the socket on which the service listens. */
  socketPath: string;
  /** Where a request came from, for the service to know it. */
  seen(request: IncomingMessage): SeenFrom;
}

const AWAY_JSON = JSON.stringify({ error: { code: 'upstream_unavailable', message: AWAY } });
/** Said of one connection only. */
const OF_CONNECTION = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding']);

/** Hands requests on to the service and its answers back, byte by byte as they come, streams included. */
export function createForward({ socketPath, seen }: ForwardDeps) {
  function headersOf(incoming: IncomingMessage): IncomingHttpHeaders {
    const { address, forwarded, origin } = seen(incoming);
    const [proto, host] = origin.split('://');
    return {
      ...incoming.headers,
      'x-forwarded-for': address,
      'x-forwarded-host': host,
      'x-forwarded-proto': proto,
      [STRAIGHT_HEADER]: forwarded ? 'no' : 'yes',
    };
  }

  return {
    handler(incoming: IncomingMessage, response: ServerResponse): void {
      const { method, url } = incoming;
      const outgoing = request({ socketPath, method, path: url, headers: headersOf(incoming) });
      response.once('close', () => outgoing.destroy());
      outgoing.once('error', () => away(incoming, response));
      outgoing.once('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, ofAnswer(answer));
        pipeline(answer, response).catch(() => response.destroy());
      });
      pipeline(incoming, outgoing).catch(() => outgoing.destroy());
    },

    /** The same for WebSockets. */
    upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
      const line = connect(socketPath, () => {
        line.write(headOf(incoming, headersOf(incoming)));
        line.write(head);
        socket.pipe(line).pipe(socket);
      });
      for (const [one, other] of [
        [line, socket],
        [socket, line],
      ]) {
        one?.on('error', () => other?.destroy());
        one?.on('close', () => other?.destroy());
      }
    },
  };
}

/** Whoever waits is told that the service is away; an answer that has begun is cut off. */
function away({ headers }: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const isForBrowser = headers.accept?.includes('text/html') === true;
  const type = isForBrowser ? 'text/html; charset=utf-8' : 'application/json';
  response.writeHead(503, { 'content-type': type, 'retry-after': '2', 'cache-control': 'no-store' });
  response.end(isForBrowser ? AWAY_PAGE : AWAY_JSON);
}

function ofAnswer({ headers }: IncomingMessage): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_CONNECTION.has(name)));
}

function headOf({ method, url }: IncomingMessage, headers: IncomingHttpHeaders): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((text) => `${name}: ${text}`),
  );
  return [`${method} ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}
