import type { Socket } from 'node:net';
import { getCACertificates } from 'node:tls';
import { SocksClient, type SocksProxy } from 'socks';
import { Agent, buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { EgressOptions } from './options.ts';
import { type ProxyAddress, parseProxy } from './proxy-address.ts';

/** A way out: connections pooled per origin, and the proxy that they go through. */
export interface Route {
  dispatcher: Dispatcher;
  /** The proxy's `scheme://host:port`, fit for messages; null for a direct way. */
  proxyLabel: string | null;
}

export interface Egress {
  /** For the calls to both Flow hosts that are answered soon. */
  api: Route;
  /** For those that are answered only when the work is done. */
  long: Route;
  /** For media downloads, which last as long as their readers take. */
  media: Route;
  /** Lets running calls end for a short while, then cuts them. */
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 5_000;

/**
 * Opens the ways out that the settings ask for, each with connections of its own, so that no poll or submit waits behind
 * pictures in the making or slow downloads. Nothing is connected before the first call.
 * @throws ServiceError `proxy_failed` when a proxy setting does not parse
 */
export function createEgress(options: EgressOptions): Egress {
  const api = createRoute(options.proxy, options);
  const long = createRoute(options.proxy, options);
  const media = createRoute(options.mediaProxy === undefined ? options.proxy : options.mediaProxy, options);
  const close = async () => {
    await Promise.all([api, long, media].map(({ dispatcher }) => closeWithin(dispatcher, CLOSE_GRACE_MS)));
  };
  return { api, long, media, close };
}

function createRoute(proxy: string | null, options: EgressOptions): Route {
  const connectTimeoutMs = options.connectTimeoutMs ?? 10_000;
  const tls = { ...trust(options.extraCa), timeout: connectTimeoutMs, allowH2: false };
  const pool = {
    connections: options.maxConnections ?? 128,
    pipelining: 1,
    allowH2: false,
    // Well under what front ends keep (minutes), so that a connection is seldom closed just as a submit is written to it.
    keepAliveTimeout: 10_000,
    keepAliveMaxTimeout: 60_000,
    // Every call brings its own deadline; a limit here would only cut calls that are meant to be long.
    headersTimeout: 0,
    bodyTimeout: 0,
  } satisfies Agent.Options;

  if (proxy === null) return { dispatcher: new Agent({ ...pool, connect: tls }), proxyLabel: null };
  const address = parseProxy(proxy);
  const dispatcher =
    address.scheme === 'socks5'
      ? new Agent({ ...pool, connect: socksConnector(address, buildConnector(tls), connectTimeoutMs) })
      : tunnelAgent(address, pool, tls, connectTimeoutMs);
  return { dispatcher, proxyLabel: address.label };
}

type Tls = { ca?: string[]; timeout: number; allowH2: boolean };

/** Plain-http targets are tunnelled too: otherwise the proxy's own 407 would look like the upstream's answer. */
function tunnelAgent(address: ProxyAddress, pool: Agent.Options, tls: Tls, connectTimeoutMs: number): ProxyAgent {
  const { credentials, host, port, scheme } = address;
  const basic = credentials && Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
  return new ProxyAgent({
    ...pool,
    uri: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    ...(basic === null ? {} : { token: `Basic ${basic}` }),
    proxyTunnel: true,
    connectTimeout: connectTimeoutMs,
    proxyTls: tls,
    ...(tls.ca === undefined ? {} : { requestTls: tls }),
    // A proxy that takes the connection and never answers CONNECT must not hold a slot for minutes.
    clientFactory: (origin, factoryOptions) =>
      new Pool(origin, { ...factoryOptions, headersTimeout: connectTimeoutMs, allowH2: false }),
  });
}

/** Opens each connection through a SOCKS5 proxy, which also resolves the host name. undici's own agent ignores pool limits. */
function socksConnector(
  address: ProxyAddress,
  toTls: buildConnector.connector,
  timeoutMs: number,
): buildConnector.connector {
  const { host, port, credentials } = address;
  const proxy: SocksProxy = {
    host,
    port,
    type: 5,
    ...(credentials === null ? {} : { userId: credentials.user, password: credentials.password }),
  };
  return (target, callback) => {
    const secure = target.protocol === 'https:';
    const destination = { host: target.hostname, port: Number(target.port) || (secure ? 443 : 80) };
    SocksClient.createConnection({ proxy, command: 'connect', timeout: timeoutMs, destination }).then(
      ({ socket }) => {
        if (secure) toTls({ ...target, httpSocket: socket }, callback);
        else callback(null, socket.setNoDelay() as Socket);
      },
      // A new error, because the library's own carries the proxy's password in a property, and the system's code in its text only.
      (cause: Error & { code?: string }) =>
        callback(
          Object.assign(new Error(cause.message), {
            code: cause.code ?? cause.message.match(/\bE[A-Z]{4,}\b/)?.[0] ?? 'SOCKS',
          }),
          null,
        ),
    );
  };
}

function trust(extraCa: readonly string[] = []): { ca?: string[] } {
  return extraCa.length === 0 ? {} : { ca: [...getCACertificates('default'), ...extraCa] };
}

async function closeWithin(dispatcher: Dispatcher, graceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), graceMs);
  });
  const ended = await Promise.race([dispatcher.close(), grace]);
  clearTimeout(timer);
  if (ended === 'late') await dispatcher.destroy();
}
