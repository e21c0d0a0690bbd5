import type { Asset } from '../../schema/generation.ts';

/** Public address of an asset: ours for a kept file, the upstream's own for a link that is passed on. */
export function addressOf(asset: Asset, publicUrl: string): string | null {
  return asset.file === null ? asset.url : `${publicUrl}/files/${encodeURIComponent(asset.file)}`;
}
