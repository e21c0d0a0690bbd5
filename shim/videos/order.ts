import type { GenerationRequest } from '../../schema/generation.ts';
import { checkPrompt } from '../../schema/prompt.ts';
import type { ResolveContext } from '../chat/resolve-pictures.ts';
import type { ShimDeps } from '../deps.ts';
import type { Form } from '../form/read-form.ts';
import type { ImagePlanning } from '../images-wanted.ts';
import { parse } from '../parse.ts';
import { bringPictures, filesOf, firstShape, type GivenPictures, givenPictures } from './pictures.ts';
import { type VideoRequest, videoRequest, wishesOf } from './request.ts';
import { videoModel } from './video-model.ts';

/** What a caller wants to have made, checked as far as it can be without looking at the pictures. */
export interface VideoOrder {
  request: VideoRequest;
  /** Name of the model, as asked for. */
  model: string;
  prompt: string;
  pictures: GivenPictures;
}

/** @throws ServiceError naming the field that is wrong */
export function readOrder({ fields, files }: Pick<Form, 'fields' | 'files'>, models: ShimDeps['models']): VideoOrder {
  const request = parse(videoRequest, fields);
  const { id: model } = videoModel(models, request.model);
  const prompt = request.prompt?.trim() ?? '';
  checkPrompt(prompt, 'prompt');
  return { request, model, prompt, pictures: givenPictures(request, files) };
}

/** All that makes one call the same as another. */
export function askedFor({ request, pictures }: VideoOrder) {
  return { ...request, files: filesOf(pictures) };
}

interface OrderContext extends ResolveContext, ImagePlanning {}

/** What is to be made, with those pictures brought in that the model uses. @throws ServiceError naming the field */
export async function generationOf(
  { request, model, prompt, pictures }: VideoOrder,
  { imagesWanted, ...context }: OrderContext,
): Promise<GenerationRequest> {
  const { role: imageRole, param: imagesParam, list } = pictures;
  const wishes = { model, imageRole, imagesParam, ...wishesOf(request) };
  const wanted = imagesWanted(wishes, list.length, firstShape(pictures));
  return { ...wishes, prompt, images: await bringPictures(pictures, wanted, context) };
}
