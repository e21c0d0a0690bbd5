import type { Asset } from '../../schema/generation.ts';

/** Public address of an asset: ours for a kept file, the upstream's own for a link that is passed on. */
export function addressOf(asset: Asset, publicUrl: string): string | null {
  return asset.file === null ? asset.url : fileAddress(asset.file, publicUrl);
}

/** Public address of a kept file; good without any header. */
export function fileAddress(file: string, publicUrl: string): string {
  return `${publicUrl}/files/${encodeURIComponent(file)}`;
}
