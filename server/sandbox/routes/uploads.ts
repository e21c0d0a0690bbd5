import type { Route } from '../http-call.ts';
import { seedMediaId } from '../ids.ts';
import type { ProbedImage } from '../render/draw-image.ts';
import { wholeSeconds } from '../replies/timestamps.ts';
import { presentWorkflow } from '../replies/workflow.ts';
import { parse } from '../requests/parse.ts';
import { flowImage, userImage } from '../requests/upload.ts';
import type { MediaRecord } from '../state/records.ts';
import { invalidField, refuse } from '../upstream-error.ts';
import type { World } from '../world.ts';

const MAX_IMAGE_BYTES = 20 * 1024 * 1024;
const FORMATS = ['jpeg', 'png', 'webp'];

/** Both image uploads. The picture is decoded to the end; only its measures are kept. @see docs/wire.md, §6 */
export function uploadRoutes({ library, projects, renderer, ids, settings, now }: World): Route[] {
  /** @throws UpstreamError 400 when the text is not base64, too large, or no image of an accepted format. */
  async function check(base64: string, field: string): Promise<ProbedImage> {
    const bytes = Buffer.from(base64, 'base64');
    if (bytes.length < Math.floor((base64.replace(/=+$/, '').length * 3) / 4)) {
      throw invalidField(field, `Invalid value at '${field}' (TYPE_BYTES), Base64 decoding failed`);
    }
    if (bytes.length > MAX_IMAGE_BYTES) throw refuse.invalid({ reason: 'PUBLIC_ERROR_IMAGE_TOO_LARGE' });
    const image = await renderer.probe(bytes).catch(() => null); // whatever is wrong with it, it is no image
    if (image && FORMATS.includes(image.format)) return image;
    throw refuse.invalid({ reason: 'PUBLIC_ERROR_UNKNOWN_IMAGE_FILE_FORMAT' });
  }

  const uploaded = (email: string, image: ProbedImage, aspectRatio: string, name: string) => ({
    kind: 'image' as const,
    origin: 'upload' as const,
    email,
    prompt: name,
    modelKey: 'upload',
    seed: 0,
    aspectRatio,
    width: image.width,
    height: image.height,
    seconds: null,
    references: 0,
    createdAt: now(),
    noAddress: false,
    job: null,
  });

  return [
    {
      host: 'bearer',
      method: 'POST',
      path: '/v1:uploadUserImage',
      endpoint: 'upload',
      handle: async ({ account, body }) => {
        const { imageInput } = parse(userImage, body);
        const image = await check(imageInput.rawImageBytes, 'imageInput.rawImageBytes');
        const workflowId = ids.uuid();
        const key = ids.uuid();
        const id = seedMediaId({ kind: 'image', projectId: null, workflowId, key });
        const { width, height } = image;
        library.add({
          ...uploaded(account.email, image, imageInput.aspectRatio, 'upload'),
          id,
          key,
          projectId: null,
          workflowId,
        });
        return { json: { mediaGenerationId: { mediaGenerationId: id }, width, height } };
      },
    },
    {
      host: 'bearer',
      method: 'POST',
      path: '/v1/flow/uploadImage',
      endpoint: 'upload',
      handle: async ({ account, body }) => {
        const request = parse(flowImage, body);
        const { projectId } = projects.ownedBy(account.email, request.clientContext.projectId);
        const image = await check(request.imageBytes, 'imageBytes');
        const workflowId = ids.uuid();
        const key = ids.uuid();
        const id = settings.profile === 'seed' ? seedMediaId({ kind: 'image', projectId, workflowId, key }) : key;
        const name = (request.fileName ?? 'upload').replace(/\.[^.]*$/, '');
        const base = uploaded(account.email, image, 'IMAGE_ASPECT_RATIO_UNSPECIFIED', name);
        const media: MediaRecord = { ...base, id, key, projectId, workflowId };
        library.add(media);
        return { json: { media: presentUpload(media), workflow: presentWorkflow(media) } };
      },
    },
  ];
}

const presentUpload = (media: MediaRecord) => ({
  name: media.id,
  projectId: media.projectId,
  workflowId: media.workflowId,
  workflowStepId: 'CAE',
  mediaMetadata: { createTime: wholeSeconds(media.createdAt), requestData: {}, visibility: 'PRIVATE' },
  image: {
    userUploadedImage: { aspectRatio: media.aspectRatio },
    dimensions: { width: media.width, height: media.height },
  },
});
