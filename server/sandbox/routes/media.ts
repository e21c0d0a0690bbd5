import { drawingOf } from '../drawings.ts';
import type { AccountCall, Call, Reply, Route } from '../http-call.ts';
import { statusAt } from '../job-clock.ts';
import { presentSeedVideo } from '../replies/video.ts';
import { parse } from '../requests/parse.ts';
import { deleteAssets } from '../requests/poll.ts';
import { deleteMedia } from '../requests/trpc.ts';
import type { MediaRecord } from '../state/records.ts';
import { invalidField, refuse } from '../upstream-error.ts';
import type { World } from '../world.ts';
import { trpcReply, trpcRoute } from './projects.ts';

const FULL = 'MEDIA_URL_TYPE_FULL_MEDIA';
const THUMBNAIL = 'MEDIA_URL_TYPE_THUMBNAIL';

/** Finding, reading and deleting media. @see docs/wire.md, §3, §9 and §11 */
export function mediaRoutes(world: World): Route[] {
  const remove = (email: string, ids: readonly string[]): void => {
    const found = ids.map((id) => world.library.ownedBy(email, id));
    for (const media of found) {
      world.running.forget(media);
      world.library.remove(media.id);
    }
  };
  return [
    {
      host: 'labs',
      method: 'GET',
      path: '/fx/api/trpc/media.getMediaUrlRedirect',
      procedure: 'media.getMediaUrlRedirect',
      endpoint: 'redirect',
      handle: (call) => redirect(world, call),
    },
    {
      host: 'bearer',
      method: 'GET',
      path: /^\/v1\/media\/(?<name>[^/]+)$/,
      endpoint: 'mediaRead',
      handle: (call) => read(world, call),
    },
    trpcRoute('POST', 'media.deleteMedia', 'delete', ({ account, body }) => {
      remove(account.email, parse(deleteMedia, body).json.names);
      return trpcReply(undefined);
    }),
    {
      host: 'bearer',
      method: 'POST',
      path: '/v1/flow:batchDeleteAssets',
      endpoint: 'delete',
      handle: ({ account, body }) => {
        remove(account.email, parse(deleteAssets, body).mediaIds);
        return { json: {} };
      },
    },
  ];
}

/** A medium that can be fetched. @throws UpstreamError 404 while it is not finished, or when it never will be. */
function finished({ library, now }: World, { account }: AccountCall, id: string): MediaRecord {
  const media = library.ownedBy(account.email, id);
  if (media.job && statusAt(media.job, now()) !== 'SUCCESSFUL') throw refuse.notFound();
  return media;
}

const withoutAddress = (media: MediaRecord, { twist }: Call): boolean => media.noAddress || twist?.kind === 'noAddress';

function redirect(world: World, call: AccountCall): Reply {
  const type = call.url.searchParams.get('mediaUrlType') ?? FULL;
  if (type !== FULL && type !== THUMBNAIL) throw invalidField('mediaUrlType', `Expected ${FULL} or ${THUMBNAIL}.`);
  const media = finished(world, call, call.url.searchParams.get('name') ?? '');
  if (withoutAddress(media, call)) return { status: 302 };
  const thumbnail = type === THUMBNAIL;
  const file =
    media.kind === 'video' && thumbnail
      ? { kind: 'image' as const, key: media.key, thumbnail: false } // a video's only image is its thumbnail
      : { kind: media.kind, key: media.key, thumbnail };
  return { status: 302, headers: { location: world.addresses.make(call.origin, file) } };
}

/** The current era puts a video's bytes into the answer, the seed era an address. */
async function read(world: World, call: AccountCall): Promise<Reply> {
  const media = finished(world, call, decodeURIComponent(call.params.name ?? ''));
  const addressless = withoutAddress(media, call);
  const make = (kind: 'image' | 'video') =>
    world.addresses.make(call.origin, { kind, key: media.key, thumbnail: false });
  const { id: name, projectId, workflowId, key: mediaKey } = media;
  if (media.kind === 'image') {
    return {
      json: {
        name,
        image: {
          generatedImage: {
            seed: media.seed,
            mediaGenerationId: name,
            prompt: media.prompt,
            ...(!addressless && { fifeUrl: make('image') }),
          },
        },
      },
    };
  }
  const bySeed = world.settings.profile === 'seed';
  const encoded = addressless || bySeed ? null : await world.renderer.draw(drawingOf(media));
  return {
    json: {
      name,
      video: {
        ...(encoded && { encodedVideo: call.twist?.kind === 'emptyMedia' ? '' : encoded.toString('base64') }),
        ...presentSeedVideo(media, addressless || !bySeed ? null : { video: make('video'), thumbnail: make('image') }),
      },
      mediaGenerationId: { mediaType: 'VIDEO', projectId, workflowId, workflowStepId: 'CAE', mediaKey },
    },
  };
}
