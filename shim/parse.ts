import type { z } from 'zod';
import { ServiceError } from '../schema/errors.ts';

type Path = readonly PropertyKey[];

/**
 * The value in the schema's form.
 * @param base where the value stands in the request, so that the error names the field as the caller wrote it
 * @throws ServiceError `missing_parameter` or `invalid_value` for the first field that is wrong
 */
export function parse<T extends z.ZodType>(schema: T, value: unknown, base: Path = []): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path ?? [];
  const param = fieldName([...base, ...path]);
  if (param === '') throw new ServiceError('invalid_request', 'The body must be a JSON object.');
  if (valueAt(value, path) === undefined)
    throw new ServiceError('missing_parameter', `'${param}' is required.`, { param });
  throw new ServiceError('invalid_value', `'${param}' is not valid: ${issue?.message ?? 'wrong value'}.`, { param });
}

/** A path as callers write it: `messages[2].content[1].image_url.url`. */
export function fieldName(path: Path): string {
  return path.reduce<string>((name, key) => {
    if (typeof key === 'number') return `${name}[${key}]`;
    return name === '' ? String(key) : `${name}.${String(key)}`;
  }, '');
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}
