import type { IncomingHttpHeaders } from 'node:http';
import proxyAddr from 'proxy-addr';
import { isIndirect } from '../schema/indirect.ts';
import type { Peer } from './deps.ts';

/** The parts of a request that say who is at the other end. */
export interface PeerRequest {
  headers: IncomingHttpHeaders;
  socket: { remoteAddress?: string | undefined };
}

/** Who is at the other end of the socket. Behind a proxy, or in a browser here, every request seems to come from loopback. */
export function peerOf(request: PeerRequest): Peer {
  return {
    address: plainAddress(request.socket.remoteAddress ?? ''),
    forwarded: isIndirect(request.headers),
  };
}

/** Whether the request came straight from a program, or a page, of this machine. */
export function isLocal(peer: Peer): boolean {
  return !peer.forwarded && isLoopback(peer.address);
}

/** Whether the socket's peer is a proxy whose forwarded headers are to be believed. */
export function isTrustedProxy(address: string, trustedProxies: readonly string[]): boolean {
  return address !== '' && trustFunction(trustedProxies)(plainAddress(address), 0);
}

const compiled = new WeakMap<readonly string[], ReturnType<typeof proxyAddr.compile>>();

/** Settings are replaced as a whole, so one list is compiled once. */
function trustFunction(trustedProxies: readonly string[]) {
  const known = compiled.get(trustedProxies);
  if (known !== undefined) return known;
  const trust = proxyAddr.compile([...trustedProxies]);
  compiled.set(trustedProxies, trust);
  return trust;
}

const isLoopbackAddress = proxyAddr.compile('loopback');

/** Whether an IP address is one of this machine's own; false for a name. */
export function isLoopback(address: string): boolean {
  return address !== '' && isLoopbackAddress(address, 0);
}

/** IPv4 as such, also when a dual-stack socket shows it as `::ffff:a.b.c.d`. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
