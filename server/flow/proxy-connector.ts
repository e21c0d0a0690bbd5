import type { Socket } from 'node:net';
import { buildConnector } from 'undici';
import type { ProxyAddress } from './proxy-address.ts';
import { codeOf, ProxyFault, secureProblem } from './proxy-fault.ts';
import { openTunnel } from './tunnel.ts';

export interface ProxyConnector {
  connect: buildConnector.connector;
  /** Whether somebody waits for the proxy just now. */
  isTunnelling(): boolean;
}

/**
 * Opens connections for undici through a proxy, every one of them by a tunnel. Its own agents for proxies do not say how far a
 * connection came, and the one for SOCKS ignores the pool's limits. Fails with ProxyFault only.
 */
export function createProxyConnector(
  proxy: ProxyAddress,
  tls: { ca?: string[]; timeout: number; allowH2: false },
): ProxyConnector {
  const secure = buildConnector(tls);
  let tunnelling = 0;

  async function open(target: buildConnector.Options): Promise<Socket> {
    const isSecure = target.protocol === 'https:';
    const destination = { host: target.hostname, port: Number(target.port) || (isSecure ? 443 : 80) };
    const socket = await openTunnel(proxy, destination, AbortSignal.timeout(tls.timeout), tls.ca);
    if (!isSecure) return socket;
    return new Promise<Socket>((resolve, reject) => {
      secure({ ...target, httpSocket: socket }, (cause, ready) => {
        if (cause === null) return resolve(ready);
        socket.destroy();
        // What the proxy lets us see of the target is not the target's, so it is the way out that is at fault.
        reject(new ProxyFault('tls', secureProblem(codeOf(cause))));
      });
    });
  }

  return {
    connect(target, callback) {
      tunnelling += 1;
      const opened = open(target).finally(() => {
        tunnelling -= 1;
      });
      opened.then(
        (socket) => callback(null, socket),
        (cause: Error) => callback(cause, null),
      );
    },
    isTunnelling: () => tunnelling > 0,
  };
}
