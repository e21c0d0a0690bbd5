import Router from '@koa/router';
import type { ShimDeps } from '../deps.ts';
import { createAuthenticate } from '../middleware/authenticate.ts';
import type { ShimState } from '../state.ts';
import { createCallMethod } from './call-method.ts';
import { createGetFile } from './files/get-file.ts';
import { createDeleteFile, createListFiles } from './files/refused.ts';
import { createCreateInteraction } from './interactions/create-interaction.ts';
import { createCancelInteraction, createDeleteInteraction, createGetInteraction } from './interactions/interactions.ts';
import { modelMethods } from './model-methods.ts';
import { createGetModel, createGetPublisherModel, createListModels, createListPublisherModels } from './models.ts';
import { createGetOperation } from './video/operations.ts';

const PROJECT = '/projects/:project/locations/:location';
const INTERACTIONS = ['/interactions', `${PROJECT}/interactions`];
const INTERACTION = INTERACTIONS.map((path) => `${path}/:interaction`);

/**
 * Google's wire: the developer API (`/v1beta/models/…`) and the paths of Vertex AI (`/v1beta1/publishers/…`, with or
 * without a project). Which versions there are is decided by `wireOf`: only requests of this wire come here.
 */
export function geminiRouter(deps: ShimDeps): Router<ShimState> {
  const authenticate = createAuthenticate(deps.access);
  const methods = modelMethods(deps);
  const call = createCallMethod(methods);
  const operation = createGetOperation(deps);
  return new Router<ShimState>({ prefix: '/:version' })
    .get('/models', authenticate, createListModels(deps))
    .get('/models/*model/operations/:operation', authenticate, operation)
    .get('/models/*model', authenticate, createGetModel(deps, methods))
    .post('/models/*model', authenticate, call)
    .get('/publishers/:publisher/models', authenticate, createListPublisherModels(deps))
    .get('/publishers/:publisher/models/*model/operations/:operation', authenticate, operation)
    .get('/publishers/:publisher/models/*model', authenticate, createGetPublisherModel(deps, methods))
    .post('/publishers/:publisher/models/*model', authenticate, call)
    .get(`${PROJECT}/publishers/:publisher/models/*model/operations/:operation`, authenticate, operation)
    .post(`${PROJECT}/publishers/:publisher/models/*model`, authenticate, call)
    .get('/operations/:operation', authenticate, operation)
    .post(INTERACTIONS, authenticate, createCreateInteraction(deps))
    .get(INTERACTION, authenticate, createGetInteraction(deps))
    .delete(INTERACTION, authenticate, createDeleteInteraction(deps))
    .post(
      INTERACTION.map((path) => `${path}/cancel`),
      authenticate,
      createCancelInteraction(deps),
    )
    .get('/files', authenticate, createListFiles())
    .get('/files/*file', createGetFile(deps))
    .delete('/files/*file', authenticate, createDeleteFile());
}
