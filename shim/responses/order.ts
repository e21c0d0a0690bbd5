import { ServiceError } from '../../schema/errors.ts';
import type { ModelInfo, ShimDeps } from '../deps.ts';
import { outputOf } from '../images/output.ts';
import { pictureModel, UNNAMED } from '../images/picture-model.ts';
import { fieldName, parse } from '../parse.ts';
import { shortened } from '../shortened.ts';
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
  const tool = readTool(request);
  const { path, settings } = tool;
  const model = modelOf(request, tool, models);
  if (request.tool_choice === 'none') throw noTool();
  if (settings.input_image_mask !== undefined && settings.input_image_mask !== null) throw noMask(path);
  const facts = {
    output: outputOf(settings, path),
    quality: settings.quality || null,
    model: request.model?.trim() ? shortened(request.model.trim()) : null,
    metadata: request.metadata ?? {},
    previousId: request.previous_response_id || null,
    background: request.background ?? false,
  };
  return { request, model, settings, input: readInput(request.input), facts };
}

/**
 * What makes the picture. On OpenAI's wire a model for texts calls the tool, so that beside the tool an unknown name stands for
 * one of those, and the picture is made by what none would mean.
 */
function modelOf({ model }: ResponsesRequest, { path, settings }: Tool, models: ShimDeps['models']): ModelInfo {
  if (settings.model) return pictureModel(models, settings.model, fieldName([...path, 'model']));
  const isForTexts = path.length > 0 && models.get(model?.trim() ?? '') === null && models.get(UNNAMED) !== null;
  return pictureModel(models, isForTexts ? null : model);
}

interface Tool {
  /** Empty when it was not named. */
  path: Path;
  settings: PictureTool;
}

/** The tool that makes pictures, and where it stands. It need not be named, since the models here do nothing else. */
function readTool({ tools }: ResponsesRequest): Tool {
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
