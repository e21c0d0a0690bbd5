import { expect, test } from 'vitest';
import { z } from 'zod';
import { appRouter } from './app-router.ts';

interface Procedure {
  _def: { inputs?: readonly z.ZodType[] };
}

/** Where in an input there are lists or texts without a bound, by the JSON schema that says what may be sent. */
function unboundedIn(schema: unknown, at: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, maxItems, maxLength, enum: values, const: value } = schema as Record<string, unknown>;
  const isOpen =
    (type === 'array' && maxItems === undefined) ||
    (type === 'string' && maxLength === undefined && values === undefined && value === undefined);
  const inside = Object.entries(schema).flatMap(([name, part]) => unboundedIn(part, `${at}.${name}`));
  return isOpen ? [at, ...inside] : inside;
}

const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>);

test('every list and every text that a procedure takes has a bound of its own, but for files', () => {
  const open = procedures.flatMap(([name, { _def }]) =>
    (_def.inputs ?? []).flatMap((input) =>
      unboundedIn(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }), name),
    ),
  );
  const places = open.map((place) => place.replaceAll(/\.(properties|anyOf|\d+|items|\$defs)(?=\.|$)/g, ''));
  expect([...new Set(places)].sort()).toEqual(['tokens.import.content', 'tokens.importDryRun.content']);
});
