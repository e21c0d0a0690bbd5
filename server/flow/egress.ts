import { type Connections, createConnections, type Route } from './connections.ts';
import type { EgressOptions, ProxyChoice } from './options.ts';

/** The ways that one client's calls go. */
export interface Egress {
  /** For the calls to both Flow hosts that are answered soon. */
  api: Route;
  /** For those that are answered only when the work is done. */
  long: Route;
  /** For media downloads, which last as long as their readers take. */
  media: Route;
  /** For those that find out whether this way is open: none of its connections is used twice. */
  probe: Route;
  close(): Promise<void>;
}

/**
 * The ways out over connections of its own. Nothing is connected before the first call.
 * @throws ServiceError `proxy_failed` when a proxy setting does not parse
 */
export function createEgress(options: EgressOptions): Egress {
  const connections = createConnections(options);
  return { ...sharedEgress(connections, options), close: connections.close };
}

/**
 * The ways out over connections that others use too; closing it leaves them open.
 * @throws ServiceError `proxy_failed` when a proxy setting does not parse
 */
export function sharedEgress(connections: Connections, { proxy, mediaProxy }: ProxyChoice): Egress {
  return {
    api: connections.route(proxy, 'api'),
    long: connections.route(proxy, 'long'),
    media: connections.route(mediaProxy === undefined ? proxy : mediaProxy, 'media'),
    probe: connections.route(proxy, 'probe'),
    close: async () => {},
  };
}
