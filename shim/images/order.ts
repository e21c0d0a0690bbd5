import { ServiceError } from '../../schema/errors.ts';
import type { ArrivedImage } from '../../schema/generation.ts';
import { checkPrompt } from '../../schema/prompt.ts';
import type { PictureSource } from '../chat/picture-source.ts';
import type { ModelInfo, ShimDeps } from '../deps.ts';
import { type Form, noFileIn } from '../form/read-form.ts';
import { parse } from '../parse.ts';
import { type Output, outputOf } from './output.ts';
import { pictureModel } from './picture-model.ts';
import { namedPictures } from './pictures.ts';
import { type ImageRequest, imageRequest } from './request.ts';

/** What a caller of an image route wants, checked as far as it can be without looking at the pictures. */
export interface Order {
  request: ImageRequest;
  model: ModelInfo;
  prompt: string;
  /** How many pictures are to be made. */
  count: number;
  output: Output;
  delivery: 'b64_json' | 'url';
  /** Pictures that came as files of a form, not kept yet; they come before the named ones. */
  files: readonly ArrivedImage[];
  named: readonly PictureSource[];
}

/** Fields that say where to change a picture. The upstream goes by the words alone, and by whole pictures. */
const WHERE = ['mask', 'markup'] as const;
const PICTURE_FIELDS: readonly string[] = ['image', 'images'];

/** Whether a file of a form may stand in a field. @throws ServiceError `invalid_value` when it may not */
export function checkFile(field: string): void {
  if (isWhere(field)) throw noMask(field);
  if (!PICTURE_FIELDS.includes(field)) throw noFileIn(field, PICTURE_FIELDS);
}

/** @throws ServiceError naming the field that is wrong */
export function readOrder({ fields, files }: Pick<Form, 'fields' | 'files'>, models: ShimDeps['models']): Order {
  const request = parse(imageRequest, fields);
  const model = pictureModel(models, request.model);
  const prompt = request.prompt?.trim() ?? '';
  checkPrompt(prompt, 'prompt');
  for (const field of WHERE) {
    if (isGiven(request[field])) throw noMask(field);
  }
  return {
    ...{ request, model, prompt, output: outputOf(request) },
    count: request.n ?? 1,
    delivery: request.response_format ?? 'b64_json',
    files,
    named: namedPictures(request),
  };
}

const isWhere = (field: string): boolean => WHERE.some((where) => where === field);

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function noMask(param: string): ServiceError {
  const message = `'${param}' cannot be used: the upstream changes whole pictures by the words of the prompt. Leave it out and say there what is to change.`;
  return new ServiceError('invalid_value', message, { param });
}
