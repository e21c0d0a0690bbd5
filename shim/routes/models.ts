import type { ModelInfo, ShimDeps } from '../deps.ts';
import { visibleModel } from '../known-model.ts';
import { callerOf } from '../middleware/authenticate.ts';
import { presentModel, presentModelList } from '../presenters/models.ts';
import type { Route } from '../state.ts';

type ModelDeps = Pick<ShimDeps, 'models'>;

/** `GET /v1/models`. Its bytes are made once for what can be served: they are many, and apps ask for them at every turn. */
export function createListModels({ models }: ModelDeps): Route {
  const bodies = new WeakMap<readonly ModelInfo[], Buffer>();
  return (ctx) => {
    const list = models.list(callerOf(ctx).apiKeyId);
    const body = bodies.get(list) ?? Buffer.from(JSON.stringify(presentModelList(list)));
    bodies.set(list, body);
    ctx.type = 'application/json';
    ctx.body = body;
  };
}

/** `GET /v1/models/{id}`. An id may hold slashes, plain or as `%2F`. */
export function createGetModel({ models }: ModelDeps): Route {
  return (ctx) => {
    ctx.body = presentModel(visibleModel(models, ctx.params.id ?? '', callerOf(ctx).apiKeyId));
  };
}
