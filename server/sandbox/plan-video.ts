import { checkModel } from './check-model.ts';
import type { AccountCall } from './http-call.ts';
import type { KeyMode } from './model-keys.ts';
import type { VideoBatch, VideoOperation, VideoRequest } from './requests/video.ts';
import type { MediaRecord } from './state/records.ts';
import { invalidField } from './upstream-error.ts';
import type { World } from './world.ts';

/** Length of a clip whose key and source do not say it. */
const DEFAULT_SECONDS = 8;

/** A request that passed every check. */
export interface VideoPlan {
  request: VideoRequest;
  mode: KeyMode;
  price: number;
  seconds: number;
  projectId: string;
  source: MediaRecord | null;
  references: number;
}

/**
 * Checks one request against the account and what it refers to.
 * @throws UpstreamError by what is wrong: see `checkModel`; 404 for a project or medium that the account does not have.
 */
export function planVideo(
  { library, projects, settings }: World,
  { account }: AccountCall,
  {
    batch,
    request,
    operation,
    index,
  }: { batch: VideoBatch; request: VideoRequest; operation: VideoOperation; index: number },
): VideoPlan {
  const at = `requests[${index}]`;
  const image = (field: string, mediaId: string) => {
    if (library.ownedBy(account.email, mediaId).kind !== 'image') throw invalidField(field, 'The medium is no image.');
  };
  const references = request.referenceImages ?? [];
  const { model, mode, price } = checkModel({
    key: request.videoModelKey,
    profile: settings.profile,
    tier: account.tier,
    modes: operation.modes(request),
    aspectRatio: request.aspectRatio,
    references: references.length,
    at,
  });
  if (request.startImage) image(`${at}.startImage.mediaId`, request.startImage.mediaId);
  if (request.endImage) image(`${at}.endImage.mediaId`, request.endImage.mediaId);
  for (const [place, reference] of references.entries())
    image(`${at}.referenceImages[${place}].mediaId`, reference.mediaId);
  const source = request.videoInput ? library.ownedBy(account.email, request.videoInput.mediaId) : null;
  if (source && source.kind !== 'video') throw invalidField(`${at}.videoInput.mediaId`, 'The medium is no video.');
  const { projectId } = projects.ownedBy(account.email, batch.clientContext.projectId ?? source?.projectId ?? '');
  const frames = Number(request.startImage !== undefined) + Number(request.endImage !== undefined);
  return {
    request,
    mode,
    price,
    seconds: model.seconds ?? source?.seconds ?? DEFAULT_SECONDS,
    projectId,
    source,
    references: references.length + frames,
  };
}
