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

/** A proxy's address, or nothing. Its user name and password stand percent-encoded before an `@`. */
export const optionalProxyUrl = z.string().superRefine((value, context) => {
  if (value === '') return;
  const parsed = URL.canParse(value) ? new URL(value) : null;
  if (parsed === null || parsed.hostname === '') {
    context.addIssue({ code: 'custom', message: 'is not an address' });
  } else if (!PROXY_PROTOCOLS.has(parsed.protocol)) {
    context.addIssue({ code: 'custom', message: 'must begin with http://, https://, socks5:// or socks5h://' });
  } else if (!['', '/'].includes(parsed.pathname) || parsed.search !== '' || parsed.hash !== '') {
    context.addIssue({ code: 'custom', message: 'must end after its port' });
  }
});

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

/** A proxy whose forwarded headers are believed. */
export const proxyAddress = z.union(
  [z.enum(['loopback', 'linklocal', 'uniquelocal']), z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  { error: 'is not an IP address, a CIDR block or a known range' },
);

/** An `Origin` header as browsers and extensions send it, or `*`. */
export const origin = z.string().regex(/^(\*|[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+)$/i, 'is not an origin');
