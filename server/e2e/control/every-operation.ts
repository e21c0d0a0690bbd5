import { encodeGlobalID } from '@pothos/plugin-relay';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  OperationTypeNode,
} from 'graphql';
import { schema } from '../../control/graphql/schema.ts';

/** One field of Query, Mutation or Subscription, as a request that its resolver would take. */
export interface Operation {
  name: string;
  type: OperationTypeNode;
  /** The scope that it names, or `anyone`. */
  scope: string;
  query: string;
  /** The same, asking for all that it can tell, a few levels deep. */
  everything: string;
}

/** Every operation that the schema has, whatever is added to it. */
export function everyOperation(): Operation[] {
  return Object.values(OperationTypeNode).flatMap((type) =>
    Object.values(schema.getRootType(type)?.getFields() ?? {}).map((field) => operationOf(type, field)),
  );
}

function operationOf(type: OperationTypeNode, field: GraphQLField<unknown, unknown>): Operation {
  const required = field.args.filter(isRequiredArgument);
  const args = required.map((arg) => `${arg.name}: ${globalIdFor(arg) ?? valueFor(arg.type)}`).join(', ');
  const asking = (selection: string) => `${type} { ${field.name}${args === '' ? '' : `(${args})`}${selection} }`;
  return {
    name: `${type} ${field.name}`,
    type,
    scope: scopeOf(field),
    query: asking(isCompositeType(getNamedType(field.type)) ? ' { __typename }' : ''),
    everything: asking(selectionOf(getNamedType(field.type), LEVELS)),
  };
}

const LEVELS = 4;

/** All fields without arguments that must be given; of a union, those of each of its types. */
function selectionOf(type: GraphQLNamedType, levels: number): string {
  if (isUnionType(type)) {
    const parts = type.getTypes().map((one) => `... on ${one.name}${selectionOf(one, levels)}`);
    return ` { ${parts.join(' ')} }`;
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return '';
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const inner = getNamedType(field.type);
    if (field.args.some(isRequiredArgument) || (levels === 0 && isCompositeType(inner))) return [];
    return `${field.name}${selectionOf(inner, levels - 1)}`;
  });
  return ` { __typename ${fields.join(' ')} }`;
}

/** What the field says of itself; never a guess. */
function scopeOf({ name, extensions }: GraphQLField<unknown, unknown>): string {
  const options = extensions.pothosOptions as { authScopes?: Record<string, true> } | undefined;
  const scopes = Object.keys(options?.authScopes ?? {});
  if (scopes.length !== 1) throw new Error(`${name} names ${scopes.length} scopes; each root field names one`);
  return scopes[0] as string;
}

/** Where an id of one type is wanted, one that could be: what cannot be read is refused before anybody asks who is there. */
function globalIdFor({ extensions }: GraphQLArgument): string | null {
  const { isRelayGlobalID, relayGlobalIDFor: types } = extensions as {
    isRelayGlobalID?: boolean;
    relayGlobalIDFor?: readonly { typename: string }[];
  };
  if (isRelayGlobalID !== true) return null;
  return JSON.stringify(encodeGlobalID(types?.[0]?.typename ?? 'Token', '1'));
}

function valueFor(type: GraphQLInputType): string {
  if (isNonNullType(type)) return valueFor(type.ofType);
  if (isListType(type)) return '[]';
  if (isEnumType(type)) return type.getValues()[0]?.name ?? 'null';
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{ ${required.map((field) => `${field.name}: ${valueFor(field.type)}`).join(', ')} }`;
  }
  return VALUES[type.name] ?? '"x"';
}

const VALUES: Readonly<Record<string, string>> = {
  Int: '1',
  Float: '1',
  Boolean: 'true',
  DateTime: '"2026-11-28T12:00:00Z"',
};
