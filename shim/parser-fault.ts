import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FinishedRequest, ShimDeps } from './deps.ts';
import { type HttpFailure, presentHttpFailure } from './presenters/http-failure.ts';
import { type Wire, wireOf } from './wire.ts';

interface HttpFault extends HttpFailure {
  reason: string;
}

/** What the parser throws. */
interface ParserError extends Error {
  code?: string;
  /** What came last on the connection, if anything did. */
  rawPacket?: Buffer;
}

/** What the parser gives up on, by Node's code; anything else is a malformed request. */
const FAULTS: Record<string, HttpFault> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    reason: 'Request Header Fields Too Large',
    code: 'headers_too_large',
    message: 'The headers of the request are too large.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    reason: 'Content Too Large',
    code: 'body_too_large',
    message: 'The chunk extensions of the body are too large.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    reason: 'Request Timeout',
    code: 'request_timeout',
    message: 'The request did not arrive in time.',
  },
};
const MALFORMED: HttpFault = {
  status: 400,
  reason: 'Bad Request',
  code: 'invalid_request',
  message: 'The bytes are not a well-formed HTTP/1.1 request.',
};

/** As far as a request line is looked for. */
const MAX_LINE = 8_192;
/** How long a connection stays open after its last words: a reset would take them from a caller who is still sending. */
const LINGER_MS = 1_000;

/**
 * Answers what is no request that a handler could be given: the parser refuses it, or its rest does not come. The answer
 * has the same form and an id like all others; the connection ends with it. What the server would refuse by itself is given to the handler.
 */
export function answerParserFaults(server: Server, deps: Pick<ShimDeps, 'newRequestId' | 'requestFinished'>): void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  const ending = new WeakSet<Duplex>();
  server.on('request', (request, response) => latest.set(request.socket, response));
  // Without this the server would answer an `Expect` that it does not know by itself, in its own form.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('clientError', (cause: ParserError, socket) => {
    if (ending.has(socket)) return; // what comes after the first fault makes the parser complain again
    ending.add(socket);
    const open = latest.get(socket);
    if (!socket.writable || !mayAnswer(open)) {
      socket.destroy();
      return;
    }
    const fault = FAULTS[cause.code ?? ''] ?? MALFORMED;
    const knownId = idOf(open);
    const requestId = knownId ?? deps.newRequestId();
    socket.end(answerTo(fault, requestId, wireAt(open, cause)));
    if (knownId === null) deps.requestFinished(recordOf(fault, requestId, cause));
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  });
}

/** Whether the next bytes on the connection can be an answer of their own, and would not stand inside or before another. */
function mayAnswer(open: ServerResponse | undefined): boolean {
  return open === undefined || open.writableFinished || (open.socket !== null && !open.headersSent);
}

/** The id of a request whose body is at fault; it is already known by it. */
function idOf(open: ServerResponse | undefined): string | null {
  const id = open === undefined || open.writableFinished ? undefined : open.getHeader('x-request-id');
  return typeof id === 'string' ? id : null;
}

/** The wire of the request whose body is at fault, else of the request line that came last. */
function wireAt(open: ServerResponse | undefined, { rawPacket }: ParserError): Wire {
  if (open !== undefined && !open.writableFinished) return wireOf(open.req);
  const [, method, url] = /^([A-Z]+) (\S+) HTTP\//.exec(rawPacket?.toString('latin1', 0, MAX_LINE) ?? '') ?? [];
  return wireOf({ method, url, headers: {} });
}

/** A request that has no handler to record it. */
function recordOf({ status, code }: HttpFault, requestId: string, cause: Error): FinishedRequest {
  return {
    requestId,
    method: 'none',
    route: 'unparsed',
    status,
    durationMs: 0,
    apiKeyId: null,
    jobId: null,
    model: null,
    errorCode: code,
    cause,
    requestBody: undefined,
    answerBody: undefined,
    callerLeft: false,
  };
}

function answerTo(fault: HttpFault, requestId: string, wire: Wire): string {
  const { status, reason } = fault;
  const body = JSON.stringify(presentHttpFailure(wire, fault));
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
