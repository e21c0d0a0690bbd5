import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import { expect, test } from 'vitest';
import { ServiceError } from '../../../schema/errors.ts';
import { A_FILE, mostCharacters, mostEntries } from './argument-bounds.ts';
import { checkArguments } from './bounded-arguments.ts';
import { schema } from './schema.ts';

/** A place somewhere in the arguments of a field, with the way to it from the field on. */
interface Found {
  place: GraphQLArgument | GraphQLInputField;
  way: readonly (GraphQLArgument | GraphQLInputField)[];
}

function placesIn(places: readonly (GraphQLArgument | GraphQLInputField)[], way: Found['way'] = []): Found[] {
  return places.flatMap((place) => {
    const named = getNamedType(place.type);
    const here = [...way, place];
    const inside = isInputObjectType(named) && !way.includes(place) ? Object.values(named.getFields()) : [];
    return [{ place, way: here }, ...placesIn(inside, here)];
  });
}

/** Every argument of every field that there is, with the operation in whose type it stands; other types are asked by a query. */
const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
  isObjectType(type) && !type.name.startsWith('__')
    ? Object.values(type.getFields()).map((field) => ({ field, type: type.name }))
    : [],
);
const cases = fields.flatMap(({ field, type }) =>
  placesIn(field.args).map(({ place, way }) => ({
    ...{ field, type, place, way },
    name: `${type}.${field.name}(${way.map((one) => one.name).join('.')})`,
  })),
);
const lists = cases.filter(({ place }) => isListType(getNullableType(place.type)));
const texts = cases.filter(
  ({ place }) =>
    isLeafType(getNamedType(place.type)) &&
    ['String', 'ID', 'DateTime', 'JSON'].includes(getNamedType(place.type).name),
);

/** A query that gives the one argument, in a variable of its own; what else it would need is left out. */
function asking({
  field,
  type,
  way,
}: Pick<(typeof cases)[number], 'type' | 'way'> & { field: GraphQLField<unknown, unknown> }) {
  const [argument, ...inner] = way;
  if (argument === undefined) throw new Error('no way to an argument');
  const operation = ['Mutation', 'Subscription'].includes(type) ? type.toLowerCase() : 'query';
  const wrap = (value: unknown): unknown =>
    inner.reduceRight<unknown>((within, one) => ({ [one.name]: within }), value);
  return {
    document: parse(`${operation}($v: ${argument.type}) { ${field.name}(${argument.name}: $v) }`),
    wrap,
  };
}

function refusal(one: (typeof cases)[number], value: unknown): unknown {
  if (!['Query', 'Mutation', 'Subscription'].includes(one.type)) throw new Error(`${one.name} is not at the root`);
  const { document, wrap } = asking(one);
  try {
    checkArguments({ schema, document, variableValues: { v: wrap(value) } });
    return null;
  } catch (cause) {
    const { originalError } = cause as { originalError: unknown };
    return originalError instanceof ServiceError ? [originalError.code, originalError.param] : cause;
  }
}

const filled = (length: number) => Array.from({ length }, () => '1');

test('there are lists and texts to be looked at, in filters and beside them', () => {
  const names = lists.map(({ name }) => name);
  expect(names).toContain('Query.requestLogs(filter.tokenIds)');
  expect(names).toContain('Mutation.setTokensEnabled(ids)');
  expect(texts.length).toBeGreaterThan(lists.length);
});

test.each(lists)('$name takes no longer list than it says', (one) => {
  const most = mostEntries(one.place);
  expect(most).toBeLessThanOrEqual(one.type === 'Mutation' ? 10_000 : 500);
  const { place } = one;
  expect(refusal(one, filled(most + 1))).toEqual(['invalid_value', place.name]);
  expect(refusal(one, isInputObjectType(getNamedType(place.type)) ? [] : filled(most))).toBeNull();
});

test.each(texts.filter(({ place }) => mostCharacters(place) < A_FILE.extensions.mostCharacters))(
  '$name takes no longer text than it says',
  (one) => {
    const most = mostCharacters(one.place);
    expect(most).toBeLessThanOrEqual(200_000);
    const given = (text: string): unknown => (isListType(getNullableType(one.place.type)) ? [text] : text);
    expect(refusal(one, given('x'.repeat(most + 1)))).toEqual(['invalid_value', one.place.name]);
    expect(refusal(one, given('x'.repeat(most)))).toBeNull();
  },
);

test('contents of files alone are bounded by the body', () => {
  const unbounded = texts.filter(({ place }) => mostCharacters(place) >= A_FILE.extensions.mostCharacters);
  expect(unbounded.map(({ name }) => name).sort()).toEqual([
    'Mutation.importTokens(content)',
    'Mutation.uploadPicture(base64)',
  ]);
});

test.each([
  ['a literal', `{ requestLogs(filter: { statusClasses: [${filled(501)}] }) { edges { cursor } } }`, {}],
  ['a default', `query ($i: [ID!] = [${filled(501)}]) { usage(tokenIds: $i) { jobs: __typename } }`, {}],
  [
    'a variable in a literal',
    'query ($i: [ID!]) { generations(filter: { tokenIds: $i }) { edges { cursor } } }',
    { i: filled(501) },
  ],
  [
    'a fragment',
    'query ($i: [ID!]) { ...f } fragment f on Query { usage(tokenIds: $i) { __typename } }',
    { i: filled(501) },
  ],
  [
    'many lists together',
    `query ($i: [ID!]) { ${filled(11).map((_, at) => `a${at}: usage(tokenIds: $i) { __typename }`)} }`,
    { i: filled(500) },
  ],
])('too long a list is found in %s', (_what, query, variableValues) => {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  expect(() => checkArguments({ schema, document, variableValues })).toThrow(/at most/);
});
