import { z } from 'zod';
import { ServiceError } from '../../schema/errors.ts';
import type { ModelInfo, ShimDeps } from '../deps.ts';
import { visibleModel } from '../known-model.ts';
import { callerOf } from '../middleware/authenticate.ts';
import { parse } from '../parse.ts';
import type { Route } from '../state.ts';
import { presentGeminiModel, presentPublisherModel } from './present-model.ts';

type ModelDeps = Pick<ShimDeps, 'models'>;

/** As many as Google gives at most; also what is given to who asks for no number, since most apps read one page only. */
const MAX_PAGE = 1000;

/** Google's programs write a number as a string, and 0 for one that is not set. */
export const pageQuery = z.object({
  pageSize: z.coerce.number().int('must be a whole number').min(0, 'must not be negative').optional(),
  pageToken: z.string('must be given once').optional(),
});

/** `GET …/models`: the catalogue, a page at a time. A page token is the name of the last model of the page before. */
export function createListModels({ models }: ModelDeps): Route {
  const presented = new WeakMap<readonly ModelInfo[], readonly object[]>();
  return (ctx) => {
    const list = models.list(callerOf(ctx).apiKeyId);
    const all = presented.get(list) ?? list.map(presentGeminiModel);
    presented.set(list, all);
    const { start, end, nextPageToken } = pageOf(list, ctx.query);
    ctx.body = { models: all.slice(start, end), nextPageToken };
  };
}

/** `GET …/publishers/google/models`: the same in the form of Vertex AI. */
export function createListPublisherModels({ models }: ModelDeps): Route {
  return (ctx) => {
    const list = models.list(callerOf(ctx).apiKeyId);
    const { start, end, nextPageToken } = pageOf(list, ctx.query);
    ctx.body = { publisherModels: list.slice(start, end).map(presentPublisherModel), nextPageToken };
  };
}

interface Page {
  start: number;
  end: number;
  /** Absent on the last page. */
  nextPageToken: string | undefined;
}

function pageOf(list: readonly ModelInfo[], query: object): Page {
  const { pageSize, pageToken = '' } = parse(pageQuery, { ...query });
  const start = pageToken === '' ? 0 : startAfter(list, pageToken);
  const end = start + Math.min(pageSize || MAX_PAGE, MAX_PAGE);
  return { start, end, nextPageToken: end < list.length ? list[end - 1]?.id : undefined };
}

function startAfter(list: readonly ModelInfo[], token: string): number {
  const index = list.findIndex(({ id }) => id === token);
  if (index !== -1) return index + 1;
  const message = "'pageToken' is not one of this list, which may have changed. Begin again without it.";
  throw new ServiceError('invalid_value', message, { param: 'pageToken' });
}

/** `GET …/models/{id}`. An id may hold slashes, plain or as `%2F`. */
export function createGetModel(deps: ModelDeps, methods: Methods): Route {
  return getModel(deps, methods, presentGeminiModel);
}

/** `GET …/publishers/google/models/{id}`. */
export function createGetPublisherModel(deps: ModelDeps, methods: Methods): Route {
  return getModel(deps, methods, presentPublisherModel);
}

/** The names that may stand behind a model and a colon, where another verb is meant. */
type Methods = Pick<ReadonlySet<string>, 'has'>;

function getModel({ models }: ModelDeps, methods: Methods, present: (model: ModelInfo) => object): Route {
  return (ctx) => {
    const name = ctx.params.model ?? '';
    const method = /:(\w+)$/.exec(name)?.[1] ?? '';
    if (methods.has(method)) {
      ctx.set('allow', 'POST');
      throw new ServiceError('method_not_allowed', `The method ':${method}' of a model takes POST, not ${ctx.method}.`);
    }
    ctx.body = present(visibleModel(models, name, callerOf(ctx).apiKeyId));
  };
}
