import { ServiceError } from '../../schema/errors.ts';
import { encodeBody } from './body.ts';
import { captured } from './captured-body.ts';
import { startDeadline } from './deadline.ts';
import type { Egress } from './egress.ts';
import type { CallEvent, CallKind, FlowCall, FlowClientOptions } from './options.ts';
import { readBounded, transmit } from './transmit.ts';
import { transportError } from './transport-errors.ts';

/** Usual bound on an answer. */
const REPLY_BYTES = 4 * 1024 * 1024;
/** Bound on an answer that holds a whole image or video as base64. */
export const MEDIA_REPLY_BYTES = 64 * 1024 * 1024;

interface WireCall {
  call: FlowCall;
  kind: CallKind;
  method: 'GET' | 'POST';
  url: string;
  /** Credentials and nothing else; the common headers are added. */
  headers: Record<string, string>;
  body?: object;
  /** Bound on the answer, {@link REPLY_BYTES} when absent. */
  maxBytes?: number;
}

export interface WireReply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** The parsed body; undefined when it is not JSON or, in an answer that says no, could not be read to its end. */
  json: unknown;
}

/** What an exchange needs of the client's options. */
export type ExchangeOptions = Pick<FlowClientOptions, 'timeouts' | 'onCall' | 'captureBodies' | 'operations' | 'now'>;

/** Makes one call and has its answer read. The event is told after the reading, so that it knows what the caller was given. */
export type Exchange = <T>(call: WireCall, read: (reply: WireReply) => T, signal?: AbortSignal) => Promise<T>;

/** Answered only when the work is done, which can take minutes. */
const LONG_CALLS: readonly CallKind[] = ['image', 'upsample'];

function trafficOf(kind: CallKind): 'api' | 'long' | 'probe' {
  if (kind === 'probe') return 'probe';
  return LONG_CALLS.includes(kind) ? 'long' : 'api';
}

/** The way JSON calls go: deadline, bound on the answer, mapping of what breaks, one event per call. */
export function createExchange(egress: Pick<Egress, 'api' | 'long' | 'probe'>, options: ExchangeOptions): Exchange {
  const { timeouts, onCall, captureBodies, operations, now } = options;

  return async (call, read, signal) => {
    const startedAt = now();
    const url = new URL(call.url);
    const capture = captureBodies?.() === true;
    const event: CallEvent = {
      call: call.call,
      origin: url.origin,
      method: call.method,
      path: url.pathname,
      status: null,
      durationMs: 0,
      bytesIn: 0,
      errorCode: null,
    };
    if (capture && call.body !== undefined) event.requestBody = captured(call.body);
    const operation = operationOf(call, url);
    const account = credentialOf(call);
    operations?.admit(call.call, operation);
    let answer: unknown;
    try {
      const reply = await receive(url, call, event, signal);
      answer = reply.json;
      if (capture) event.responseBody = captured(answer);
      const value = read(reply);
      operations?.ended(operation, account, null, answer);
      return value;
    } catch (cause) {
      const error = ServiceError.from(cause);
      event.errorCode = error.code;
      operations?.ended(operation, account, error, answer);
      throw error;
    } finally {
      event.durationMs = now() - startedAt;
      onCall?.(event);
    }
  };

  /** Fills in the event what is known at each point, so that a call that breaks half-way still shows how far it came. */
  async function receive(url: URL, call: WireCall, event: CallEvent, signal?: AbortSignal): Promise<WireReply> {
    const route = egress[trafficOf(call.kind)];
    const use = route.use();
    const deadline = startDeadline(timeouts[call.kind], signal);
    const body = call.body === undefined ? null : encodeBody(call.body);
    const request = { method: call.method, url, headers: headersOf(call), body, bodyIdleMs: 0 };
    const { dispatcher, isTunnelling, done } = use;
    const { response, wasSent } = transmit(dispatcher, request, deadline.signal);
    try {
      const { statusCode: status, headers, body: answer } = await response;
      event.status = status;
      const bytes = await readBounded(answer, call.maxBytes ?? REPLY_BYTES).catch((cause) => {
        // An answer that says no has said it with its status, even when its text is lost on the way.
        if (status >= 400 && !signal?.aborted) return Buffer.alloc(0);
        throw cause;
      });
      event.bytesIn = bytes.length;
      return { status, headers, json: parseJson(bytes) };
    } catch (cause) {
      throw transportError({
        cause,
        sent: wasSent(),
        timedOut: deadline.timedOut(),
        abandoned: signal?.aborted && !deadline.timedOut() ? signal : null,
        host: url.host,
        proxyLabel: route.proxyLabel,
        tunnelling: isTunnelling(),
      });
    } finally {
      deadline.clear();
      done();
    }
  }
}

/** Video submits are several operations of the wire, which change apart from each other; the paths of others hold ids. */
function operationOf({ call }: WireCall, { pathname }: URL): string {
  return call === 'startVideo' ? `${call} ${pathname.slice(pathname.lastIndexOf('/') + 1)}` : call;
}

/** Tells accounts apart; nothing keeps it but while an operation is in doubt. */
const credentialOf = ({ headers }: WireCall): string => headers.authorization ?? headers.cookie ?? '';

function headersOf(call: WireCall): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': 'flow2api',
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    // A connection that stands does not tell whether a proxy still lets anybody through.
    ...(call.kind === 'probe' ? { connection: 'close' } : {}),
    ...call.headers,
  };
}

/** Undefined for what is not JSON: pages of front ends are told apart from answers by that alone. */
function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
