import type { IncomingHttpHeaders } from 'node:http';
import type { ShimSettings } from './deps.ts';
import { isTrustedProxy } from './peer.ts';

/** The parts of a request that tell how its caller reached us. */
export interface AddressedRequest {
  headers: IncomingHttpHeaders;
  socket: {
    remoteAddress?: string | undefined;
    localAddress?: string | undefined;
    localPort?: number | undefined;
    encrypted?: boolean | undefined;
  };
}

const HOST = /^[A-Za-z0-9.\-_]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$/;
/** Addresses that a server listens on but nobody can call. */
const UNSPECIFIED = /^(0\.0\.0\.0|\[::\])(?=:|$)/;

/**
 * Our address as this caller can use it, without a trailing slash: the setting, else what a trusted proxy forwarded,
 * else the `Host` the caller named, else where the socket ends. Never `0.0.0.0`.
 */
export function publicUrlOf(
  request: AddressedRequest,
  settings: Pick<ShimSettings, 'publicUrl' | 'trustedProxies'>,
): string {
  if (settings.publicUrl !== '') return settings.publicUrl.replace(/\/+$/, '');
  const forwarded = isTrustedProxy(request.socket.remoteAddress ?? '', settings.trustedProxies);
  const proto = (forwarded && protoOf(first(request.headers['x-forwarded-proto']))) || socketProto(request);
  const host = (forwarded && hostOf(first(request.headers['x-forwarded-host']))) || hostOf(request.headers.host);
  return `${proto}://${reachable(host, request) ?? socketHost(request)}`;
}

/** How a caller may address us. */
export interface OwnAddress {
  /** As in `publicUrlOf`. */
  publicUrl: string;
  /** Every other host, with its port unless that is the usual one, by which this request shows that we are known. */
  hosts: readonly string[];
}

/**
 * The address of our links, and the other names of ours. Those are good for recognising our own files, never for a link:
 * forwarded names are among them whoever sent them.
 */
export function ownAddressOf(
  request: AddressedRequest,
  settings: Pick<ShimSettings, 'publicUrl' | 'trustedProxies'>,
): OwnAddress {
  const named = [hostOf(request.headers.host), hostOf(first(request.headers['x-forwarded-host'])), socketHost(request)];
  const hosts = named.flatMap((host) => URL.parse(`${socketProto(request)}://${host ?? ''}`)?.host ?? []);
  return { publicUrl: publicUrlOf(request, settings), hosts };
}

function socketProto(request: AddressedRequest): string {
  return request.socket.encrypted === true ? 'https' : 'http';
}

function protoOf(value: string | undefined): string | null {
  return value === 'http' || value === 'https' ? value : null;
}

function hostOf(value: string | undefined): string | null {
  // An address also bounds the port.
  return value !== undefined && HOST.test(value) && URL.canParse(`http://${value}`) ? value : null;
}

/** The host with a listening address replaced by the one that this very caller reached. */
function reachable(host: string | null, request: AddressedRequest): string | null {
  return host?.replace(UNSPECIFIED, () => bracketed(request.socket.localAddress)) ?? null;
}

function socketHost(request: AddressedRequest): string {
  return `${bracketed(request.socket.localAddress)}:${request.socket.localPort ?? 80}`;
}

function bracketed(address: string | undefined): string {
  const plain = (address ?? '127.0.0.1').replace(/^::ffff:/, '');
  return plain.includes(':') ? `[${plain}]` : plain;
}

/** The first of a list that proxies appended to. */
function first(value: string | string[] | undefined): string | undefined {
  return (Array.isArray(value) ? value[0] : value)?.split(',')[0]?.trim().toLowerCase();
}
