import { isIP } from 'node:net';

/** Whether media may be fetched from an address. */
export type IsAllowed = (url: URL) => boolean;

/**
 * Reads the list of places that media may come from. An entry is
 * - a host (`storage.googleapis.com`) or a suffix (`*.example.com`, which does not include `example.com` itself): HTTPS on its
 *   usual port;
 * - a host with a port (`cdn.example:8443`): HTTP or HTTPS on that port;
 * - an IP address or `localhost`, a machine of the operator's own: HTTP or HTTPS on any port;
 * - a whole origin (`http://127.0.0.1:9000`).
 * Addresses with a user or password are never allowed. @see docs/wire.md, §10
 */
export function allowMedia(entries: readonly string[], baseUrls: readonly string[]): IsAllowed {
  const origins = new Set([...baseUrls, ...entries.filter((entry) => entry.includes('://'))].map(originOf));
  const hosts = entries.filter((entry) => !entry.includes('://')).map((entry) => entry.trim().toLowerCase());
  const names = new Set(hosts.filter((host) => !host.startsWith('*.')));
  const suffixes = hosts.filter((host) => host.startsWith('*.')).map((host) => host.slice(1));
  return (url) => {
    if (url.username !== '' || url.password !== '' || !/^https?:$/.test(url.protocol)) return false;
    if (origins.has(url.origin)) return true;
    const { hostname, port } = url;
    if (names.has(`${hostname}:${port || USUAL_PORT[url.protocol]}`)) return true;
    if (isOwnMachine(hostname)) return names.has(hostname);
    if (url.protocol !== 'https:' || port !== '') return false;
    return names.has(hostname) || suffixes.some((suffix) => hostname.endsWith(suffix));
  };
}

const USUAL_PORT: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** Hosts that no public name service answers for. */
function isOwnMachine(hostname: string): boolean {
  return hostname === 'localhost' || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
}

function originOf(address: string): string {
  return new URL(address).origin;
}
