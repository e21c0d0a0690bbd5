import { ServiceError } from '../../schema/errors.ts';
import type { ModelInfo, ShimDeps } from '../deps.ts';
import { outputOf } from '../images/output.ts';
import { pictureModel } from '../images/picture-model.ts';
import { fieldName, parse } from '../parse.ts';
import type { ResponseFacts } from './facts.ts';
import { type Input, readInput } from './input.ts';
import { type PictureTool, pictureTool, type ResponsesRequest } from './request.ts';

/** What a caller of `/v1/responses` wants, checked as far as it can be without looking at pictures. */
export interface ResponseOrder {
  request: ResponsesRequest;
  model: ModelInfo;
  settings: PictureTool;
  input: Input;
  facts: ResponseFacts;
}

type Path = readonly (string | number)[];

/** @throws ServiceError naming the field that is wrong */
export function readResponseOrder(request: ResponsesRequest, models: ShimDeps['models']): ResponseOrder {
  const { path, settings } = readTool(request);
  const named = settings.model || null;
  const model = pictureModel(models, named ?? request.model, named === null ? 'model' : fieldName([...path, 'model']));
  if (request.tool_choice === 'none') throw noTool();
  if (settings.input_image_mask !== undefined && settings.input_image_mask !== null) throw noMask(path);
  const facts = {
    output: outputOf(settings, path),
    quality: settings.quality || null,
    metadata: request.metadata ?? {},
    previousId: request.previous_response_id || null,
    background: request.background ?? false,
  };
  return { request, model, settings, input: readInput(request.input), facts };
}

/** The tool that makes pictures, and where it stands. It need not be named, since the models here do nothing else. */
function readTool({ tools }: ResponsesRequest): { path: Path; settings: PictureTool } {
  const index = tools?.findIndex(({ type }) => type === 'image_generation') ?? -1;
  const path: Path = index === -1 ? [] : ['tools', index];
  return { path, settings: parse(pictureTool, tools?.[index] ?? {}, path) };
}

function noTool(): ServiceError {
  const message = 'The models here only make pictures, which tool_choice "none" forbids. Leave it out.';
  return new ServiceError('invalid_value', message, { param: 'tool_choice' });
}

function noMask(path: Path): ServiceError {
  const message = 'A mask cannot be used: the upstream changes whole pictures by the words of the prompt.';
  return new ServiceError('invalid_value', message, { param: fieldName([...path, 'input_image_mask']) });
}
