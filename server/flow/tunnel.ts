import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { httpConnect } from './http-connect.ts';
import type { ProxyAddress } from './proxy-address.ts';
import { codeOf, connectProblem, ProxyFault, TLS_FAILURE } from './proxy-fault.ts';
import { socksConnect } from './socks-connect.ts';

/** Where a tunnel ends. The name is resolved by the proxy. */
export interface Destination {
  host: string;
  port: number;
}

/**
 * Opens a connection to `destination` through a proxy. The signal bounds the opening only; a tunnel that is open belongs to
 * the caller.
 * @throws ProxyFault saying how far it came
 */
export async function openTunnel(
  proxy: ProxyAddress,
  destination: Destination,
  signal: AbortSignal,
  ca?: string[],
): Promise<Socket> {
  const socket = await reach(proxy, signal, ca);
  const giveUp = () => socket.destroy();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    signal.throwIfAborted();
    const ask = proxy.scheme === 'socks5' ? socksConnect : httpConnect;
    await ask(socket, proxy, destination);
    if (signal.aborted) throw signal.reason;
    return socket.setNoDelay();
  } catch (cause) {
    socket.destroy();
    if (signal.aborted) throw new ProxyFault('answer', 'it does not answer in time');
    throw cause instanceof ProxyFault ? cause : new ProxyFault('answer', brokenHandshake(codeOf(cause)));
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/** A connection to the proxy itself; to an `https://` one through TLS, and only when its certificate fits. */
async function reach({ scheme, host, port }: ProxyAddress, signal: AbortSignal, ca?: string[]): Promise<Socket> {
  const secure = scheme === 'https';
  const socket = secure
    ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...(ca && { ca }) })
    : connect({ host, port });
  // Whoever uses the socket next listens for itself; an error in between must not be one that nobody hears.
  socket.on('error', () => undefined);
  try {
    await once(socket, secure ? 'secureConnect' : 'connect', { signal });
    return socket;
  } catch (cause) {
    socket.destroy();
    if (signal.aborted) throw new ProxyFault('connect', 'it does not answer in time');
    const code = codeOf(cause);
    if (TLS_FAILURE.test(code)) throw new ProxyFault('tls', `no secure connection to it is possible (${code})`);
    throw new ProxyFault('connect', connectProblem(code));
  }
}

function brokenHandshake(code: string): string {
  if (code.startsWith('HPE_')) return 'it does not speak HTTP';
  if (code === '' || code === 'ECONNRESET' || code === 'EPIPE') return 'it closed the connection';
  return connectProblem(code);
}
