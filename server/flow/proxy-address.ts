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

/**
 * Reads a proxy setting. Host names are always resolved by a SOCKS proxy, so `socks5` and `socks5h` mean the same here.
 * @throws ServiceError `proxy_failed` saying what is wrong with the setting, without repeating it: it may hold a password
 */
export function parseProxy(setting: string): ProxyAddress {
  // URL.parse, because the error of the constructor carries its input.
  const url = URL.parse(setting.trim());
  if (url === null) throw unusable('it is not an address of the form scheme://user:password@host:port');
  const known = SCHEMES[url.protocol];
  if (known === undefined) throw unusable(`${url.protocol}// is not one of http://, https://, socks5://, socks5h://`);
  if (url.hostname === '') throw unusable('it names no host');
  if ((url.pathname !== '' && url.pathname !== '/') || url.search !== '' || url.hash !== '') {
    throw unusable('nothing may follow the port; percent-encode special characters of the user and the password');
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port === '' ? known.defaultPort : url.port);
  return {
    scheme: known.scheme,
    host,
    port,
    credentials: readCredentials(url),
    label: `${known.scheme}://${url.hostname}:${port}`,
  };
}

function readCredentials(url: URL): ProxyAddress['credentials'] {
  if (url.username === '') return null;
  try {
    return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    // The decoder's own error is dropped: it adds nothing.
    throw unusable('its user or password has a broken percent-encoding');
  }
}

function unusable(problem: string): ServiceError {
  return new ServiceError('proxy_failed', `The proxy address in the settings is not usable: ${problem}.`);
}
