import { expect, test } from 'vitest';
import { routersOf } from '../app.ts';
import { modelMethods } from '../gemini/model-methods.ts';
import { createFakeService } from '../testing/fake-service.ts';
import { type Operation, operations, samplePath } from '../testing/openapi.ts';
import { wireOf } from '../wire.ts';

const { deps } = createFakeService();

/** Every route of the service: a method and a pattern, in the order in which they are asked. */
const routes = routersOf(deps).flatMap(({ wire, router }) =>
  router.stack.flatMap((layer) =>
    layer.methods
      .filter((method) => method !== 'HEAD') // comes with every GET
      .map((method) => ({ wire, method, layer, name: `${method} ${String(layer.path)}` })),
  ),
);

/** The route that takes a documented operation; undefined when there is none. */
function routeOf({ method, path }: Operation): (typeof routes)[number] | undefined {
  const url = samplePath(path);
  const verb = method === 'head' ? 'GET' : method.toUpperCase();
  const wire = wireOf({ method: verb, url, headers: {} });
  return routes.find((route) => (route.wire ?? wire) === wire && route.method === verb && route.layer.match(url));
}

test('every route is documented', () => {
  const documented = new Set(operations.map(routeOf));
  expect(routes.filter((route) => !documented.has(route)).map(({ name }) => name)).toEqual([]);
});

test('everything that is documented has its route', () => {
  const astray = operations.filter((operation) => routeOf(operation) === undefined);
  expect(astray.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

test('every method of a model is documented at each of its places, and no other', () => {
  const byPlace = Object.groupBy(
    operations.flatMap(({ method, path }) => {
      const [, place = '', name = ''] = (method === 'post' && /^(.*\/models\/\{model\}):(\w+)$/.exec(path)) || [];
      return name === '' ? [] : [{ place, name }];
    }),
    ({ place }) => place,
  );
  expect(Object.keys(byPlace)).toHaveLength(3);
  const known = [...modelMethods(deps).keys()].toSorted();
  for (const methods of Object.values(byPlace)) {
    expect(methods?.map(({ name }) => name).toSorted()).toEqual(known);
  }
});
