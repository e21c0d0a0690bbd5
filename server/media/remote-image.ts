import type { LookupAddress } from 'node:dns';
import { Agent, type Dispatcher, request } from 'undici';
import { ServiceError } from '../../schema/errors.ts';
import { AddressRefusedError, guardedConnector } from './guarded-connector.ts';
import { isPublicAddress } from './public-address.ts';

const MAX_REDIRECTS = 3;
const CONNECT_TIMEOUT_MS = 5_000;
const MAX_URL_CHARS = 8_192;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

interface RemoteImageLimits {
  /** Most bytes of one picture. */
  maxImageBytes: number;
  /** From the first look-up to the last byte, redirects included. */
  imageFetchTimeoutMs: number;
}

export interface RemoteImagesDeps {
  limits(): RemoteImageLimits;
  /** Which addresses may be reached; by default public ones. */
  allowAddress?: ((address: string) => boolean) | undefined;
  /** How names are resolved; by default as the machine does it. */
  resolveAll?: ((host: string) => Promise<readonly LookupAddress[]>) | undefined;
}

export type RemoteImages = ReturnType<typeof createRemoteImages>;

/**
 * Fetches pictures from addresses that strangers chose. Goes directly, never through the configured proxy: what a proxy
 * resolves cannot be checked from here.
 */
export function createRemoteImages({ limits, allowAddress = isPublicAddress, resolveAll }: RemoteImagesDeps) {
  const agent = new Agent({
    connect: guardedConnector({ allowAddress, resolveAll, connectTimeoutMs: CONNECT_TIMEOUT_MS }),
    pipelining: 1,
    keepAliveTimeout: 1_000,
  });

  return {
    /**
     * The bytes behind an http or https address, of whatever type.
     * @throws ServiceError `image_unreachable`, or `image_invalid` when it is too large; the signal's reason when aborted
     */
    async fetch(url: string, signal: AbortSignal): Promise<Buffer> {
      const { maxImageBytes, imageFetchTimeoutMs } = limits();
      const deadline = AbortSignal.timeout(imageFetchTimeoutMs);
      try {
        const response = await follow(url, agent, AbortSignal.any([signal, deadline]));
        return await readBody(response, maxImageBytes);
      } catch (cause) {
        signal.throwIfAborted();
        if (deadline.aborted) throw unreachable(`it took longer than ${imageFetchTimeoutMs / 1000} s`, cause);
        throw inPlainWords(cause);
      }
    },

    /** Closes idle connections and ends running fetches. */
    async close(): Promise<void> {
      await agent.destroy();
    },
  };
}

/** Asks, and follows redirects by hand: each new address is checked like the first. */
async function follow(first: string, dispatcher: Dispatcher, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  let url = checkedUrl(first);
  for (let redirects = 0; ; redirects += 1) {
    const response = await request(url, {
      dispatcher,
      signal,
      headers: {
        accept: 'image/png,image/jpeg,image/webp,image/gif,*/*;q=0.1',
        'accept-encoding': 'identity',
        'user-agent': 'Flow2API',
      },
    });
    const location = REDIRECTS.has(response.statusCode) ? response.headers.location : undefined;
    if (location === undefined) return response;
    letGo(response);
    if (redirects === MAX_REDIRECTS) throw unreachable(`it redirects more than ${MAX_REDIRECTS} times`);
    url = checkedUrl(String(location), url);
  }
}

/** @throws ServiceError `image_unreachable` */
function checkedUrl(text: string, base?: URL): URL {
  if (text.length > MAX_URL_CHARS || !URL.canParse(text, base?.href)) throw unreachable('it is not a valid address');
  const url = new URL(text, base?.href);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw unreachable('only http and https addresses are fetched');
  if (url.username !== '' || url.password !== '')
    throw unreachable('an address with a user name or password is not fetched');
  return url;
}

async function readBody(response: Dispatcher.ResponseData, maxBytes: number): Promise<Buffer> {
  if (response.statusCode !== 200) {
    letGo(response);
    throw unreachable(`its host answered with status ${response.statusCode}`);
  }
  if (Number(response.headers['content-length']) > maxBytes) {
    letGo(response);
    throw tooLarge(maxBytes);
  }
  response.body.on('error', () => {}); // as below, when reading stops half-way
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

/** Gives the connection up without reading the rest, which may never end. */
function letGo(response: Dispatcher.ResponseData): void {
  response.body.on('error', () => {}); // destroying an unread body is reported as an error of that body
  response.body.destroy();
}

function inPlainWords(cause: unknown): ServiceError {
  if (cause instanceof ServiceError) return cause;
  if (cause instanceof AddressRefusedError) return unreachable('its host is unknown or not a public address', cause);
  return unreachable('its host did not answer as a web server does', cause);
}

function unreachable(why: string, cause?: unknown): ServiceError {
  return new ServiceError('image_unreachable', `The image could not be fetched: ${why}.`, { cause });
}

function tooLarge(maxBytes: number): ServiceError {
  return new ServiceError(
    'image_invalid',
    `The image is larger than ${(maxBytes / 1024 / 1024).toFixed(0)} MB, the largest that is taken.`,
  );
}
