import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  type ValueNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { ServiceError } from '../../../schema/errors.ts';
import type { ControlContext } from '../context.ts';
import { plainSize } from '../plain-size.ts';
import { mostCharacters, mostEntries, type Place } from './argument-bounds.ts';
import { type Given, givenIn } from './given-arguments.ts';
import type { Shown } from './shared-subscribe.ts';

/** Entries of all lists of one operation together, however many fields it has. */
const TOGETHER = { query: 5_000, subscription: 5_000, mutation: 20_000 };

/**
 * Refuses lists and texts that are too long for their places, before anything is done with them: every argument of the schema
 * has its bound, a new one as well (see `argument-bounds.ts`). What comes in variables is looked at as it was sent, since
 * reading a value of many megabytes by its type takes long itself.
 */
export function boundedArguments(shown: Shown): Plugin<ControlContext> {
  const refusalOf = (args: ExecutionArgs): { errors: GraphQLError[] } | null => {
    try {
      checkArguments(args);
      return null;
    } catch (cause) {
      return { errors: [shown(cause)] };
    }
  };
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const refusal = refusalOf(args);
      if (refusal !== null) setResultAndStopExecution(refusal);
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const refusal = refusalOf(args);
      if (refusal !== null) setResultAndStopExecution(refusal);
    },
  };
}

type Asked = Pick<ExecutionArgs, 'schema' | 'document' | 'operationName' | 'variableValues'>;

/** @throws GraphQLError around a ServiceError `invalid_value`, naming the argument */
export function checkArguments(args: Asked): void {
  const { schema, document, operationName, variableValues } = args;
  const operation = operationIn(document, operationName);
  const given = givenIn(schema, document);
  if (operation === undefined || given.length === 0) return; // what is wrong with it is said by whoever carries it out
  const walk = createWalk(operation, variableValues ?? {});
  for (const one of given) {
    try {
      walk.look(one);
    } catch (cause) {
      const { node, path } = one;
      throw new GraphQLError((cause as Error).message, { nodes: node, path, originalError: cause as Error });
    }
  }
}

function operationIn(document: DocumentNode, name: string | null | undefined) {
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  return name == null ? operations[0] : operations.find((one) => one.name?.value === name);
}

type Operation = NonNullable<ReturnType<typeof operationIn>>;

function createWalk(operation: Operation, variables: Readonly<Record<string, unknown>>) {
  const together = TOGETHER[operation.operation];
  const definitions = new Map(
    operation.variableDefinitions?.map((definition) => [definition.variable.name.value, definition]),
  );
  let entries = 0;

  function count(length: number, place: Place): void {
    const most = mostEntries(place);
    if (length > most) throw tooLong(place, `has ${length} entries; ${most} are taken at most. Ask in several calls`);
    entries += length;
    if (entries <= together) return;
    throw tooLong(
      place,
      `is too much: all lists of one query have ${together} entries at most. Ask in several queries`,
    );
  }

  function checkText(length: number, place: Place): void {
    const most = mostCharacters(place);
    if (length > most) throw tooLong(place, `is longer than ${most} characters, the most that is taken. Shorten it`);
  }

  /** As it is written in the query. */
  function literal(node: ValueNode, type: GraphQLInputType, place: Place): void {
    if (node.kind === Kind.VARIABLE) variable(node.name.value, type, place);
    else if (node.kind === Kind.LIST) {
      count(node.values.length, place);
      for (const value of node.values) literal(value, itemOf(type), place);
    } else if (node.kind === Kind.OBJECT) {
      const named = getNamedType(type);
      for (const { name, value } of node.fields) {
        const field = isInputObjectType(named) ? named.getFields()[name.value] : undefined;
        literal(value, field?.type ?? type, field ?? place);
      }
    } else if ('value' in node && typeof node.value === 'string') checkText(node.value.length, place);
  }

  function variable(name: string, type: GraphQLInputType, place: Place): void {
    const value = variables[name];
    const written = definitions.get(name)?.defaultValue;
    if (value !== undefined) sent(value, type, place);
    else if (written !== undefined) literal(written, type, place);
  }

  /** As it came beside the query. */
  function sent(value: unknown, type: GraphQLInputType, place: Place): void {
    const named = getNamedType(type);
    if (Array.isArray(value) && isListType(getNullableType(type))) {
      count(value.length, place);
      for (const item of value) sent(item, itemOf(type), place);
    } else if (isInputObjectType(named) && typeof value === 'object' && value !== null) {
      const fields = named.getFields();
      for (const [key, field] of Object.entries(fields)) {
        if (Object.hasOwn(value, key)) sent((value as Record<string, unknown>)[key], field.type, field);
      }
    } else checkText(plainSize(value, mostCharacters(place)), place);
  }

  return { look: ({ place, node }: Given): void => literal(node.value, place.type, place) };
}

function itemOf(type: GraphQLInputType): GraphQLInputType {
  const nullable = getNullableType(type);
  return isListType(nullable) ? nullable.ofType : nullable;
}

const tooLong = ({ name }: Place, what: string): ServiceError =>
  new ServiceError('invalid_value', `\`${name}\` ${what}.`, { param: name });
