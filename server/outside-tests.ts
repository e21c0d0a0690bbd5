import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../schema/settings.ts';
import type { ProxyTest } from './flow/test-proxy.ts';
import { maskProxyUrl } from './observability/mask.ts';

export interface OutsideTestsDeps {
  settings(): Settings;
  /** Tries a proxy. */
  testProxy(url: string, options: { target: string; signal: AbortSignal }): Promise<ProxyTest>;
  media: { writeProblem(): Promise<string | null>; totalBytes(): number };
  dataDir: string;
  /** Milliseconds of any steady clock. */
  elapsed(): number;
}

/** What came of reaching an address. */
export interface Reached {
  ok: boolean;
  /** What was reached, without user and password. */
  target: string;
  latencyMs: number | null;
  /** HTTP status of the answer. */
  status: number | null;
  /** Whether the other side has proven who it is; false without TLS. */
  tlsVerified: boolean;
  /** What went wrong and where, for operators; null when nothing did. */
  problem: string | null;
}

export interface CacheTest {
  ok: boolean;
  problem: string | null;
  /** Room on the disk that the service may use. */
  freeBytes: number | null;
  /** Of all kept files. */
  keptBytes: number;
}

/** Whether calls to the upstream or downloads of finished media are meant. */
export type ProxyUse = 'calls' | 'media';

const TIMEOUT_MS = 15_000;
const DIRECT = 'direct';

export type OutsideTests = ReturnType<typeof createOutsideTests>;

/** Tries what lies outside the service with values that need not be saved yet. A failed test is an answer, not an error. */
export function createOutsideTests({ settings, testProxy, media, dataDir, elapsed }: OutsideTestsDeps) {
  /** The way that is configured, when none is given. Its password goes no further than to the proxy. */
  function configuredWay(use: ProxyUse): string {
    const { proxyUrl, mediaProxyUrl } = settings().proxy;
    return (use === 'media' && mediaProxyUrl !== '' ? mediaProxyUrl : proxyUrl) || DIRECT;
  }

  function targetOf(use: ProxyUse): string {
    const { apiBaseUrl, mediaHosts } = settings().flow;
    const host = mediaHosts.find((name) => !name.startsWith('*'));
    if (use === 'calls' || host === undefined) return apiBaseUrl;
    return host.includes('://') ? host : `https://${host}/`;
  }

  async function throughProxy(url: string, target: string, signal: AbortSignal): Promise<Reached> {
    const tried = await testProxy(url, { target, signal });
    if (!tried.ok) return { ...failed(target, `${tried.step}: ${tried.message}`) };
    const { latencyMs, status, tlsVerified } = tried;
    return { ok: true, target, latencyMs, status, tlsVerified, problem: null };
  }

  async function directly(url: string, signal: AbortSignal): Promise<{ reached: Reached; body: string }> {
    const startedAt = elapsed();
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const answer = await fetch(url, { redirect: 'manual', signal: limit });
      const latencyMs = Math.round(elapsed() - startedAt);
      const body = await firstBytes(answer);
      const { status } = answer;
      const tlsVerified = url.startsWith('https:');
      return { reached: { ok: true, target: url, latencyMs, status, tlsVerified, problem: null }, body };
    } catch (cause) {
      signal.throwIfAborted();
      return { reached: failed(url, whyUnreached(cause)), body: '' };
    }
  }

  return {
    /** Tries a way out: the given one (`direct` for none), else the configured one. Any answer of the target will do. */
    async testProxy(
      { url, use, target = targetOf(use) }: { url: string | null; use: ProxyUse; target?: string | undefined },
      signal: AbortSignal,
    ): Promise<Reached> {
      const configured = configuredWay(use);
      // As it is shown, with its login hidden, the configured one is meant.
      const way = url === null || url === maskProxyUrl(configured) ? configured : url;
      if (way !== DIRECT && way !== '') return throughProxy(way, target, signal);
      if (!/^https?:\/\//.test(target)) return failed(target, 'the address must begin with http:// or https://');
      return (await directly(target, signal)).reached;
    },

    /** Whether this service answers at an address that is to be put before links. */
    async testBaseUrl(url: string, signal: AbortSignal): Promise<Reached> {
      const base = url.replace(/\/+$/, '');
      if (!/^https?:\/\//.test(base)) return failed(base, 'the address must begin with http:// or https://');
      const { reached, body } = await directly(`${base}/health`, signal);
      if (!reached.ok || isOurs(reached.status, body)) return reached;
      return { ...reached, ok: false, problem: `something else answers there (status ${reached.status})` };
    },

    /** Whether results can be kept. */
    async testCache(): Promise<CacheTest> {
      const problem = await media.writeProblem();
      const facts = await statfs(join(dataDir, 'files')).catch(() => null);
      const freeBytes = facts === null ? null : facts.bavail * facts.bsize;
      const where = join(dataDir, 'files');
      const told = problem === null ? null : `Nothing can be kept in ${where}: ${problem}.`;
      return { ok: problem === null, problem: told, freeBytes, keptBytes: media.totalBytes() };
    },
  };
}

function failed(target: string, problem: string): Reached {
  return { ok: false, target: withoutLogin(target), latencyMs: null, status: null, tlsVerified: false, problem };
}

function withoutLogin(target: string): string {
  const url = URL.parse(target);
  if (url === null) return target;
  url.username = '';
  url.password = '';
  return url.href;
}

const MAX_BODY_BYTES = 1_000;

/** Enough to know our own answer; the rest is not read. */
async function firstBytes(answer: Response): Promise<string> {
  const reader = answer.body?.getReader();
  if (reader === undefined) return '';
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value?.subarray(0, MAX_BODY_BYTES));
}

function isOurs(status: number | null, body: string): boolean {
  return status === 200 && body.replaceAll(/\s/g, '') === '{"status":"ok"}';
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name could not be looked up',
  ECONNRESET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'there is no answer in time',
};

function whyUnreached(cause: unknown): string {
  if (cause instanceof Error && cause.name === 'TimeoutError') return 'there is no answer in time';
  const inner = (cause as Error).cause;
  const { code = '' } = (inner instanceof AggregateError ? inner.errors[0] : inner) ?? {};
  if (/CERT|SSL|TLS/i.test(code)) return `tls: the certificate is not good (${code})`;
  return REASONS[code] ?? `it cannot be reached (${code || 'unknown error'})`;
}
