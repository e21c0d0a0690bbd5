import { getCACertificates } from 'node:tls';
import { Agent, type Dispatcher } from 'undici';
import { ServiceError } from '../../schema/errors.ts';
import type { ConnectionOptions } from './options.ts';
import { type ProxyAddress, parseWayOut } from './proxy-address.ts';
import { createProxyConnector } from './proxy-connector.ts';

/** What has connections of its own, so that no poll or submit waits behind pictures in the making or slow downloads. */
export type Traffic = 'api' | 'long' | 'media' | 'probe';

/** A way out: connections pooled per origin, and the proxy that they go through. */
export interface Route {
  /** The proxy's `scheme://host:port`, fit for messages; null for a direct way. */
  proxyLabel: string | null;
  /**
   * The connections for one call; they stay until it is `done`.
   * @throws ServiceError `shutting_down` when they have been closed for good
   */
  use(): Use;
}

export interface Use {
  dispatcher: Dispatcher;
  /** Whether somebody waits for the proxy just now. Always false on a direct way. */
  isTunnelling(): boolean;
  /** To be called once, when nothing more will be read. */
  done(): void;
}

export interface Connections {
  /** @throws ServiceError `proxy_failed` when the proxy's address does not parse */
  route(proxy: string | null, traffic: Traffic): Route;
  /** How many sets of connections are open: one for each way out and sort of traffic that was used lately. */
  open(): number;
  /** Lets running calls end for a short while, then cuts them. */
  close(): Promise<void>;
}

interface Pooled {
  dispatcher: Dispatcher;
  isTunnelling(): boolean;
  users: number;
  idle: NodeJS.Timeout | undefined;
}

const CLOSE_GRACE_MS = 5_000;

/**
 * All connections to the upstream, shared by whoever goes the same way. A way's connections are made at its first call and
 * closed when nobody has used it for `idleMs`, so that a changed proxy or 10,000 of them leave nothing behind.
 */
export function createConnections(options: ConnectionOptions = {}): Connections {
  const { connectTimeoutMs = 10_000, idleMs = 60_000, maxConnections = 128, extraCa = [] } = options;
  const ca = extraCa.length === 0 ? undefined : [...getCACertificates('default'), ...extraCa];
  const timeoutMs = typeof connectTimeoutMs === 'number' ? () => connectTimeoutMs : connectTimeoutMs;
  const pools = new Map<string, Pooled>();
  let closed = false;

  function make(proxy: ProxyAddress | null): Pooled {
    const tls = { ...(ca && { ca }), timeout: timeoutMs(), allowH2: false as const };
    const connector = proxy === null ? null : createProxyConnector(proxy, tls);
    const dispatcher = new Agent({
      connections: maxConnections,
      pipelining: 1,
      allowH2: false,
      // Well under what front ends keep (minutes), so that a connection is seldom closed just as a submit is written to it.
      keepAliveTimeout: 10_000,
      keepAliveMaxTimeout: 60_000,
      // Every call brings its own deadline; a limit here would only cut calls that are meant to be long.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: connector?.connect ?? tls,
    });
    return { dispatcher, isTunnelling: connector?.isTunnelling ?? (() => false), users: 0, idle: undefined };
  }

  function use(key: string, proxy: ProxyAddress | null): Use {
    if (closed)
      throw new ServiceError('shutting_down', 'The connection to Google was closed by this server. Try again.');
    const pooled = pools.get(key) ?? make(proxy);
    pools.set(key, pooled);
    clearTimeout(pooled.idle);
    pooled.users += 1;
    return {
      dispatcher: pooled.dispatcher,
      isTunnelling: pooled.isTunnelling,
      done() {
        pooled.users -= 1;
        if (pooled.users > 0 || closed) return;
        pooled.idle = setTimeout(() => {
          pools.delete(key);
          void pooled.dispatcher.close();
        }, idleMs).unref();
      },
    };
  }

  return {
    route(proxy, traffic) {
      const address = proxy === null ? null : parseWayOut(proxy);
      const key = `${traffic} ${address === null ? '' : proxy}`;
      return { proxyLabel: address?.label ?? null, use: () => use(key, address) };
    },
    open: () => pools.size,
    async close() {
      closed = true;
      const all = [...pools.values()];
      pools.clear();
      for (const { idle } of all) clearTimeout(idle);
      await Promise.all(all.map(({ dispatcher }) => closeWithin(dispatcher, CLOSE_GRACE_MS)));
    },
  };
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
