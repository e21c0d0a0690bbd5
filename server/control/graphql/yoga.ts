import { type ExecutionArgs, GraphQLError, NoSchemaIntrospectionCustomRule, validate } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { ControlContext } from '../context.ts';
import { failureOf } from '../failure.ts';
import { GRAPHQL_PATH, GRAPHQL_STREAM_PATH } from '../paths.ts';
import { boundedArguments } from './bounded-arguments.ts';
import { bounded, queryCache } from './bounds.ts';
import { schema } from './schema.ts';
import type { Shown } from './shared-subscribe.ts';
import { sseProtocol } from './sse-protocol.ts';
import { subscriptions } from './subscriptions.ts';

export interface YogaDeps {
  /** A failure that nobody foresaw. */
  onUnexpected(cause: unknown): void;
}

/** Operations in one request. */
const BATCH_LIMIT = 10;

/** GraphQL over HTTP, with subscriptions by the SSE protocol in both its modes. */
export function createGraphql({ onUnexpected }: YogaDeps) {
  const told = (error: unknown) => shown(error, onUnexpected);
  return createYoga<ControlContext>({
    schema,
    graphqlEndpoint: GRAPHQL_PATH,
    landingPage: false,
    graphiql: false,
    cors: false, // otherwise every origin may read, with the cookie
    logging: false,
    batching: { limit: BATCH_LIMIT },
    maskedErrors: { maskError: told },
    parserAndValidationCache: queryCache,
    maxRequestBodySize: false, // bounded before it comes here
    plugins: [
      bounded,
      forSignedIn(),
      validated(told),
      boundedArguments(told),
      subscriptions(told),
      sseProtocol(GRAPHQL_STREAM_PATH, told),
    ],
  });
}

/** The schema is told to those who are signed in; hints at what was meant would tell it to others name by name. */
function forSignedIn(): Plugin<ControlContext> {
  return {
    onValidate({ context, addValidationRule, setValidationFn }) {
      if (context.viewer !== null) return;
      addValidationRule(NoSchemaIntrospectionCustomRule);
      setValidationFn((of, document, rules) => validate(of, document, rules, { hideSuggestions: true }));
    },
    onExecute: ({ args }) => hideSuggestions(args),
    onSubscribe: ({ args }) => hideSuggestions(args),
  };
}

/** What is wrong with a query has our code, whichever way it came. */
function validated(told: Shown): Plugin<ControlContext> {
  return {
    onValidate:
      () =>
      ({ result, setResult }) =>
        setResult(result.map(told)),
  };
}

/** The values of variables are looked at when the query is carried out. */
function hideSuggestions(args: ExecutionArgs): void {
  const { viewer } = args.contextValue as ControlContext;
  if (viewer === null) Object.assign(args, { hideSuggestions: true });
}

/** Faults of a query stay as they are; all else has its code, and no words that were not meant for others. */
export function shown(error: unknown, onUnexpected: (cause: unknown) => void): GraphQLError {
  // A fault of the query may be the cause of another one: that it costs too much, for example.
  if (
    error instanceof GraphQLError &&
    (error.originalError === undefined || error.originalError instanceof GraphQLError)
  ) {
    const { message, nodes, source, positions, path, extensions } = error;
    return new GraphQLError(message, {
      ...{ nodes, source, positions, path },
      extensions: { ...extensions, code: 'invalid_request' },
    });
  }
  const { originalError = error, ...place } = error instanceof GraphQLError ? error : {};
  const { message, ...failure } = failureOf(originalError);
  if (failure.code === 'internal_error') onUnexpected(originalError);
  const { nodes, path } = place as Pick<GraphQLError, 'nodes' | 'path'>;
  return new GraphQLError(message, { nodes, path, extensions: { ...failure } });
}
