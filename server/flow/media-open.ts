import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { ServiceError } from '../../schema/errors.ts';
import type { Route } from './connections.ts';
import { startDeadline } from './deadline.ts';
import type { IsAllowed } from './media-hosts.ts';
import { expiryOf } from './media-location.ts';
import type { CallEvent, FlowClientOptions } from './options.ts';
import { transmit } from './transmit.ts';
import { transportError } from './transport-errors.ts';
import type { FlowClient, MediaStream } from './types.ts';

const MAX_REDIRECTS = 3;
/** How much of an error page is read to learn whether the address has expired. */
const ERROR_PAGE_BYTES = 8 * 1024;

export interface MediaOpenDeps {
  route: Route;
  isAllowed: IsAllowed;
  options: Pick<FlowClientOptions, 'timeouts' | 'onCall' | 'now'>;
}

/**
 * Opens the bytes behind a signed address. No credential is ever sent along, every hop must be an allowed place, and the body
 * comes as a stream that fails with a ServiceError. @see docs/wire.md, §10
 */
export function createMediaOpen({ route, isAllowed, options }: MediaOpenDeps): FlowClient['openMedia'] {
  const { timeouts, onCall, now } = options;

  return async (address, signal) => {
    let url = checked(URL.parse(address), isAllowed);
    for (let hop = 0; ; hop++) {
      const answer = await fetchOnce(url, signal);
      if (!('redirect' in answer)) return answer;
      if (hop === MAX_REDIRECTS) throw unavailable('it redirects too often', { reason: 'too-many-redirects' });
      url = checked(URL.parse(answer.redirect, url.href), isAllowed);
    }
  };

  /** One hop: the media, or where it says that they are. */
  async function fetchOnce(url: URL, signal?: AbortSignal): Promise<MediaStream | { redirect: string }> {
    const { response, event, explain, end } = start(url, signal);
    try {
      const answer = await response;
      event.status = answer.statusCode;
      const location = redirectOf(answer);
      if (location !== null) {
        await answer.body.dump();
        end(null);
        return { redirect: location };
      }
      await refuseUnlessMedia(answer, url, now());
      const count = (bytes: number) => {
        event.bytesIn += bytes;
      };
      return {
        body: relay(answer.body, { explain, end, count }),
        contentType: textHeader(answer, 'content-type'),
        contentLength: numberOf(textHeader(answer, 'content-length')),
      };
    } catch (cause) {
      const error = explain(cause);
      end(error);
      throw error;
    }
  }

  function start(url: URL, signal: AbortSignal | undefined) {
    const startedAt = now();
    const event: CallEvent = {
      call: 'openMedia',
      origin: url.origin,
      method: 'GET',
      path: url.pathname,
      status: null,
      durationMs: 0,
      bytesIn: 0,
      errorCode: null,
    };
    const { dispatcher, isTunnelling, done } = route.use();
    const deadline = startDeadline(timeouts.media, signal);
    const headers = { 'user-agent': 'flow2api' };
    const request = { method: 'GET', url, headers, body: null, bodyIdleMs: timeouts.media } as const;
    const { response, wasSent } = transmit(dispatcher, request, deadline.signal);
    /** What a failure means to the caller, at whatever point it happens. */
    const explain = (cause: unknown) => {
      const timedOut = deadline.timedOut();
      const abandoned = signal?.aborted && !timedOut ? signal : null;
      const { host } = url;
      const way = { proxyLabel: route.proxyLabel, tunnelling: isTunnelling() };
      return mediaError(transportError({ cause, sent: wasSent(), timedOut, abandoned, host, ...way }));
    };
    /** Called once, when nothing more will be read. */
    const end = (error: ServiceError | null) => {
      deadline.clear();
      done();
      event.errorCode = error?.code ?? null;
      event.durationMs = now() - startedAt;
      onCall?.(event);
    };
    // The time is for the headers; from then on only silence counts.
    const headersCame = response.then((answer) => {
      deadline.stopClock();
      return answer;
    });
    return { response: headersCame, event, explain, end };
  }
}

function checked(url: URL | null, isAllowed: IsAllowed): URL {
  if (url !== null && isAllowed(url)) return url;
  const host = url === null ? 'no valid address' : url.host;
  throw unavailable(`${host} is not among the places that media may be fetched from (setting media_hosts)`, {
    reason: 'host-not-allowed',
  });
}

async function refuseUnlessMedia(answer: Dispatcher.ResponseData, url: URL, now: number): Promise<void> {
  const { statusCode: status, body } = answer;
  const type = textHeader(answer, 'content-type') ?? '';
  const isPage = /^(text\/html|application\/(json|xml)|text\/xml)\b/i.test(type);
  if (status === 200 && !isPage) return;
  if (status === 200) {
    // Destroying a body before its end is an error to undici, with nobody else to hear it.
    body.on('error', () => undefined).destroy();
    throw unavailable('the address gives a page instead of media', { reason: 'not-media', upstreamStatus: status });
  }
  const page = await readStart(body, ERROR_PAGE_BYTES);
  const expiresAt = expiryOf(url.href);
  const expired =
    status === 403 || status === 410 || (expiresAt !== null && expiresAt <= now) || page.includes('ExpiredToken');
  if (expired && status < 500) {
    throw unavailable('the address has expired', { reason: 'expired', upstreamStatus: status });
  }
  throw unavailable(`the media host answered HTTP ${status}`, { reason: `http-${status}`, upstreamStatus: status });
}

/** The start of a body, as text. A body that breaks off says as much as it did until then: the status has decided already. */
async function readStart(body: Readable, maxBytes: number): Promise<string> {
  let text = '';
  try {
    for await (const chunk of body) {
      text += chunk;
      if (text.length >= maxBytes) break;
    }
  } catch {
    return text;
  }
  return text;
}

interface Relay {
  explain: (cause: unknown) => ServiceError;
  end: (error: ServiceError | null) => void;
  count: (bytes: number) => void;
}

/** The same bytes, with our errors. Destroying it, read or unread, closes the connection behind it. */
function relay(source: Readable, { explain, end, count }: Relay): Readable {
  let failure: ServiceError | null = null;
  const target = new Readable({
    read: () => source.resume(),
    destroy(cause, done) {
      source.destroy();
      end(failure);
      done(cause);
    },
  });
  source.on('data', (chunk: Buffer) => {
    count(chunk.length);
    if (!target.push(chunk)) source.pause();
  });
  source.on('end', () => target.push(null));
  source.on('error', (cause) => {
    if (target.destroyed) return;
    failure = explain(cause);
    target.destroy(failure);
  });
  source.pause();
  return target;
}

/** Whatever breaks on the way to the bytes is one thing to the caller, unless it is ours or the caller left. */
function mediaError(error: ServiceError): ServiceError {
  if (error.fault !== 'upstream' || error.code === 'media_unavailable') return error;
  const reason = error.code === 'upstream_timeout' ? 'timeout' : 'unreachable';
  return unavailable(error.message, { reason, cause: error });
}

function unavailable(
  problem: string,
  details: { reason: string; upstreamStatus?: number; cause?: unknown },
): ServiceError {
  return new ServiceError('media_unavailable', `The result cannot be fetched: ${problem}`.replace(/\.?$/, '.'), {
    ...details,
    outcome: 'unknown',
  });
}

function redirectOf(answer: Dispatcher.ResponseData): string | null {
  return answer.statusCode >= 300 && answer.statusCode < 400 ? textHeader(answer, 'location') : null;
}

function textHeader({ headers }: Dispatcher.ResponseData, name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function numberOf(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}
