import { randomUUID } from 'node:crypto';
import type { Settings } from '../schema/settings.ts';
import { createFlowClient } from './flow/client.ts';
import { type CallEvent, timeoutsFrom } from './flow/options.ts';
import type { FlowClient } from './flow/types.ts';

export interface FlowClientsDeps {
  settings(): Settings;
  /** Addresses of the built-in sandbox; null when it does not run. */
  sandbox: { labsBaseUrl: string; apiBaseUrl: string } | null;
  onCall(event: CallEvent): void;
  captureBodies(): boolean;
  now(): number;
}

/** Which upstream is called, and through what. */
export interface FlowRoute {
  upstream: 'flow' | 'sandbox';
  /** A token's own proxy; null follows the settings. */
  proxyUrl: string | null;
}

/** Connections to one origin for each sort of call (see `maxConnections`); more calls wait in line. */
const MAX_CONNECTIONS = 512;

/** One client per upstream and way out, made when it is first needed and kept with its connections. */
export function createFlowClients(deps: FlowClientsDeps) {
  const clients = new Map<string, FlowClient>();

  function make({ upstream, proxyUrl }: FlowRoute): FlowClient {
    const { flow, generation, proxy } = deps.settings();
    const common = {
      wireProfile: flow.wireProfile,
      timeouts: { ...timeoutsFrom(flow.timeout * 1000), image: generation.imageTimeout * 1000 },
      maxConnections: MAX_CONNECTIONS,
      onCall: deps.onCall,
      captureBodies: deps.captureBodies,
      now: deps.now,
      newId: randomUUID,
    };
    if (upstream === 'sandbox') {
      if (deps.sandbox === null) throw new Error('the sandbox is switched off');
      const { labsBaseUrl, apiBaseUrl } = deps.sandbox;
      return createFlowClient({ ...common, labsBaseUrl, apiBaseUrl, mediaHosts: [], proxy: null });
    }
    const general = proxy.proxyEnabled ? proxy.proxyUrl : null;
    return createFlowClient({
      ...common,
      labsBaseUrl: flow.labsBaseUrl,
      apiBaseUrl: flow.apiBaseUrl,
      mediaHosts: [...flow.mediaHosts],
      proxy: proxyUrl ?? general,
      ...(proxy.proxyEnabled && proxy.mediaProxyUrl !== '' ? { mediaProxy: proxy.mediaProxyUrl } : {}),
    });
  }

  return {
    for(route: FlowRoute): FlowClient {
      const key = `${route.upstream} ${route.proxyUrl ?? ''}`;
      const client = clients.get(key) ?? make(route);
      clients.set(key, client);
      return client;
    },
    async close(): Promise<void> {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}
