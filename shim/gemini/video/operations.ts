import { z } from 'zod';
import { ServiceError } from '../../../schema/errors.ts';
import type { JobView } from '../../../schema/generation.ts';
import { type AnswerBody, answerWhole } from '../../answer-whole.ts';
import { callerSignal } from '../../caller-gone.ts';
import type { ShimDeps } from '../../deps.ts';
import { markJob } from '../../known-job.ts';
import { callerOf } from '../../middleware/authenticate.ts';
import { readJson } from '../../middleware/read-json.ts';
import { parse } from '../../parse.ts';
import { publicUrlOf } from '../../public-url.ts';
import { shortened } from '../../shortened.ts';
import type { Route, RouteContext } from '../../state.ts';
import { camelKeys } from '../camel-keys.ts';
import { openMedia } from '../inline-media.ts';
import type { ModelMethod } from '../model-methods.ts';
import { callIdIn, operationIdOf, operationName } from './operation-name.ts';
import { outcomeOf } from './operation-outcome.ts';
import { ROUTE } from './predict-long-running.ts';
import { type Operation, presentOperation, presentVertexOperation } from './present-operation.ts';

type OperationDeps = Pick<ShimDeps, 'generations' | 'images' | 'settings' | 'now'>;

/** `GET …/operations/{id}`, also below a model: how the videos of a call stand; other keys' operations are unknown here. */
export function createGetOperation(deps: OperationDeps): Route {
  return async (ctx) => {
    const operation = await operationOf(ctx, deps, `operations/${ctx.params.operation ?? ''}`);
    if (ctx.params.publisher !== undefined) return answerInVertexForm(ctx, deps, operation);
    ctx.body = presentOperation(operation, publicUrlOf(ctx.req, deps.settings()));
  };
}

export const fetchRequest = z.object({ operationName: z.string('must be the name of an operation') });

/** `:fetchPredictOperation`, how Vertex AI is asked the same: the results are in the answer. */
export function createFetchPredictOperation(deps: OperationDeps): ModelMethod {
  return async (ctx, { model }) => {
    ctx.state.model = model;
    const { bodyLimitBytes: limitBytes, captureBodies: capture } = deps.settings();
    const { operationName: name } = parse(fetchRequest, camelKeys(await readJson(ctx, { limitBytes, capture })));
    await answerInVertexForm(ctx, deps, await operationOf(ctx, deps, name));
  };
}

async function answerInVertexForm(ctx: RouteContext, deps: OperationDeps, operation: Operation): Promise<void> {
  const settings = deps.settings();
  const publicUrl = publicUrlOf(ctx.req, settings);
  const options = { images: deps.images, publicUrl };
  await answerWhole(ctx, { settings, signal: callerSignal(ctx.res) }, () => vertexBody(operation, options));
}

/** A result that is no longer kept is a failure of the operation, and not of asking for it. */
async function vertexBody(
  operation: Operation,
  options: { images: ShimDeps['images']; publicUrl: string },
): Promise<AnswerBody> {
  const { outcome } = operation;
  try {
    const media = await openMedia(outcome?.made ?? [], options);
    return { value: presentVertexOperation(operation, media.list), [Symbol.dispose]: media[Symbol.dispose] };
  } catch (cause) {
    if (outcome === null || !(cause instanceof ServiceError)) throw cause;
    const failed = { ...operation, outcome: { ...outcome, failure: cause } };
    return { value: presentVertexOperation(failed, []), [Symbol.dispose]: () => undefined };
  }
}

/** @throws ServiceError `not_found` when this key has no such operation */
async function operationOf(
  ctx: RouteContext,
  { generations, now }: Pick<OperationDeps, 'generations' | 'now'>,
  name: string,
): Promise<Operation> {
  const callId = callIdIn(name);
  const all = callId === null ? [] : await generations.ofCall(callId, callerOf(ctx).apiKeyId);
  const jobs = all.filter(isVideo);
  const [first] = jobs;
  if (first === undefined) throw unknownOperation(name);
  markJob(ctx, first);
  const id = operationIdOf(callId) ?? '';
  return { name: operationName(ctx, first.model, id), jobs, outcome: outcomeOf(jobs, now()) };
}

/** Whether a job was made as a part of an operation. */
function isVideo({ route }: JobView): boolean {
  return route === ROUTE;
}

function unknownOperation(name: string): ServiceError {
  const message = `There is no operation '${shortened(name)}' for this key.`;
  return new ServiceError('not_found', message, { param: 'name' });
}
