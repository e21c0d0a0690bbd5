import { z } from 'zod';

/**
 * A part of an answer that it is read without when it is absent or has an unknown form: what stands beside a name must never
 * cost us the name, and with it work that may be paid for.
 */
export const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null);

export const maybeText = maybe(z.string());

/** A list whose entries are read one by one, so that an odd one does not hide the others. */
export const maybeList = maybe(z.array(z.unknown()));

/** A whole number, which the upstream writes as text when it is 64 bits wide. A fraction is rounded down. */
export const wireNumber = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .transform(Math.floor);

/** Each entry on its own, null for one of an unknown form. */
export function readAll<T>(schema: z.ZodType<T>, entries: unknown[] | null | undefined): (T | null)[] {
  return (entries ?? []).map((entry) => schema.safeParse(entry).data ?? null);
}
