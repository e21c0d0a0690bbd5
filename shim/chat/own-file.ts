import { isLoopback } from '../peer.ts';
import type { OwnAddress } from '../public-url.ts';

/** A kept file that an address means. */
export interface OwnFile {
  name: string;
  /** Whether the address is ours by its form alone. Otherwise it is ours only if there is such a file: nobody can guess a name. */
  certain: boolean;
}

/**
 * The file of ours that an address means; null for anybody else's. We are reached by more names than the one in our links:
 * before a public address was set, by the name inside a container network, by loopback through a mapped port.
 */
export function ownFile(url: string, own: OwnAddress): OwnFile | null {
  const address = URL.parse(url);
  if (address === null) return null;
  const name = /\/files\/([^/]+)$/.exec(address.pathname)?.[1];
  if (name === undefined) return null;
  if (isUnder(address, own.publicUrl, name)) return { name, certain: true };
  const known = own.hosts.includes(address.host) || isThisMachine(address.hostname);
  return known ? { name, certain: false } : null;
}

function isUnder(address: URL, publicUrl: string, name: string): boolean {
  const base = URL.parse(publicUrl);
  if (base === null || base.host !== address.host) return false;
  return address.pathname === `${base.pathname.replace(/\/$/, '')}/files/${name}`;
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'));
}
