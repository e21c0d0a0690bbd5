import { ServiceError } from '../../schema/errors.ts';
import { checkPrompt } from '../../schema/prompt.ts';
import type { PictureSource } from '../chat/picture-source.ts';
import type { Output } from '../images/output.ts';
import { fieldName, parse } from '../parse.ts';
import { camelKeys } from './camel-keys.ts';
import type { Path } from './contents.ts';
import { onlyInstance } from './only-instance.ts';
import { outputOf } from './output.ts';
import { type PredictInstance, type PredictParameters, predictInstance, predictRequest } from './predict-request.ts';

/** What a request of Imagen's wire wants, checked as far as it can be without looking at the pictures. */
export interface PredictOrder {
  prompt: string;
  pictures: readonly PictureSource[];
  /** Field that held them. */
  picturesParam: string;
  parameters: PredictParameters;
  /** How many pictures are to be made. */
  count: number;
  output: Output;
}

/** What Imagen makes; apps label it so without looking. */
const PNG: Output = { format: 'png', quality: undefined };

/** @throws ServiceError naming the field that is wrong */
export function readPredictOrder(body: unknown): PredictOrder {
  const request = parse(predictRequest, camelKeys(body));
  const parameters = request.parameters ?? {};
  if (parameters.mode?.toLowerCase() === 'upscale') throw noUpscale();
  const { value, path } = onlyInstance(request.instances);
  const instance = parse(predictInstance, value, path);
  const prompt = instance.prompt?.trim() ?? '';
  checkPrompt(prompt, fieldName([...path, 'prompt']));
  return {
    ...{ prompt, parameters },
    pictures: picturesIn(instance, path),
    picturesParam: fieldName(path),
    count: parameters.sampleCount ?? 1,
    output: outputOf(parameters.outputOptions, ['parameters', 'outputOptions']) ?? PNG,
  };
}

function picturesIn(instance: PredictInstance, path: Path): PictureSource[] {
  const { image, mask, personImage, productImages, referenceImages } = instance;
  if (mask !== undefined && mask !== null) throw noMask(fieldName([...path, 'mask']));
  const references = (referenceImages ?? []).map(({ referenceType, referenceImage }, index) => {
    const at = [...path, 'referenceImages', index];
    if (/MASK/i.test(referenceType ?? '')) throw noMask(fieldName([...at, 'referenceType']));
    return source(referenceImage, [...at, 'referenceImage']);
  });
  return [
    ...(image ? [source(image, [...path, 'image'])] : []),
    ...(personImage ? [source(personImage.image, [...path, 'personImage', 'image'])] : []),
    ...(productImages ?? []).map((product, index) => source(product.image, [...path, 'productImages', index, 'image'])),
    ...references,
  ];
}

function source({ bytesBase64Encoded }: { bytesBase64Encoded: string }, path: Path): PictureSource {
  return { url: bytesBase64Encoded, bare: true, param: fieldName([...path, 'bytesBase64Encoded']) };
}

function noUpscale(): ServiceError {
  const message =
    "'parameters.mode' cannot be upscale: a given picture is not enlarged here. Have it made larger with parameters.sampleImageSize.";
  return new ServiceError('invalid_value', message, { param: 'parameters.mode' });
}

function noMask(param: string): ServiceError {
  const message = `'${param}' cannot be a mask: the upstream changes whole pictures by the words of the prompt. Leave it out and say there what is to change.`;
  return new ServiceError('invalid_value', message, { param });
}
