import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import type { ProxyAddress } from './proxy-address.ts';
import { loginRefused, ProxyFault } from './proxy-fault.ts';
import type { Destination } from './tunnel.ts';

/**
 * Asks an HTTP proxy to make `socket` a tunnel. Plain-http targets are tunnelled too: otherwise the proxy's own 407 would look
 * like the upstream's answer.
 * @throws ProxyFault when it says no; the socket's error when the socket breaks
 */
export async function httpConnect(
  socket: Socket,
  { credentials }: ProxyAddress,
  { host, port }: Destination,
): Promise<void> {
  const authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const basic = credentials && Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
  const asking = request({
    method: 'CONNECT',
    path: authority,
    headers: {
      host: authority,
      connection: 'keep-alive',
      ...(basic === null ? {} : { 'proxy-authorization': `Basic ${basic}` }),
    },
    createConnection: () => socket,
  });
  // The first error is thrown below; a second one has nobody left to tell.
  asking.on('error', () => undefined);
  asking.end();
  const [{ statusCode = 0 }, , head] = (await once(asking, 'connect')) as [IncomingMessage, Socket, Buffer];
  if (statusCode === 407 || statusCode === 401) throw loginRefused(credentials !== null);
  if (statusCode < 200 || statusCode > 299) throw new ProxyFault('answer', `it answered HTTP ${statusCode}`);
  if (head.length > 0) socket.unshift(head);
}
