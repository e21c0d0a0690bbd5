import { z } from 'zod';

/** What is said of each field: a text, or a schema in the place of one that the route takes as it comes and reads further. */
type Told<Shape> = { readonly [Field in keyof Shape]: string | z.ZodType };

/**
 * The schema that a route parses with, as the document shows it. Every field has to be told about: one that is new in the
 * route's schema does not compile without its words here.
 */
export function documented<Shape extends Record<string, z.ZodType>>(
  schema: z.ZodObject<Shape>,
  told: Told<Shape>,
): z.ZodObject {
  const fields = Object.entries<string | z.ZodType>(told).map(([name, as]) => {
    return [name, typeof as === 'string' ? schema.shape[name]?.describe(as) : as] as const;
  });
  return z.object(Object.fromEntries(fields) as z.ZodRawShape);
}

/** What stands in a field that may be left out or be null. */
export function within<T extends z.ZodType>(field: z.ZodOptional<z.ZodNullable<T>>): T {
  return field.unwrap().unwrap();
}
