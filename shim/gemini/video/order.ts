import { ServiceError } from '../../../schema/errors.ts';
import { checkPrompt } from '../../../schema/prompt.ts';
import { fieldName, parse } from '../../parse.ts';
import { camelKeys } from '../camel-keys.ts';
import type { Path } from '../contents.ts';
import { onlyInstance } from '../only-instance.ts';
import { picturesOf, type VideoPictures } from './pictures.ts';
import { type VideoInstance, type VideoParameters, videoInstance, videoRequest } from './request.ts';

/** What a request of Veo's wire wants, checked as far as it can be without looking at the pictures. */
export interface VideoOrder {
  prompt: string;
  pictures: VideoPictures;
  parameters: VideoParameters;
  /** How many videos are to be made. */
  count: number;
}

/** @throws ServiceError naming the field that is wrong */
export function readVideoOrder(body: unknown): VideoOrder {
  const request = parse(videoRequest, camelKeys(body));
  const parameters = request.parameters ?? {};
  const { value, path } = onlyInstance(request.instances);
  const instance = parse(videoInstance, value, path);
  refuseVideo(instance, path);
  const prompt = instance.prompt?.trim() ?? '';
  checkPrompt(prompt, fieldName([...path, 'prompt']));
  return { prompt, pictures: picturesOf(instance, path), parameters, count: parameters.sampleCount ?? 1 };
}

/** The catalogue has no model that goes on from a video, or changes a part of one. */
function refuseVideo(instance: VideoInstance, path: Path): void {
  const field = (['video', 'mask'] as const).find((name) => instance[name] !== undefined && instance[name] !== null);
  if (field === undefined) return;
  const param = fieldName([...path, field]);
  const message = `'${param}' cannot be used: no model here extends or changes a video. Send a picture in image, or leave it out.`;
  throw new ServiceError('invalid_value', message, { param });
}
