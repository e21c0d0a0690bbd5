import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';
import { isIndirect } from '../../../schema/indirect.ts';
import { isWithin } from '../../access/networks.ts';
import { isInside, PEER_HEADER } from './inner-line.ts';

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

/** Believes `X-Forwarded-*` of trusted proxies only; what came by the front of our own is looked at as if it had come here. */
export function seenFrom({ headers, socket }: IncomingMessage, settings: SeenFromSettings): SeenFrom {
  const { publicUrl } = settings;
  const trust = trusting(settings);
  const remoteAddress = isInside(socket) ? first(headers[PEER_HEADER]) : (socket.remoteAddress ?? '');
  const byProxy = trust(remoteAddress);
  const proto = (byProxy && first(headers['x-forwarded-proto'])) || 'http';
  const host = (byProxy && first(headers['x-forwarded-host'])) || headers.host || '';
  const origin = publicUrl === '' ? `${proto}://${host}` : new URL(publicUrl).origin;
  const address =
    remoteAddress === '' ? '' : proxyAddr({ headers, socket: { remoteAddress } } as IncomingMessage, trust);
  return { address: plain(address), forwarded: isIndirect(headers), origin, secure: origin.startsWith('https:') };
}

const trusting =
  ({ trustedProxies }: SeenFromSettings) =>
  (address: string): boolean =>
    isWithin(address, trustedProxies);

/** The value that the nearest proxy wrote. */
const first = (header: string | string[] | undefined): string =>
  (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',')[0]?.trim() ?? '';

/** IPv4 as such, also when a dual-stack socket shows it as `::ffff:a.b.c.d`. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');
