import { ServiceError } from '../../schema/errors.ts';
import { type Exchange, MEDIA_REPLY_BYTES, type WireReply } from './exchange.ts';
import type { IsAllowed } from './media-hosts.ts';
import { locate } from './media-location.ts';
import { labsError, readApi } from './read-reply.ts';
import { mediaReply } from './replies.ts';
import { cookieOf } from './session-cookie.ts';
import type { FlowClient, MediaLocation } from './types.ts';

export interface MediaResolveDeps {
  exchange: Exchange;
  labsBaseUrl: string;
  apiBaseUrl: string;
  isAllowed: IsAllowed;
  now: () => number;
}

/**
 * Finds where a finished medium can be had: by the redirect of the labs host, and when that gives nothing usable by the media
 * read of the bearer host, which may hold the bytes themselves. @see docs/wire.md, §3 and §9
 */
export function createMediaResolve({ exchange, labsBaseUrl, apiBaseUrl, isAllowed, now }: MediaResolveDeps) {
  const resolve: FlowClient['resolveMedia'] = async ({ sessionToken, accessToken }, mediaId, kind, signal) => {
    try {
      return await redirect(sessionToken, mediaId, kind, signal);
    } catch (cause) {
      const first = ServiceError.from(cause);
      if (signal?.aborted || first.code === 'shutting_down') throw first;
      return await read(accessToken, mediaId, kind, signal).catch((second) => {
        throw worthMore(first, ServiceError.from(second));
      });
    }
  };

  const resolveThumbnail: FlowClient['resolveThumbnail'] = ({ sessionToken }, mediaId, signal) =>
    redirect(sessionToken, mediaId, 'image', signal, 'MEDIA_URL_TYPE_THUMBNAIL');

  async function redirect(
    sessionToken: string,
    mediaId: string,
    kind: 'image' | 'video',
    signal?: AbortSignal,
    mediaUrlType = 'MEDIA_URL_TYPE_FULL_MEDIA',
  ) {
    const query = new URLSearchParams({ name: mediaId, mediaUrlType });
    const url = `${labsBaseUrl}/trpc/media.getMediaUrlRedirect?${query}`;
    const headers = { cookie: cookieOf(sessionToken) };
    return exchange(
      { call: 'mediaRedirect', kind: 'control', method: 'GET', url, headers },
      (reply) => readRedirect(reply, url, mediaId, kind),
      signal,
    );
  }

  function readRedirect(reply: WireReply, from: string, mediaId: string, kind: 'image' | 'video'): MediaLocation {
    if (reply.status < 300 || reply.status >= 400) throw labsError(reply, now());
    const { location } = reply.headers;
    const target = typeof location === 'string' ? URL.parse(location, from) : null;
    // A cookie that has ended is redirected as well: to a sign-in page.
    if (target === null || !isAllowed(target)) {
      throw new ServiceError('upstream_malformed', 'Google pointed to a place that is not one of its media hosts.', {
        outcome: 'unknown',
        upstreamStatus: reply.status,
      });
    }
    return found({ mediaId, url: target.href, mimeType: mimeTypeOf(kind) });
  }

  const read: FlowClient['readMedia'] = async (accessToken, mediaId, kind, signal) => {
    const url = `${apiBaseUrl}/media/${encodeURIComponent(mediaId)}?clientContext.tool=PINHOLE`;
    const headers = { authorization: `Bearer ${accessToken}` };
    return exchange(
      { call: 'readMedia', kind: 'upload', method: 'GET', url, headers, maxBytes: MEDIA_REPLY_BYTES },
      (reply) => {
        const { video, image } = readApi(reply, mediaReply, now());
        const address =
          video?.fifeUrl ?? video?.generatedVideo?.fifeUrl ?? image?.generatedImage?.fifeUrl ?? image?.fifeUrl;
        const bytes = video?.encodedVideo ?? image?.generatedImage?.encodedImage ?? image?.encodedImage;
        return found({ mediaId, url: address, base64: bytes, mimeType: mimeTypeOf(kind) });
      },
      signal,
    );
  };

  return { resolve, resolveThumbnail, read };
}

function found(place: Parameters<typeof locate>[0]): MediaLocation {
  const location = locate(place);
  if (location?.url || location?.inline) return location;
  throw new ServiceError('upstream_malformed', 'Google knows the result but gives neither an address nor its bytes.', {
    outcome: 'unknown',
  });
}

function mimeTypeOf(kind: 'image' | 'video'): string {
  return kind === 'video' ? 'video/mp4' : 'image/jpeg';
}

/** "Not there" from one of the two is no verdict while the other failed for a passing reason. */
function worthMore(first: ServiceError, second: ServiceError): ServiceError {
  return second.code === 'upstream_not_found' && first.fault !== 'token' ? first : second;
}
