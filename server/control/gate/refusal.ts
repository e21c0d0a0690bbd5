import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import { ControlError } from '../../../schema/control-error.ts';
import { consolePathOf } from '../../console/paths.ts';
import { failureOf } from '../failure.ts';
import { securityHeaders } from '../http/security-headers.ts';
import type { SeenFrom } from '../http/seen-from.ts';
import { pathOf, TRPC_PREFIX } from '../paths.ts';
import { refusalPage } from './refusal-page.ts';

export interface Refusal {
  status: 403;
  headers: Record<string, string>;
  body: string;
}

const STATUS = 403;
/** What tRPC calls FORBIDDEN. Its own table would have to be loaded for it, before anybody may ask. */
const TRPC_FORBIDDEN = -32_003;

/** An answer to who may not come from there, as what they ask for answers; the same whether it is there or not. */
export function presentRefusal(request: IncomingMessage, { address, secure }: SeenFrom, requestId: string): Refusal {
  const { type, body } = inOwnForm(request, shown(address), requestId);
  const headers = {
    ...securityHeaders(secure),
    'content-type': type,
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'x-request-id': requestId,
  };
  return { status: STATUS, headers, body };
}

function inOwnForm(request: IncomingMessage, address: string, requestId: string): { type: string; body: string } {
  const asked = consolePathOf(request);
  if (asked !== null && asked !== 'part') return { type: 'text/html; charset=utf-8', body: refusalPage(address) };
  const { message, ...failure } = failureOf(new ControlError('address_refused', wordsFor(address)));
  if (asked === 'part') return { type: 'text/plain; charset=utf-8', body: `${message}\n` };
  const isTrpc = pathOf(request.url).startsWith(TRPC_PREFIX);
  const answer = isTrpc
    ? { error: { message, code: TRPC_FORBIDDEN, data: { ...failure, httpStatus: STATUS, requestId } } }
    : { errors: [{ message, extensions: failure }] };
  return { type: 'application/json; charset=utf-8', body: JSON.stringify(answer) };
}

/** What a proxy forwards may be anything. */
const shown = (address: string): string => (ipaddr.isValid(address) ? address : 'unknown');

const wordsFor = (address: string): string =>
  `The address ${address} is not let in here. Come from one of the networks of [server] operator_networks, or have this address added there; the server's own machine is always let in, and the settings file can be edited there.`;
