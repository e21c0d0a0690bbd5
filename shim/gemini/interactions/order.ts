import type { ImageRole } from '../../../schema/catalogue.ts';
import { ServiceError } from '../../../schema/errors.ts';
import type { ModelInfo, ShimDeps } from '../../deps.ts';
import { knownModel } from '../../known-model.ts';
import { parse } from '../../parse.ts';
import { type Input, readInput } from './input.ts';
import { type InteractionRequest, interactionRequest } from './request.ts';
import { type ResultFormat, readFormat } from './response-format.ts';
import { roleFor } from './task.ts';

/** What a caller of an interaction wants, checked as far as it can be without looking at pictures. */
export interface InteractionOrder {
  request: InteractionRequest;
  model: ModelInfo;
  input: Input;
  format: ResultFormat;
  /** What the pictures of a video are to be, where the caller says it. */
  role: ImageRole | undefined;
  /** The interaction that this one goes on from. */
  previousId: string | null;
}

/** @throws ServiceError naming the field that is wrong */
export function readInteraction(body: unknown, models: ShimDeps['models']): InteractionOrder {
  const request = parse(interactionRequest, body);
  refuse(request);
  const model = knownModel(models, nameIn(request));
  const input = readInput(request.input);
  const format = readFormat(request, model.kind);
  const previousId = request.previous_interaction_id || null;
  const builds = input.pictures.length + input.earlier.length + (previousId === null ? 0 : 1);
  const { video_config } = request.generation_config ?? {};
  const role = model.kind === 'video' ? roleFor(video_config?.task, builds) : undefined;
  if (model.kind === 'video' && input.earlierVideo !== null) throw noVideo(input.earlierVideo);
  return { request, model, input, format, role, previousId };
}

function nameIn({ model }: InteractionRequest): string {
  const name = model?.trim().replace(/^models\//, '') ?? '';
  if (name !== '') return name;
  const message = "'model' is required. GET /v1beta/models lists all names.";
  throw new ServiceError('missing_parameter', message, { param: 'model' });
}

function refuse({ agent, continuation_token: token }: InteractionRequest): void {
  if (agent !== undefined && agent !== null && agent !== '') {
    const message = "'agent' cannot be used: there are no agents here. Name a model instead.";
    throw new ServiceError('invalid_value', message, { param: 'agent' });
  }
  if (token !== undefined && token !== null && token !== '') {
    const message =
      "'continuation_token' means nothing here: results are made in one go, so that none is ever given out.";
    throw new ServiceError('invalid_value', message, { param: 'continuation_token' });
  }
}

/** What cannot be gone on from. */
export function noVideo(param: string): ServiceError {
  const message = `'${param}' is a video, and no model here extends or changes one. Ask for a new video without it.`;
  return new ServiceError('invalid_value', message, { param });
}
