import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestProxy } from './connect-proxy.ts';

const NO_AUTH = 0;
const USER_AND_PASSWORD = 2;
const NONE_FITS = 0xff;

/** A small SOCKS5 proxy (RFC 1928 and 1929): CONNECT only, with or without a user and password (`user:password`). Port 0 is any; one that is taken rejects. */
export async function startSocksProxy(credentials?: string, listenPort = 0): Promise<TestProxy> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  let open = 0;
  let mostOpen = 0;

  async function serve(client: Socket): Promise<void> {
    const read = reader(client);
    const [, methodCount = 0] = await read(2);
    const methods = await read(methodCount);
    const method = credentials === undefined ? NO_AUTH : USER_AND_PASSWORD;
    if (!methods.includes(method)) return void client.end(Buffer.from([5, NONE_FITS]));
    client.write(Buffer.from([5, method]));
    if (credentials !== undefined) {
      const [, userLength = 0] = await read(2);
      const user = await read(userLength);
      const [passwordLength = 0] = await read(1);
      const given = `${user}:${await read(passwordLength)}`;
      if (given !== credentials) return void client.end(Buffer.from([1, 1]));
      client.write(Buffer.from([1, 0]));
    }
    const [, , , addressType] = await read(4);
    const [nameLength = 0] = addressType === 3 ? await read(1) : [4];
    const address = await read(nameLength);
    const host = addressType === 3 ? address.toString() : address.join('.');
    const port = (await read(2)).readUInt16BE();
    targets.push(`${host}:${port}`);
    const upstream = connect(port, host, () => {
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      client.pipe(upstream).pipe(client);
      client.on('close', () => {
        open -= 1;
        upstream.destroy();
      });
    });
    const refuse = Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0]);
    upstream.on('error', () => client.end(refuse)).on('close', () => client.end());
  }

  const server = createServer((client) => {
    sockets.add(client);
    client.on('error', () => client.destroy()).on('close', () => sockets.delete(client));
    serve(client).catch(() => client.destroy());
  });
  server.listen(listenPort, '127.0.0.1');
  await once(server, 'listening');
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

/** Reads exact numbers of bytes off a socket. */
function reader(socket: Socket) {
  return async (bytes: number): Promise<Buffer> => {
    for (;;) {
      const chunk: Buffer | null = bytes === 0 ? Buffer.alloc(0) : socket.read(bytes);
      if (chunk !== null) return chunk;
      await new Promise<void>((resolve, reject) => {
        socket.once('readable', resolve);
        socket.once('close', () => reject(new Error('the client left')));
      });
    }
  };
}
