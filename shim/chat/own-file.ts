import { fileNameIn } from '../gemini/files/file-id.ts';
import { isLoopback } from '../peer.ts';
import type { OwnAddress } from '../public-url.ts';

/** A kept file that an address means. */
export interface OwnFile {
  name: string;
  /** Whether the address is ours by its form alone. Otherwise it is ours only if there is such a file: nobody can guess a name. */
  certain: boolean;
}

/** `files/{id}`, as Google's wire names a file. */
const GOOGLE_NAME = /^files\/[a-z0-9]+$/;
/** Where files are, below our address: as such, or on Google's wire. */
const PLACE = /^(.*?)(?:\/v1\w*)?\/files\/([^/]+)$/;

/** Whether a text can mean a file of ours without being an address. */
export function isFileReference(text: string): boolean {
  return GOOGLE_NAME.test(text);
}

/**
 * The file of ours that an address means; null for anybody else's. We are reached by more names than the one in our links:
 * before a public address was set, by the name inside a container network, by loopback through a mapped port.
 */
export function ownFile(url: string, own: OwnAddress): OwnFile | null {
  if (isFileReference(url)) return { name: fileNameIn(url) ?? url, certain: true };
  const address = URL.parse(url);
  const [, path = '', last] = PLACE.exec(address?.pathname ?? '') ?? [];
  if (address === null || last === undefined) return null;
  const name = fileNameIn(address.pathname) ?? last;
  if (isUnder(address, path, own.publicUrl)) return { name, certain: true };
  const known = own.hosts.includes(address.host) || isThisMachine(address.hostname);
  return known ? { name, certain: false } : null;
}

function isUnder(address: URL, path: string, publicUrl: string): boolean {
  const base = URL.parse(publicUrl);
  return base !== null && base.host === address.host && path === base.pathname.replace(/\/$/, '');
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'));
}
