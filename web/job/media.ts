import type { Asset, Job } from './types.ts';

/** The address of a kept file on our own origin, which is the only one that the page may show media from. */
export const fileUrl = (file: string): string => `/files/${file}`;

/** The same picture for a tile, a few kilobytes instead of all of it. */
export const smallUrl = (url: string): string => `${url}?small`;

/** Where a result can be shown from; undefined when it is gone, or was only passed on and lies elsewhere. */
function shownUrl(asset: Asset | undefined): string | undefined {
  return asset === undefined || asset.file === null || asset.isGone ? undefined : fileUrl(asset.file);
}

/** The result of a job, if it can be shown. */
export const resultUrl = ({ assets }: Pick<Job, 'assets'>): string | undefined => shownUrl(assets[0]);

/** The name under which a result is saved: kind, time and its own ending. */
export function downloadName({ kind, id, assets }: Pick<Job, 'kind' | 'id' | 'assets'>): string {
  const [, ending = kind === 'video' ? 'mp4' : 'png'] = /\.(\w+)$/.exec(assets[0]?.file ?? '') ?? [];
  return `${kind}-${id.replace(/^gen_/, '').slice(0, 12)}.${ending}`;
}

/** `16 / 9`, for CSS. A result's own measures count before the shape that was asked for. */
export function ratioOf({ ratio, assets }: Pick<Job, 'ratio' | 'assets'>): string {
  const [asset] = assets;
  if (asset?.width && asset.height) return `${asset.width} / ${asset.height}`;
  return ratio.replace(':', ' / ');
}

/** The same as a number. */
export function proportionOf(job: Pick<Job, 'ratio' | 'assets'>): number {
  const [width = 16, height = 9] = ratioOf(job).split(' / ').map(Number);
  return width / height;
}

/** What a tile shows of a file: a small picture, or the video itself. Undefined for one that cannot be shown. */
export function thumbUrl({ kind, url }: { kind: 'image' | 'video'; url: string | null }): string | undefined {
  return url === null ? undefined : kind === 'video' ? url : smallUrl(url);
}
