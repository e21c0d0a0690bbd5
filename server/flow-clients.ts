import { randomUUID } from 'node:crypto';
import type { Settings } from '../schema/settings.ts';
import { createFlowClient } from './flow/client.ts';
import { createConnections } from './flow/connections.ts';
import { sharedEgress } from './flow/egress.ts';
import { createOperationBreaker, type LostOperation } from './flow/operation-breaker.ts';
import { type CallEvent, type ProxyChoice, timeoutsFrom } from './flow/options.ts';
import { type ProxyTest, type ProxyTestOptions, testProxy } from './flow/test-proxy.ts';
import type { FlowClient } from './flow/types.ts';
import { waysOut } from './flow/ways-out.ts';

export interface FlowClientsDeps {
  settings(): Settings;
  /** Addresses of the built-in sandbox; null while it does not run. */
  sandbox(): { labsBaseUrl: string; apiBaseUrl: string } | null;
  onCall(event: CallEvent): void;
  captureBodies(): boolean;
  /** The upstream answers an operation in a way that is no longer understood. */
  onLost(lost: LostOperation): void;
  now(): number;
  /** What passes, whatever the clock is set to, milliseconds since some moment. */
  elapsed(): number;
}

/** Which upstream is called, and through what. */
export interface FlowRoute {
  upstream: 'flow' | 'sandbox';
  /** A token's own proxy, or `direct` for none; null follows the settings. */
  proxyUrl: string | null;
}

/** Connections to one origin for each sort of call (see `maxConnections`); more calls wait in line. */
const MAX_CONNECTIONS = 512;
const MAX_CONNECT_MS = 10_000;
/** Clients that are kept ready. They hold no connections, so one that is dropped is only made again. */
const MAX_CLIENTS = 1_000;
const PROXY_TEST_MS = 15_000;

/**
 * The clients by upstream and ways out. What they go through is decided anew each time that one is asked for, so that a changed
 * proxy serves the next call; connections that nobody uses any more are closed.
 */
export function createFlowClients(deps: FlowClientsDeps) {
  const clients = new Map<string, FlowClient>();
  let made = { flow: deps.settings().flow, imageTimeout: deps.settings().generation.imageTimeout };
  // Of the real upstream alone: the sandbox's faults are scripted, by callers' prompts among others.
  const operations = createOperationBreaker({ onLost: deps.onLost, now: deps.elapsed });
  const connections = createConnections({
    maxConnections: MAX_CONNECTIONS,
    // Less than any call has, so that a host or a proxy that hangs is found out as what it is.
    connectTimeoutMs: () => Math.min(MAX_CONNECT_MS, deps.settings().flow.timeout * 500),
  });

  function make(upstream: FlowRoute['upstream'], ways: ProxyChoice): FlowClient {
    const { flow, generation } = deps.settings();
    const common = {
      ...ways,
      wireProfile: flow.wireProfile,
      timeouts: { ...timeoutsFrom(flow.timeout * 1000), image: generation.imageTimeout * 1000 },
      onCall: deps.onCall,
      captureBodies: deps.captureBodies,
      now: deps.now,
      newId: randomUUID,
    };
    const egress = sharedEgress(connections, ways);
    if (upstream === 'flow') {
      const { labsBaseUrl, apiBaseUrl, mediaHosts } = flow;
      return createFlowClient({ ...common, labsBaseUrl, apiBaseUrl, mediaHosts, operations }, egress);
    }
    const sandbox = deps.sandbox();
    if (sandbox === null) throw new Error('the sandbox is switched off');
    const { labsBaseUrl, apiBaseUrl } = sandbox;
    return createFlowClient({ ...common, labsBaseUrl, apiBaseUrl, mediaHosts: [] }, egress);
  }

  /** Clients hold no work, so that other settings only mean other clients; calls that are under way end with theirs. */
  function forgetOutdated(): void {
    const { flow, generation } = deps.settings();
    if (flow === made.flow && generation.imageTimeout === made.imageTimeout) return;
    made = { flow, imageTimeout: generation.imageTimeout };
    clients.clear();
  }

  return {
    /** @throws ServiceError `proxy_failed` when a token's own proxy does not parse */
    for({ upstream, proxyUrl }: FlowRoute): FlowClient {
      forgetOutdated();
      const ways = upstream === 'sandbox' ? NO_PROXY : waysOut(proxyUrl, deps.settings().proxy);
      const key = `${upstream} ${ways.proxy} ${ways.mediaProxy}`;
      const client = clients.get(key) ?? make(upstream, ways);
      // Asked for last, it is the last to be dropped.
      clients.delete(key);
      clients.set(key, client);
      if (clients.size > MAX_CLIENTS) clients.delete(clients.keys().next().value ?? '');
      return client;
    },

    /** Tries a proxy that need not be in use. Without a target the upstream is to be reached. */
    testProxy(url: string, { target, timeoutMs = PROXY_TEST_MS, signal }: TestOptions = {}): Promise<ProxyTest> {
      const now = () => performance.now();
      return testProxy(url, { target: target ?? deps.settings().flow.apiBaseUrl, timeoutMs, signal, now });
    },

    /** What was given up because its answers were no longer understood is tried again with the next call. */
    tryOperationsAgain: operations.tryAgain,
    /** Sets of connections that are open: one per way out and sort of call that was used lately. */
    openConnections: connections.open,
    close: connections.close,
  };
}

type TestOptions = Partial<Pick<ProxyTestOptions, 'target' | 'timeoutMs' | 'signal'>>;

const NO_PROXY = { proxy: null, mediaProxy: null };
