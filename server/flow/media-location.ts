import type { MediaLocation } from './types.ts';

/** What an answer may hold of a finished medium: an id, an address, or the bytes themselves. */
interface Found {
  mediaId: string | null | undefined;
  url?: string | null | undefined;
  base64?: string | null | undefined;
  mimeType: string;
}

/** Where finished bytes can be had; null when the answer gives neither an id, nor an address, nor bytes. */
export function locate({ mediaId, url, base64, mimeType }: Found): MediaLocation | null {
  if (!mediaId && !url && !base64) return null;
  return {
    mediaId: mediaId || null,
    url: url || null,
    urlExpiresAt: url ? expiryOf(url) : null,
    inline: base64 ? { base64, mimeType } : null,
  };
}

/** When a signed address dies, Unix milliseconds, as its query states it (`Expires`, in seconds). @see docs/wire.md, §10 */
export function expiryOf(url: string): number | null {
  const seconds = Number(URL.parse(url)?.searchParams.get('Expires') || Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}
