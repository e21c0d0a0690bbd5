import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Body, StreamedBody } from './body.ts';

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body: Body | null;
  /** Bound on each silence in the answer's body, milliseconds; 0 for none. */
  bodyIdleMs: number;
}

export interface Transmission {
  /** Resolves at the answer's headers. Rejects at once when the signal fires, also while waiting for a connection. */
  response: Promise<Dispatcher.ResponseData>;
  /** Whether any byte of the request may have left. False is a proof: the flag is set before the first write. */
  wasSent(): boolean;
}

/**
 * Sends one request, never more than once. The dispatcher tells the handler right before it writes to a socket, which is what
 * `wasSent` watches; a second such call would be a repetition by the dispatcher and is cut off before it writes.
 */
export function transmit(dispatcher: Dispatcher, request: HttpRequest, signal: AbortSignal): Transmission {
  let sent = false;
  const watched = dispatcher.compose((dispatch) => (options, handler) => {
    const start = handler.onRequestStart;
    handler.onRequestStart = (controller, context) => {
      if (sent) return controller.abort(new Error('the request would have been sent a second time'));
      // An aborted call that was still waiting is dropped here, before it writes.
      if (!signal.aborted) sent = true;
      start?.call(handler, controller, context);
    };
    return dispatch(options, handler);
  });
  const { method, url, headers, body, bodyIdleMs } = request;
  const answered = watched.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method,
    ...(body === null || Buffer.isBuffer(body) ? { headers, body } : streamed(headers, body)),
    signal,
    bodyTimeout: bodyIdleMs,
    idempotent: false,
  });
  return { response: Promise.race([answered, aborted(signal, answered)]), wasSent: () => sent };
}

function streamed(headers: HttpRequest['headers'], { length, stream }: StreamedBody) {
  return {
    headers: { ...headers, 'content-length': String(length) },
    body: Readable.from(stream, { objectMode: false }),
  };
}

/**
 * Rejects when the signal fires. Needed because undici holds back the rejection of a request that has no connection yet until
 * it gets one, which behind a dead proxy is long after the deadline.
 */
function aborted(signal: AbortSignal, settled: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    const fire = () => reject(signal.reason);
    if (signal.aborted) return fire();
    signal.addEventListener('abort', fire, { once: true });
    const forget = () => signal.removeEventListener('abort', fire);
    settled.then(forget, forget);
  });
}

/** The body had more bytes than its call allows. */
export class BodyTooLarge extends Error {}

/** Reads a body to its end as long as it stays within `maxBytes`; a larger one closes the connection. @throws BodyTooLarge */
export async function readBounded(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    // Leaving the loop destroys the body, and with it the connection.
    if (bytes > maxBytes) throw new BodyTooLarge(`more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}
