import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Settings } from './world.ts';

/** Which file of a medium an address leads to. */
export interface AddressedFile {
  kind: 'image' | 'video';
  key: string;
  thumbnail: boolean;
}

export type SignedAddresses = ReturnType<typeof createSignedAddresses>;

const SEED_PREFIX = '/ai-sandbox-videofx';
const SEED_SIGNER = 'labs-ai-sandbox-videoserver-prod@system.gserviceaccount.com';
const KEY_NAME = 'labs-flow-prod-cdn-key';
const THUMBNAIL = '_thumbnail';

/** Makes and checks the CDN's addresses. They are valid for whoever holds them until they expire. @see docs/wire.md, §10 */
export function createSignedAddresses({
  signingKey,
  settings,
  now,
}: {
  signingKey: string;
  settings: Settings;
  now(): number;
}) {
  const sign = (path: string, expires: string) =>
    createHmac('sha256', signingKey).update(`${path}?Expires=${expires}`).digest('base64url');

  return {
    /** An address on `origin`, in the shape of the present profile. */
    make: (origin: string, { kind, key, thumbnail }: AddressedFile): string => {
      const seedEra = settings.profile === 'seed';
      const path = `${seedEra ? SEED_PREFIX : ''}/${kind}/${key}${thumbnail ? THUMBNAIL : ''}`;
      const expires = String(Math.floor(now() / 1000) + settings.mediaLifetimeSeconds);
      const url = new URL(path, origin);
      if (seedEra) url.searchParams.set('GoogleAccessId', SEED_SIGNER);
      url.searchParams.set('Expires', expires);
      if (!seedEra) url.searchParams.set('KeyName', KEY_NAME);
      url.searchParams.set('Signature', sign(path, expires));
      return url.href;
    },

    /** The file behind an address, or null when the signature is wrong or its time is over. */
    open: (url: URL): AddressedFile | null => {
      const path = url.pathname;
      const expires = url.searchParams.get('Expires') ?? '';
      const given = Buffer.from(url.searchParams.get('Signature') ?? '');
      const right = Buffer.from(sign(path, expires));
      if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
      if (Number(expires) * 1000 <= now()) return null;
      const [kind, name = ''] = path.split('/').slice(-2);
      const thumbnail = name.endsWith(THUMBNAIL);
      return {
        kind: kind === 'video' ? 'video' : 'image',
        key: thumbnail ? name.slice(0, -THUMBNAIL.length) : name,
        thumbnail,
      };
    },
  };
}
