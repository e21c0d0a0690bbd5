import { BooleanType, type EntitySchema, JsonType } from '@mikro-orm/core';

/** How a field's stored form becomes its value; other types are stored as what they are. */
const CONVERSIONS = new Map<unknown, (stored: unknown) => unknown>([
  [JsonType, (stored) => JSON.parse(String(stored))],
  [BooleanType, Boolean],
]);

/**
 * How a fixed statement selects and reads whole rows of an entity without the ORM. `columns` gives each the name of its
 * field; `read` then has only to convert the few that are stored in another form.
 */
export function storedRows<Row extends object>({ meta }: EntitySchema) {
  const fields = Object.entries<{ type: unknown }>(meta.properties);
  const converted = fields.flatMap(([name, { type }]) => {
    const convert = CONVERSIONS.get(type);
    return convert === undefined ? [] : [{ name, convert }];
  });
  type Name = keyof Row & string;
  return {
    columns: fields.map(([name]) => `${name} as ${name}` as `${Name} as ${Name}`),
    read(stored: Record<string, unknown>): Row {
      for (const { name, convert } of converted) if (stored[name] !== null) stored[name] = convert(stored[name]);
      return stored as Row;
    },
  };
}
