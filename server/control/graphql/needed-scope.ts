import type { GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';

/** What a part of the schema was declared with. */
interface Declared {
  extensions: { pothosOptions?: { authScopes?: Readonly<Record<string, true>> } };
}

const scopesOf = ({ extensions }: Declared): string[] => Object.keys(extensions.pothosOptions?.authScopes ?? {});

/** The one scope that a field asks for, by itself or by its type; null for none. `anyone` is for who is not signed in. */
export function neededScope(type: GraphQLObjectType, fieldName: string): string | null {
  const field = type.getFields()[fieldName];
  const [ofField] = field === undefined ? [] : scopesOf(field as Declared);
  return ofField ?? scopesOf(type as Declared)[0] ?? null;
}

/** Has the description of every root field end with the scope that it needs. */
export function tellScopes(schema: GraphQLSchema): GraphQLSchema {
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      if (type != null) field.description = withScope(field, neededScope(type, field.name));
    }
  }
  return schema;
}

function withScope({ name, description }: GraphQLField<unknown, unknown>, scope: string | null): string {
  if (scope === null) throw new Error(`${name} names no scope; each root field names one`);
  return `${description ?? ''} Scope: ${scope === 'anyone' ? 'none' : `\`${scope}\``}.`.trim();
}
