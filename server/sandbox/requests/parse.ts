import type { z } from 'zod';
import { type FieldViolation, invalidFields } from '../upstream-error.ts';

/**
 * Checks a request body strictly.
 * @throws UpstreamError 400 that lists every wrong and every unknown field.
 */
export function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw invalidFields(result.error.issues.flatMap(violationsOf));
}

function violationsOf(issue: z.core.$ZodIssue): FieldViolation[] {
  const at = fieldName(issue.path);
  if (issue.code !== 'unrecognized_keys') return [{ field: at, description: issue.message }];
  return issue.keys.map((key) => ({
    field: fieldName([...issue.path, key]),
    description: `Invalid JSON payload received. Unknown name "${key}"${at === '' ? '' : ` at '${at}'`}: Cannot find field.`,
  }));
}

/** A field as the upstream spells it, for example `requests[0].textInput.prompt`. */
const fieldName = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (name, part) =>
      typeof part === 'number' ? `${name}[${part}]` : name === '' ? String(part) : `${name}.${String(part)}`,
    '',
  );
