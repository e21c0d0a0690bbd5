import { type Compilable, type CompiledQuery, createQueryId, type QueryResult } from 'kysely';
import type { Queries, Transaction } from './database.ts';

/** Where a parameter of the finished statement comes from. */
type Slot = { field: string; json: boolean } | { constant: unknown };

interface Plan {
  query: CompiledQuery;
  slots: readonly Slot[];
}

/** Stands for a field's value while the statement is put together. It may be stored as JSON, so that is told apart. */
const markerOf = (field: string) => `\u0001value of ${field}`;

/**
 * A statement of a hot path. `build` is called once for each set of fields that it is given, with stand-ins in their
 * place; from then on the values are only bound. Putting a query together costs several times what running it does.
 *
 * `build` hands every value on as it is, and decides nothing by it.
 *
 * `read` makes the rows of what the database gives, in place of the ORM, which makes its map of all columns anew for
 * every answer.
 */
export function fixedStatement<Values extends object, Row = unknown>(
  build: (db: Queries | Transaction, values: Values) => Compilable,
  read?: (stored: Record<string, unknown>) => Row,
) {
  const plans = new Map<string, Plan>();

  function planFor(db: Queries | Transaction, fields: readonly string[]): Plan {
    const shape = fields.join();
    const known = plans.get(shape);
    if (known !== undefined) return known;
    const markers = Object.fromEntries(fields.map((field) => [field, markerOf(field)]));
    const query = build(db, markers as Values).compile();
    const plan = {
      query: read === undefined ? query : unknownToOrm(query),
      slots: query.parameters.map((parameter) => slotOf(parameter, fields)),
    };
    const bound = new Set(plan.slots.map((slot) => ('field' in slot ? slot.field : null)));
    const lost = fields.find((field) => !bound.has(field));
    if (lost !== undefined) throw new Error(`The statement does not hand on its field ${lost} as it is.`);
    plans.set(shape, plan);
    return plan;
  }

  return (db: Queries | Transaction, values: Values): Promise<QueryResult<Row>> => {
    const given = values as Record<string, unknown>;
    const fields = Object.keys(given).filter((field) => given[field] !== undefined);
    const { query, slots } = planFor(db, fields);
    const bound = { ...query, parameters: slots.map((slot) => boundValue(slot, given)) };
    if (read === undefined) return db.executeQuery(bound as CompiledQuery<Row>);
    const stored = db.executeQuery(bound as CompiledQuery<Record<string, unknown>>);
    return stored.then((result) => ({ ...result, rows: result.rows.map(read) }));
  };
}

/** The ORM turns the rows of those queries that it knows by their id, and leaves others' as they are. */
const unknownToOrm = (query: CompiledQuery): CompiledQuery => ({ ...query, queryId: createQueryId() });

function slotOf(parameter: unknown, fields: readonly string[]): Slot {
  for (const field of fields) {
    if (parameter === markerOf(field)) return { field, json: false };
    if (parameter === JSON.stringify(markerOf(field))) return { field, json: true };
  }
  return { constant: parameter };
}

function boundValue(slot: Slot, values: Record<string, unknown>): unknown {
  if ('constant' in slot) return slot.constant;
  const value = values[slot.field];
  return slot.json && value !== null ? JSON.stringify(value) : value;
}
