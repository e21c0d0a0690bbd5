import type { GenerationRequest, GivenImage } from '../../schema/generation.ts';
import { type ResolveContext, resolvePictures } from '../chat/resolve-pictures.ts';
import { wishesOf } from '../images/request.ts';
import type { ImagePlanning } from '../images-wanted.ts';
import { type EarlierContext, pictureOfCall, pictureOfResponse } from './earlier-picture.ts';
import type { ResponseOrder } from './order.ts';

export interface GenerationContext extends ResolveContext, EarlierContext, ImagePlanning {}

/**
 * What is to be made, with the pictures to go by brought in: those of this turn, else the latest of the conversation.
 * @throws ServiceError before anything is spent
 */
export async function generationOf(order: ResponseOrder, context: GenerationContext): Promise<GenerationRequest> {
  const { model, settings, input } = order;
  const wishes = { model: model.id, imagesParam: 'input', ...wishesOf(settings) };
  const given = input.named.length;
  const wanted = context.imagesWanted(wishes, given);
  const images =
    given === 0 ? await earlierPictures(order, context) : await resolvePictures(input.named.slice(0, wanted), context);
  return { ...wishes, prompt: input.prompt, images };
}

async function earlierPictures({ model, input, facts }: ResponseOrder, context: EarlierContext): Promise<GivenImage[]> {
  if (model.maxImages === 0) return [];
  if (input.earlier !== null) return [await pictureOfCall(input.earlier, context)];
  return facts.previousId === null ? [] : [await pictureOfResponse(facts.previousId, context)];
}
