import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { getCACertificates, connect as startTls, type TLSSocket } from 'node:tls';
import { ServiceError } from '../../schema/errors.ts';
import { type ProxyAddress, parseProxy } from './proxy-address.ts';
import { codeOf, ProxyFault, type ProxyStep, secureProblem } from './proxy-fault.ts';
import { proxyMessage } from './transport-errors.ts';
import { openTunnel } from './tunnel.ts';

export interface ProxyTestOptions {
  /** The http(s) address to be reached; whatever it answers counts. */
  target: string;
  /** Bound on the whole test, milliseconds. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Further certificate authorities (PEM) to trust, beside the usual ones. */
  extraCa?: readonly string[] | undefined;
  /** Milliseconds of any steady clock. */
  now(): number;
}

export type ProxyTest =
  | {
      ok: true;
      /** From the first packet to the answer's headers, over a new connection. */
      latencyMs: number;
      /** HTTP status of the target's answer. */
      status: number;
      /** Whether the target has proven who it is; false for a plain-http target. */
      tlsVerified: boolean;
    }
  | {
      ok: false;
      /** What went wrong: the address given, reaching the proxy, its login, TLS, or the answer of proxy or target. */
      step: 'address' | ProxyStep;
      /** For operators; names the proxy without its user and password. */
      message: string;
    };

/**
 * Tries a proxy the way the calls to the upstream use it: one new connection, TLS verified, one `GET` without credentials, no
 * redirect followed. Never throws but the signal's reason.
 */
export async function testProxy(url: string, options: ProxyTestOptions): Promise<ProxyTest> {
  const target = URL.parse(options.target);
  if (target === null || !/^https?:$/.test(target.protocol)) {
    return { ok: false, step: 'address', message: 'The address to be reached must begin with http:// or https://.' };
  }
  let proxy: ProxyAddress;
  try {
    proxy = parseProxy(url);
  } catch (cause) {
    return { ok: false, step: 'address', message: ServiceError.from(cause).message };
  }
  const { signal: outer, now, extraCa = [] } = options;
  const limit = AbortSignal.timeout(options.timeoutMs);
  const signal = outer === undefined ? limit : AbortSignal.any([outer, limit]);
  const ca = extraCa.length === 0 ? undefined : [...getCACertificates('default'), ...extraCa];
  const startedAt = now();
  try {
    const { status, tlsVerified } = await reachThrough(proxy, target, signal, ca);
    return { ok: true, latencyMs: Math.round(now() - startedAt), status, tlsVerified };
  } catch (cause) {
    outer?.throwIfAborted();
    if (!(cause instanceof ProxyFault)) throw cause;
    return { ok: false, step: cause.step, message: proxyMessage(proxy.label, target.host, cause.message) };
  }
}

async function reachThrough(proxy: ProxyAddress, target: URL, signal: AbortSignal, ca: string[] | undefined) {
  const isSecure = target.protocol === 'https:';
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(target.port) || (isSecure ? 443 : 80);
  const tunnel = await openTunnel(proxy, { host, port }, signal, ca);
  const giveUp = () => tunnel.destroy();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    const secured = isSecure ? await secure(tunnel, host, signal, ca) : null;
    const status = await ask(secured ?? tunnel, target, signal);
    return { status, tlsVerified: secured?.authorized ?? false };
  } finally {
    signal.removeEventListener('abort', giveUp);
    tunnel.destroy();
  }
}

async function secure(tunnel: Socket, host: string, signal: AbortSignal, ca: string[] | undefined): Promise<TLSSocket> {
  // Said here, so that nothing in the environment can switch the check off.
  const check = { rejectUnauthorized: true, ...(isIP(host) === 0 ? { servername: host } : {}), ...(ca && { ca }) };
  const socket = startTls({ socket: tunnel, host, ALPNProtocols: ['http/1.1'], ...check });
  socket.on('error', () => undefined);
  try {
    await once(socket, 'secureConnect', { signal });
    return socket;
  } catch (cause) {
    throw new ProxyFault(
      'tls',
      signal.aborted ? 'the secure connection is not ready in time' : secureProblem(codeOf(cause)),
    );
  }
}

async function ask(socket: Socket, target: URL, signal: AbortSignal): Promise<number> {
  const asking = request({
    path: `${target.pathname}${target.search}`,
    headers: { host: target.host, 'user-agent': 'flow2api', connection: 'close' },
    createConnection: () => socket,
  });
  asking.on('error', () => undefined);
  asking.end();
  try {
    const [answer] = (await once(asking, 'response', { signal })) as [IncomingMessage];
    answer.on('error', () => undefined).resume();
    return answer.statusCode ?? 0;
  } catch (cause) {
    const broken = codeOf(cause).startsWith('HPE_') ? 'what it passes on is not HTTP' : 'the connection was closed';
    throw new ProxyFault('answer', signal.aborted ? 'the target does not answer in time' : broken);
  }
}
