import { createServer, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface TestProxy extends AsyncDisposable {
  port: number;
  /** `host:port` of every tunnel that was asked for. */
  targets: string[];
  /** Most tunnels that were open at the same time. */
  mostOpen(): number;
}

interface ConnectProxyOptions {
  /** The user and password it wants, as `user:password`. */
  credentials?: string;
  /** Answers every CONNECT with this status, opening nothing; 0 answers nothing at all. */
  answer?: number;
  /** Asked at each CONNECT; while it says no, nothing is answered. What is open stays so. */
  opens?: () => boolean;
  /** Makes it an `https://` proxy. */
  tls?: { key: string; cert: string };
}

/** A small HTTP proxy that only tunnels (CONNECT), as Flow's calls use it. */
export async function startConnectProxy({
  credentials,
  answer,
  opens,
  tls,
}: ConnectProxyOptions = {}): Promise<TestProxy> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  let open = 0;
  let mostOpen = 0;
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const refuse = (_: unknown, response: ServerResponse) => response.writeHead(405).end('tunnels only');
  const server = tls === undefined ? createServer(refuse) : createTlsServer(tls, refuse);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  });
  server.on('connect', (request, client: Socket, head: Buffer) => {
    targets.push(request.url ?? '');
    if (answer === 0 || opens?.() === false) return;
    if (answer !== undefined) return client.end(`HTTP/1.1 ${answer} No\r\n\r\n`);
    if (wanted !== undefined && request.headers['proxy-authorization'] !== wanted) {
      return client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = connect(Number(port || 80), hostname, () => {
      upstream.off('error', unreachable);
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      client.pipe(upstream).pipe(client);
      upstream.on('close', () => client.destroy());
      client.on('close', () => {
        open -= 1;
      });
    });
    const unreachable = () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    upstream.on('error', () => upstream.destroy()).on('error', unreachable);
    client.on('error', () => client.destroy()).on('close', () => upstream.destroy());
    return;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    targets,
    mostOpen: () => mostOpen,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
