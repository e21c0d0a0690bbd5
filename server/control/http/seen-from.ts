import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';
import { isIndirect } from '../../../schema/indirect.ts';
import { isWithin } from '../../access/networks.ts';
import { isInside, STRAIGHT_HEADER } from './inner-line.ts';

/** How a request reached us. */
export interface SeenFrom {
  /** Of whoever asks, behind the trusted proxies; empty when they have hung up. */
  address: string;
  /** Whether it passed a proxy, trusted or not, or is for a page of elsewhere: then a loopback address says nothing. */
  forwarded: boolean;
  /** Scheme and host as the browser has them in its address bar, for example `https://flow.example`. */
  origin: string;
  /** Whether that is https. */
  secure: boolean;
}

export interface SeenFromSettings {
  trustedProxies: readonly string[];
  /** `[global] public_url`; empty when it is to be read from the request. */
  publicUrl: string;
}

/** Believes `X-Forwarded-*` of trusted proxies only, and of the front of our own, which has looked at them itself. */
export function seenFrom(request: IncomingMessage, settings: SeenFromSettings): SeenFrom {
  const { publicUrl } = settings;
  const { headers, socket } = request;
  const trust = isInside(socket) ? ofFront : trusting(settings);
  const byProxy = trust(socket.remoteAddress ?? '', 0);
  const proto = (byProxy && first(headers['x-forwarded-proto'])) || 'http';
  const host = (byProxy && first(headers['x-forwarded-host'])) || headers.host || '';
  const origin = publicUrl === '' ? `${proto}://${host}` : new URL(publicUrl).origin;
  return {
    // Of a connection that has ended nothing is known, whatever the type says.
    address: plain((proxyAddr(request, trust) as string | undefined) ?? ''),
    // The front forwards everything, and says what was forwarded to it.
    forwarded: isInside(socket) ? headers[STRAIGHT_HEADER] !== 'yes' : isIndirect(headers),
    origin,
    secure: origin.startsWith('https:'),
  };
}

/** The front names who is connected to it, and nobody behind. */
const ofFront = (_: string, hop: number): boolean => hop === 0;

const trusting =
  ({ trustedProxies }: SeenFromSettings) =>
  (address: string): boolean =>
    isWithin(address, trustedProxies);

/** The value that the nearest proxy wrote. */
const first = (header: string | string[] | undefined): string =>
  (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',')[0]?.trim() ?? '';

/** IPv4 as such, also when a dual-stack socket shows it as `::ffff:a.b.c.d`. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');
