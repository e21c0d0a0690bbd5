import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { createOpenApiDocument } from '../openapi/document.ts';

const METHODS = ['get', 'head', 'post', 'delete'] as const;

interface Content {
  schema?: object;
  example?: unknown;
}

interface Answer {
  $ref?: string;
  headers?: Record<string, { $ref?: string; required?: boolean }>;
  content?: Record<string, Content>;
}

interface Parameter {
  $ref?: string;
  in: string;
  name: string;
  description?: string;
}

/** An operation of the document, with what tells where it stands. */
export interface Operation {
  method: (typeof METHODS)[number];
  path: string;
  operationId: string;
  summary?: string;
  tags?: string[];
  security?: object[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, Answer>;
}

export const document = createOpenApiDocument();

export const operations: readonly Operation[] = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  METHODS.flatMap((method) => {
    const operation = item[method] as unknown as Operation | undefined;
    return operation === undefined ? [] : [{ ...operation, method, path }];
  }),
);

/** The operation of this name. */
export function operationOf(id: string): Operation {
  const found = operations.find(({ operationId }) => operationId === id);
  if (found === undefined) throw new Error(`The document has no operation '${id}'.`);
  return found;
}

/** The path with something in the place of each parameter. */
export function samplePath(path: string): string {
  return path.replace(/\{(\w+)\}/g, '$1');
}

/** What a reference within the document leads to; the value itself when it is none. */
export function resolved<T extends { $ref?: string }>(value: T): T {
  if (value.$ref === undefined) return value;
  const keys = value.$ref.replace(/^#\//, '').split('/');
  return keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document) as T;
}

/** The documented answer for a status: by its number, else by its hundred. */
export function answerFor({ responses }: Operation, status: number): Answer | null {
  const found = responses[status] ?? responses[`${Math.floor(status / 100)}XX`];
  return found === undefined ? null : resolved(found);
}

const requests = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
const answers = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
requests.addSchema({ ...document, $id: 'document' });
answers.addSchema({ ...(closed(document) as object), $id: 'document' });

/** What is wrong with the body of a request; nothing for a good one. */
export function requestFaults(schema: object, value: unknown): string[] {
  return faults(requests, schema, value);
}

/** What is wrong with the body of an answer. A field that the document does not have is wrong as well. */
export function answerFaults(schema: object, value: unknown): string[] {
  return faults(answers, closed(schema) as object, value);
}

const compiled = new Map<string, ValidateFunction>();

function faults(ajv: Ajv2020, schema: object, value: unknown): string[] {
  // A reference within a part of the document is one within the whole of it.
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"document#/');
  const name = (ajv === requests ? 'request ' : 'answer ') + text;
  const validate = compiled.get(name) ?? ajv.compile(JSON.parse(text) as object);
  compiled.set(name, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
  );
}

/** The same with no other fields than those that are named, wherever the document leaves that open. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, closed(item)]),
  );
  const isOpen = copy.type === 'object' && copy.properties !== undefined && copy.additionalProperties === undefined;
  return isOpen ? { ...copy, additionalProperties: false } : copy;
}
