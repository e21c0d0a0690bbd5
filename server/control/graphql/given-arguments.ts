import {
  type ArgumentNode,
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLSchema,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** An argument that a query gives. */
export interface Given {
  place: GraphQLArgument;
  node: ArgumentNode;
  /** The field at the root that it belongs to, as answers name it; undefined further inside. */
  path: readonly string[] | undefined;
}

/** Queries are kept read, so that they are walked through once as well. */
const known = new WeakMap<DocumentNode, readonly Given[]>();

/** All arguments of a query that was found to fit the schema, those of its fragments included. */
export function givenIn(schema: GraphQLSchema, document: DocumentNode): readonly Given[] {
  const given = known.get(document) ?? walk(schema, document);
  known.set(document, given);
  return given;
}

function walk(schema: GraphQLSchema, document: DocumentNode): Given[] {
  const given: Given[] = [];
  const types = new TypeInfo(schema);
  const fields: string[] = [];
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: {
        enter: ({ alias, name }) => void fields.push((alias ?? name).value),
        leave: () => void fields.pop(),
      },
      Argument(node) {
        const place = types.getArgument();
        if (place != null) given.push({ place, node, path: fields.length === 1 ? [...fields] : undefined });
      },
    }),
  );
  return given;
}
