import type { ShimDeps } from '../deps.ts';
import type { PresentVideo } from '../presenters/video.ts';
import { publicUrlOf } from '../public-url.ts';
import type { ShimContext } from '../state.ts';

/** What the presenter of videos needs to know of the request that is answered. */
export function presentingOf(ctx: ShimContext, { settings, now }: Pick<ShimDeps, 'settings' | 'now'>): PresentVideo {
  return { publicUrl: publicUrlOf(ctx.req, settings()), now: now() };
}
