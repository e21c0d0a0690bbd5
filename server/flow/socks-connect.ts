import type { Socket } from 'node:net';
import { SocksClient } from 'socks';
import type { ProxyAddress } from './proxy-address.ts';
import { loginRefused, ProxyFault } from './proxy-fault.ts';
import type { Destination } from './tunnel.ts';

/** What one byte can count: longer names do not fit the protocol, and the library would throw where nobody catches. */
const MAX_NAME_BYTES = 255;

/**
 * Asks a SOCKS5 proxy to make `socket` a tunnel. It has no clock of its own: who gives up destroys the socket.
 * @throws ProxyFault when it says no; an error without a code when the socket breaks
 */
export async function socksConnect(
  socket: Socket,
  { host, port, credentials }: ProxyAddress,
  destination: Destination,
): Promise<void> {
  if (Buffer.byteLength(destination.host) > MAX_NAME_BYTES) {
    throw new ProxyFault('answer', 'the name of the target is too long for SOCKS');
  }
  const login = credentials === null ? {} : { userId: credentials.user, password: credentials.password };
  try {
    await SocksClient.createConnection({
      proxy: { host, port, type: 5, ...login },
      command: 'connect',
      timeout: LONGEST_TIMER_MS,
      destination,
      existing_socket: socket,
    });
  } catch (cause) {
    throw refusal(cause instanceof Error ? cause.message : '', credentials !== null);
  }
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** In words, from the few texts that the library uses. Its error is dropped: it carries the password in a property. */
function refusal(text: string, hasLogin: boolean): Error {
  if (/authentication failed|no accepted authentication type/i.test(text)) return loginRefused(hasLogin);
  const answer = text.match(/^Socks5 proxy rejected connection - (\w+)/)?.[1];
  if (answer !== undefined) return new ProxyFault('answer', `it answered ${answer}`);
  if (/^Received invalid|unknown authentication/i.test(text))
    return new ProxyFault('answer', 'it does not speak SOCKS5');
  return new Error('the handshake broke off');
}
