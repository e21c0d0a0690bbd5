import { type ExecutionResult, getOperationAST } from 'graphql';
import type { RequestParams } from 'graphql-sse';
import { createHandler } from 'graphql-sse/lib/use/fetch';
import { isAsyncIterable, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { ControlContext } from '../context.ts';
import type { Shown } from './shared-subscribe.ts';
import { withoutStatus } from './without-status.ts';

type Enveloped = ReturnType<YogaServerInstance<ControlContext, object>['getEnveloped']>;
type Answers = AsyncIterable<ExecutionResult> | ExecutionResult;

/**
 * GraphQL over SSE, distinct and over a single connection. What is refused is told as an answer, whose `data` is null: the
 * handler takes an answer without data for the arguments of an operation, and a thrown error ends every operation of the connection.
 * @see https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
 */
export function sseProtocol(endpoint: string, shown: Shown): Plugin<ControlContext> {
  const contexts = new WeakMap<Request, object>();
  let handle: (request: Request) => Promise<Response>;
  return {
    onYogaInit({ yoga }) {
      handle = createHandler(
        {
          onSubscribe({ raw: request }, params) {
            const enveloped = yoga.getEnveloped({ ...contexts.get(request), request, params });
            return answersTo(enveloped, params).catch((cause) => ({
              data: null,
              errors: [withoutStatus(shown(cause))],
            }));
          },
        },
        yoga.fetchAPI,
      );
    },
    async onRequest({ request, url, serverContext, endResponse }) {
      if (url.pathname !== endpoint) return;
      contexts.set(request, serverContext);
      endResponse(await handle(request));
    },
  };

  async function answersTo(enveloped: Enveloped, params: RequestParams): Promise<Answers> {
    const { schema, parse, validate, contextFactory, execute, subscribe } = enveloped;
    const { query, operationName, variables: variableValues } = params;
    const document = parse(query);
    const errors = validate(schema, document);
    if (errors.length > 0) return { data: null, errors: errors.map(withoutStatus) };
    const args = { schema, document, operationName, variableValues, contextValue: await contextFactory() };
    const isSubscription = getOperationAST(document, operationName)?.operation === 'subscription';
    const answers = await (isSubscription ? subscribe(args) : execute(args));
    return isAsyncIterable<ExecutionResult>(answers) ? answers : { data: null, ...answers };
  }
}
