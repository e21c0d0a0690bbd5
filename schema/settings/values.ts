import proxyAddr from 'proxy-addr';
import { z } from 'zod';

const UNREACHABLE_HOSTS = new Set(['0.0.0.0', '[::]']);

const httpAddress = z
  .string()
  .superRefine((value, context) => {
    const problem = httpAddressProblem(value);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  })
  .transform((value) => value.replace(/\/+$/, ''));

function httpAddressProblem(value: string): string | null {
  if (!URL.canParse(value)) return 'is not an address';
  const parsed = new URL(value);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return 'must begin with http:// or https://';
  if (parsed.username !== '' || parsed.password !== '') return 'must not hold a user name or password';
  if (parsed.search !== '' || parsed.hash !== '') return 'must not hold a query or a fragment';
  if (UNREACHABLE_HOSTS.has(parsed.hostname)) return 'names an address that nobody can connect to';
  return null;
}

/** An http(s) address, perhaps with a path; trailing slashes are dropped. */
export const baseUrl = httpAddress;

/** The same, or nothing. */
export const optionalBaseUrl = z.literal('').or(httpAddress);

const PROXY_PROTOCOLS = new Set(['http:', 'https:', 'socks5:', 'socks5h:']);
/** What SOCKS can carry of a user name or a password. */
const MAX_SOCKS_BYTES = 255;

function proxyProblem(value: string): string | null {
  const parsed = URL.parse(value);
  if (parsed === null || parsed.hostname === '') return 'is not an address';
  if (!PROXY_PROTOCOLS.has(parsed.protocol)) return 'must begin with http://, https://, socks5:// or socks5h://';
  if (!['', '/'].includes(parsed.pathname) || parsed.search !== '' || parsed.hash !== '')
    return 'must end after its port';
  if (parsed.port === '0') return 'names port 0, on which nobody listens';
  for (const part of [parsed.username, parsed.password].map(decoded)) {
    if (part === null) return 'has a user name or password that is not percent-encoded';
    if (parsed.protocol.startsWith('socks') && new TextEncoder().encode(part).length > MAX_SOCKS_BYTES) {
      return `has a user name or password of more than ${MAX_SOCKS_BYTES} bytes`;
    }
  }
  return null;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    // The decoder's error would repeat what may be a password.
    return null;
  }
}

/** No union, whose own message would hide what is wrong with an address. */
function proxyOr(words: readonly string[]) {
  return z.string().superRefine((value, context) => {
    const problem = words.includes(value) ? null : proxyProblem(value);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });
}

/** A proxy's address, or nothing. Its user name and password stand percent-encoded before an `@`. */
export const optionalProxyUrl = proxyOr(['']);

/** The same, or `direct` for no proxy. */
export const optionalWayOut = proxyOr(['', 'direct']);

/** Printable ASCII without spaces, so that it travels in a header unchanged; or nothing. */
export const optionalKey = z.string().regex(/^[!-~]{0,200}$/, 'must be printable ASCII without spaces');

/** A host name in lower case, perhaps with `*.` before it for everything below that name. */
const hostPattern = z
  .string()
  .regex(/^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'is not a host name');

/** Hosts that media may come from: a name or a pattern, a name or address with or without a port, or one origin in full. */
export const mediaHost = z.union(
  [
    hostPattern,
    z.string().regex(/^[a-z0-9.-]+:\d{1,5}$/),
    z.string().regex(/^\[[0-9a-f:.]+\](:\d{1,5})?$/),
    z.string().regex(/^https?:\/\/[^/?#@\s]+$/),
  ],
  { error: 'is not a host name or an origin' },
);

/** Where a server listens: an IP address or a host name. */
export const listenHost = z.union([z.ipv4(), z.ipv6(), hostPattern.refine((value) => !value.startsWith('*'))], {
  error: 'is not an IP address or host name',
});

/** One address or many: those of proxies whose headers are believed, or from where operators may come. */
export const network = z
  .union([z.enum(['loopback', 'linklocal', 'uniquelocal']), z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
    error: 'is not an IP address, a CIDR block or a known range',
  })
  .refine(isUnderstood, 'names all addresses there are, or is written in an unusual form');

/** Whether the library that compares addresses takes it, too: it throws when it is used. */
function isUnderstood(value: string): boolean {
  try {
    proxyAddr.compile(value);
    return true;
  } catch {
    return false;
  }
}

/** An `Origin` header as browsers and extensions send it, or `*`. */
export const origin = z.string().regex(/^(\*|[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+)$/i, 'is not an origin');
