import type { ModelInfo, ShimDeps } from '../deps.ts';
import { knownModel } from '../known-model.ts';
import { presentModel, presentModelList } from '../presenters/models.ts';
import type { Route } from '../state.ts';

type ModelDeps = Pick<ShimDeps, 'models'>;

/** `GET /v1/models`. The text is made once per catalogue, for apps ask for it at every turn. */
export function createListModels({ models }: ModelDeps): Route {
  const texts = new WeakMap<readonly ModelInfo[], string>();
  return (ctx) => {
    const list = models.list();
    const text = texts.get(list) ?? JSON.stringify(presentModelList(list));
    texts.set(list, text);
    ctx.type = 'application/json';
    ctx.body = text;
  };
}

/** `GET /v1/models/{id}`. An id may hold slashes, plain or as `%2F`. */
export function createGetModel({ models }: ModelDeps): Route {
  return (ctx) => {
    ctx.body = presentModel(knownModel(models, ctx.params.id ?? ''));
  };
}
