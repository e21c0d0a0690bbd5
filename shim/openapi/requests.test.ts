import { expect, test } from 'vitest';
import type { z } from 'zod';
import { createSchema } from 'zod-openapi';
import { ServiceError } from '../../schema/errors.ts';
import { wholeNumber, word, yesOrNo } from '../fields.ts';
import { picturesIn } from '../images/pictures.ts';
import { document, operations, requestFaults, resolved } from '../testing/openapi.ts';
import { makeVideo } from './testing/openai-cases.ts';
import { PNG, startStage } from './testing/stage.ts';

interface Schema {
  $ref?: string;
  anyOf?: Schema[];
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
}

interface Body {
  schema: Schema;
  example: Record<string, unknown>;
}

/** The operations that take JSON, each with what it takes and an example of that. */
const bodies = operations.flatMap(({ operationId, requestBody }) => {
  const { schema, example } = requestBody?.content['application/json'] ?? {};
  return schema === undefined || example === undefined ? [] : [[operationId, { schema, example } as Body] as const];
});

/** Values of every sort, of which most fields take only few. */
const PROBES = [{}, [], [{}], [7], true, 7.5, -1, 'x'.repeat(200)];

/** A video that `remixVideo` may be about. */
const VIDEO = `video_${'1'.padStart(32, '0')}`;

function pathFor(operation: string): Record<string, string> {
  const model = /^(predictLong|fetch)/.test(operation) ? 'veo-3.1-fast' : 'gemini-2.5-flash-image';
  return { model, id: VIDEO };
}

test.each(bodies)('%s refuses, before anything is made, whatever its schema does', async (operation, body) => {
  await using stage = await startStage();
  await makeVideo(stage);
  stage.shim.service.submitted.length = 0;
  const { schema, example } = body;
  const refused = fieldsOf(schema).flatMap((path) =>
    PROBES.map((probe) => [path.join('.'), probe, withValue(example, path, probe)] as const).filter(
      ([, , value]) => requestFaults(schema, value).length > 0,
    ),
  );
  const taken: unknown[] = [];
  for (const [path, probe, value] of refused) {
    const response = await stage.call(operation, { path: pathFor(operation), body: value });
    await response.text();
    if (response.status !== 400) taken.push([path, probe, response.status]);
  }
  expect(taken).toEqual([]);
  expect(stage.shim.service.submitted).toEqual([]);
  if (operation !== 'startUpload') expect(refused.length).toBeGreaterThan(0);
});

test.each(bodies)('%s names each field that its schema requires and a request has not', async (operation, body) => {
  await using stage = await startStage();
  await makeVideo(stage);
  const { required = [] } = resolved(body.schema);
  for (const field of required) {
    const { [field]: _left, ...rest } = body.example;
    const response = await stage.call(operation, { path: pathFor(operation), body: rest });
    expect(response.status, field).toBe(400);
    expect(await response.text(), field).toContain(field);
  }
});

/** The fields of a body and of the objects in it, as paths. Lists are not looked into. */
function fieldsOf(schema: Schema, path: readonly string[] = []): string[][] {
  const { properties = {}, anyOf = [] } = resolved(schema);
  const objects = anyOf.map(resolved).filter(({ type }) => type !== 'null');
  if (objects.length === 1) return fieldsOf(objects[0] as Schema, path);
  return Object.entries(properties).flatMap(([name, field]) => {
    const own = [...path, name];
    return [own, ...fieldsOf(field, own)];
  });
}

function withValue(body: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): object {
  if (rest.length === 0) return { ...body, [name]: value };
  const inner = body[name];
  const within = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {};
  return { ...body, [name]: withValue(within as Record<string, unknown>, rest, value) };
}

test('every field of a form that the document says takes files takes one', async () => {
  await using stage = await startStage();
  expect(forms.map(([operation]) => operation)).toEqual(['createImages', 'editImages', 'createVideo']);
  for (const [operation, schema] of forms) {
    const fields = Object.entries(resolved(schema).properties ?? {}).filter(([, field]) => takesFiles(field));
    expect(fields, operation).not.toEqual([]);
    for (const [field] of fields) {
      const form = new FormData();
      form.set('model', operation === 'createVideo' ? 'sora-2' : 'gpt-image-2');
      form.set('prompt', 'an otter');
      form.set(field, new Blob([PNG]), 'otter.png');
      if (field === 'last_frame') form.set('input_reference', new Blob([PNG]), 'first.png');
      const response = await stage.call(operation, { body: form });
      expect(response.status, `${operation} ${field}: ${await response.text()}`).toBe(200);
    }
  }
});

const forms = operations.flatMap(({ operationId, requestBody }) => {
  const schema = requestBody?.content['multipart/form-data']?.schema;
  return schema !== undefined && takesFiles(resolved(schema)) ? [[operationId, schema as Schema] as const] : [];
});

function takesFiles(schema: object): boolean {
  return JSON.stringify(schema).includes('"format":"binary"');
}

test.each<[string, z.ZodType, unknown[]]>([
  ['a whole number', wholeNumber(), [1, '1', ' -7 ', 1.5, 'one', {}, null, true]],
  ['a whole number in bounds', wholeNumber({ min: 1, max: 3 }), [1, 3, '2', 0, 4, 'x', null, []]],
  ['yes or no', yesOrNo, [true, false, 'true', 'false', '1', '0', null, 'maybe', 1, {}]],
  ['a word', word(['asc', 'desc']), ['asc', 'desc', 'up', null, 3, {}]],
])('%s is documented as it is read', (_name, field, values) => {
  const { schema } = createSchema(field, { io: 'input' });
  for (const value of values) {
    expect(requestFaults(schema as object, value).length === 0, JSON.stringify(value)).toBe(
      field.safeParse(value).success,
    );
  }
});

test('every documented form of a picture is read', () => {
  const schema = document.components?.schemas?.Picture;
  const { examples = [] } = { ...(schema as { examples?: unknown[] }) };
  expect(examples.length).toBeGreaterThan(3);
  for (const example of examples) expect(picturesIn(example, ['image'])).toHaveLength(1);
  expect(picturesIn(examples, ['images'])).toHaveLength(examples.length);
  expect(() => picturesIn({ file_id: 'x' }, ['image'])).toThrow(ServiceError);
});
