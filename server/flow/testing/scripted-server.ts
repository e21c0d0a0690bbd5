import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** One request as the server saw it. */
interface Seen {
  method: string;
  /** Path with query. */
  url: string;
  headers: IncomingHttpHeaders;
  text: string;
  json: unknown;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string | string[]>;
  /** Objects are sent as JSON, text as it is. */
  body?: unknown;
}

/** Answers a request, or takes the raw response over by returning nothing. */
export type Script = (seen: Seen, raw: { request: IncomingMessage; response: ServerResponse }) => Answer | undefined;

export interface ScriptedServer extends AsyncDisposable {
  origin: string;
  port: number;
  seen: Seen[];
  /** Connections opened so far. */
  connections(): number;
  /** Connections that are open now. */
  nowOpen(): number;
  /** Most connections that were open at the same time. */
  mostOpen(): number;
}

/** A real HTTP server on a free loopback port, which answers by a script and remembers what it was asked. */
export async function startScriptedServer(
  script: Script,
  tls?: { key: string; cert: string },
): Promise<ScriptedServer> {
  const seen: Seen[] = [];
  let connections = 0;
  let open = 0;
  let mostOpen = 0;
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const one: Seen = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      text,
      json: text.startsWith('{') ? JSON.parse(text) : undefined,
    };
    seen.push(one);
    const answer = script(one, { request, response });
    if (answer === undefined) return;
    const { status = 200, headers = {}, body = '' } = answer;
    const type = typeof body === 'string' ? 'text/html' : 'application/json';
    response.writeHead(status, { 'content-type': type, ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.on('connection', (socket) => {
    connections += 1;
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    socket.on('close', () => {
      open -= 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    seen,
    connections: () => connections,
    nowOpen: () => open,
    mostOpen: () => mostOpen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
