import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { document, operations, requestFaults, resolved } from '../testing/openapi.ts';

const copy = () => JSON.parse(JSON.stringify(document)) as { paths: Record<string, Record<string, object>> };

test('the document is OpenAPI 3.1, as an independent reader has it', async () => {
  const validator = new Validator();
  expect(await validator.validate(copy())).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('that reader would see a mistake', async () => {
  const broken = copy();
  broken.paths['/v1/models'] = { get: { parameters: [{ name: 'x' }] } };
  expect((await new Validator().validate(broken)).valid).toBe(false);
});

test('every operation has a name of its own, a summary and a known tag', () => {
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const tags = document.tags?.map(({ name }) => name) ?? [];
  for (const { operationId, summary, tags: own = [] } of operations) {
    expect(summary, operationId).toMatch(/\S/);
    expect(
      own.filter((tag) => tags.includes(tag)),
      operationId,
    ).toHaveLength(1);
  }
  expect(tags.filter((tag) => operations.every(({ tags: own }) => !own?.includes(tag)))).toEqual([]);
});

test('the parameters of a path are those that stand in it', () => {
  for (const { operationId, path, parameters = [] } of operations) {
    const inPath = parameters.map(resolved).filter((parameter) => parameter.in === 'path');
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(inPath.map(({ name }) => name).toSorted(), operationId).toEqual(named.toSorted());
  }
});

test('every parameter is told about', () => {
  const silent = operations.flatMap(({ operationId, parameters = [] }) =>
    parameters.map(resolved).flatMap(({ name, description }) => (description ? [] : [`${operationId} ${name}`])),
  );
  expect(silent).toEqual([]);
});

test('every example of a request is as its schema says', () => {
  const bodies = operations.flatMap(({ operationId, requestBody }) =>
    Object.values(requestBody?.content ?? {}).map((content) => ({ operationId, ...content })),
  );
  const examples = bodies.filter(({ example }) => example !== undefined);
  expect(examples.length).toBeGreaterThan(10);
  for (const { operationId, schema = {}, example } of examples) {
    expect(requestFaults(schema, example), operationId).toEqual([]);
  }
});

test('there is no component that nothing leads to', () => {
  const text = JSON.stringify(document);
  const kinds = ['schemas', 'headers', 'parameters', 'responses'] as const;
  const unused = kinds.flatMap((kind) =>
    Object.keys(document.components?.[kind] ?? {}).filter((name) => !text.includes(`"#/components/${kind}/${name}"`)),
  );
  expect(unused).toEqual([]);
});
