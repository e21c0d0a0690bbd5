import { setTimeout as delay } from 'node:timers/promises';
import { checkModel } from '../check-model.ts';
import { drawingOf, enlargedDrawingOf, imageSize } from '../drawings.ts';
import type { AccountCall, Reply, Route } from '../http-call.ts';
import { seedMediaId } from '../ids.ts';
import { presentImage } from '../replies/image.ts';
import { presentWorkflow } from '../replies/workflow.ts';
import { textOf } from '../requests/common.ts';
import { type ImageRequest, imageBatch, upsampleImage } from '../requests/image.ts';
import { parse } from '../requests/parse.ts';
import type { MediaRecord } from '../state/records.ts';
import { invalidField } from '../upstream-error.ts';
import type { World } from '../world.ts';

const UNSPECIFIED = 'IMAGE_ASPECT_RATIO_UNSPECIFIED';
const ENLARGEMENT = {
  UPSAMPLE_IMAGE_RESOLUTION_2K: { key: 'GEM_PIX_2_UPSAMPLE_2K', factor: 2 },
  UPSAMPLE_IMAGE_RESOLUTION_4K: { key: 'GEM_PIX_2_UPSAMPLE_4K', factor: 4 },
} as const;

/** Image generation and enlargement; both answer when they are done. @see docs/wire.md, §7 */
export function imageRoutes(world: World): Route[] {
  return [
    {
      host: 'bearer',
      method: 'POST',
      path: /^\/v1\/projects\/(?<projectId>[^/]+)\/flowMedia:batchGenerateImages$/,
      endpoint: 'image',
      handle: (call) => generate(world, call),
    },
    {
      host: 'bearer',
      method: 'POST',
      path: '/v1/flow/upsampleImage',
      endpoint: 'upsampleImage',
      handle: (call) => enlarge(world, call),
    },
  ];
}

async function generate(world: World, call: AccountCall): Promise<Reply> {
  const { library, projects, running, settings, renderer, addresses } = world;
  const { account, twist } = call;
  const batch = parse(imageBatch, call.body);
  const { projectId } = projects.ownedBy(account.email, call.params.projectId ?? '');
  if ((batch.clientContext?.projectId ?? projectId) !== projectId) {
    throw invalidField('clientContext.projectId', 'The project is not the one of the path.');
  }
  const plans = batch.requests.map((request, index) => planImage(world, call, request, `requests[${index}]`));
  using _slot = running.enterImages(account.email);
  if (settings.imageDelayMs > 0) await delay(settings.imageDelayMs);
  if (twist?.kind === 'emptyMedia') return { json: { media: [] } };

  const made = plans.map((plan): MediaRecord => {
    const workflowId = world.ids.uuid();
    const key = world.ids.uuid();
    const seedEra = settings.profile === 'seed';
    const id = seedEra ? seedMediaId({ kind: 'image', projectId, workflowId, key }) : key;
    return { ...plan, id, key, projectId, workflowId, createdAt: world.now(), noAddress: twist?.kind === 'noAddress' };
  });
  for (const media of made) {
    library.add(media);
    renderer.prepare(drawingOf(media));
  }
  const present = (media: MediaRecord) => {
    const url = media.noAddress
      ? null
      : addresses.make(call.origin, { kind: 'image', key: media.key, thumbnail: false });
    return presentImage(media, { profile: settings.profile, url });
  };
  const workflows = settings.profile === 'current' && { workflows: made.map(presentWorkflow) };
  return { json: { media: made.map(present), ...workflows } };
}

/** Checks one request and says what comes of it. */
function planImage(world: World, { account }: AccountCall, request: ImageRequest, at: string) {
  const inputs = request.imageInputs.map(({ name }) => world.library.ownedBy(account.email, name));
  const wrong = inputs.findIndex(({ kind }) => kind !== 'image');
  if (wrong >= 0) throw invalidField(`${at}.imageInputs[${wrong}].name`, 'The medium is no image.');
  const hasBase = request.imageInputs.some(({ imageInputType }) => imageInputType === 'IMAGE_INPUT_TYPE_BASE_IMAGE');
  const open = request.imageAspectRatio === UNSPECIFIED;
  if (open && !hasBase) throw invalidField(`${at}.imageAspectRatio`, 'An aspect ratio is needed without a base image.');
  checkModel({
    key: request.imageModelName,
    profile: world.settings.profile,
    tier: account.tier,
    modes: ['image'],
    aspectRatio: open ? null : request.imageAspectRatio,
    references: inputs.length,
    at,
  });
  return {
    kind: 'image' as const,
    origin: 'image' as const,
    email: account.email,
    prompt: textOf(request),
    modelKey: request.imageModelName,
    seed: request.seed ?? 0,
    aspectRatio: request.imageAspectRatio,
    ...imageSize(request.imageAspectRatio),
    seconds: null,
    references: inputs.length,
    job: null,
  };
}

async function enlarge({ library, projects, running, renderer, settings }: World, call: AccountCall): Promise<Reply> {
  const { account } = call;
  const { mediaId, targetResolution, clientContext } = parse(upsampleImage, call.body);
  if (clientContext?.projectId !== undefined) projects.ownedBy(account.email, clientContext.projectId);
  const media = library.ownedBy(account.email, mediaId);
  if (media.kind !== 'image') throw invalidField('mediaId', 'The medium is no image.');
  const { key, factor } = ENLARGEMENT[targetResolution];
  const use = { key, profile: settings.profile, tier: account.tier, modes: ['upsample-image' as const] };
  checkModel({ ...use, aspectRatio: null, references: 0, at: 'targetResolution' });
  using _slot = running.enterImages(account.email);
  if (call.twist?.kind === 'emptyMedia') return { json: { encodedImage: '' } };
  if (call.twist?.kind === 'noAddress') return { json: {} };
  const bytes = await renderer.draw(enlargedDrawingOf(media, factor));
  return { json: { encodedImage: bytes.toString('base64') } };
}
