import { ServiceError } from '../../schema/errors.ts';

/** A proxy's address taken apart. `label` is for messages: it never holds the user or the password. */
export interface ProxyAddress {
  scheme: 'http' | 'https' | 'socks5';
  host: string;
  port: number;
  credentials: { user: string; password: string } | null;
  label: string;
}

const SCHEMES: Record<string, { scheme: ProxyAddress['scheme']; defaultPort: number }> = {
  'http:': { scheme: 'http', defaultPort: 80 },
  'https:': { scheme: 'https', defaultPort: 443 },
  'socks5:': { scheme: 'socks5', defaultPort: 1080 },
  'socks5h:': { scheme: 'socks5', defaultPort: 1080 },
};

/** Instead of a proxy's address: no proxy, whatever else is set. */
const DIRECT = 'direct';
/** The protocol counts their length in one byte. */
const MAX_SOCKS_BYTES = 255;

/**
 * Reads a way out: a proxy, or null for `direct`.
 * @throws ServiceError `proxy_failed`, as {@link parseProxy}
 */
export function parseWayOut(setting: string): ProxyAddress | null {
  return setting.trim() === DIRECT ? null : parseProxy(setting);
}

/**
 * Reads a proxy's address. Host names are always resolved by a SOCKS proxy, so `socks5` and `socks5h` mean the same here.
 * @throws ServiceError `proxy_failed` saying what is wrong with the setting, without repeating it: it may hold a password
 */
export function parseProxy(setting: string): ProxyAddress {
  // URL.parse, because the error of the constructor carries its input.
  const url = URL.parse(setting.trim());
  if (url === null) throw unusable('it is not an address of the form scheme://user:password@host:port');
  const known = SCHEMES[url.protocol];
  if (known === undefined) throw unusable('it does not begin with http://, https://, socks5:// or socks5h://');
  if (url.hostname === '') throw unusable('it names no host');
  if ((url.pathname !== '' && url.pathname !== '/') || url.search !== '' || url.hash !== '') {
    throw unusable('nothing may follow the port; percent-encode special characters of the user and the password');
  }
  if (url.port === '0') throw unusable('nobody listens on port 0');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port === '' ? known.defaultPort : url.port);
  const credentials = readCredentials(url);
  if (known.scheme === 'socks5' && credentials !== null && Object.values(credentials).some(isTooLong)) {
    throw unusable(`SOCKS takes at most ${MAX_SOCKS_BYTES} bytes each for the user and the password`);
  }
  return {
    scheme: known.scheme,
    host,
    port,
    credentials,
    label: `${known.scheme}://${url.hostname}:${port}`,
  };
}

function readCredentials(url: URL): ProxyAddress['credentials'] {
  if (url.username === '' && url.password === '') return null;
  try {
    return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    // The decoder's own error is dropped: it adds nothing.
    throw unusable('its user or password has a broken percent-encoding');
  }
}

function isTooLong(text: string): boolean {
  return Buffer.byteLength(text) > MAX_SOCKS_BYTES;
}

function unusable(problem: string): ServiceError {
  return new ServiceError('proxy_failed', `The proxy address is not usable: ${problem}.`);
}
