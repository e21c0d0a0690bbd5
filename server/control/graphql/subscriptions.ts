import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { ControlContext } from '../context.ts';
import { eventStream } from './event-stream.ts';
import { type Shown, subscribeShared } from './shared-subscribe.ts';

const HEADERS = {
  'content-type': 'text/event-stream',
  connection: 'keep-alive',
  'cache-control': 'no-cache',
  'content-encoding': 'none',
};

/**
 * Subscriptions whose answers are shared, and sent over SSE by a stream of Node: each of the many that Yoga puts between an
 * event and a connection costs for every event and subscriber.
 */
export function subscriptions(shown: Shown): Plugin<ControlContext> {
  const listsOf = new WeakMap<Request, AsyncIterator<readonly ExecutionResult[]>>();
  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(async (args) => {
        const shared = await subscribeShared(args, shown);
        if (!('answers' in shared)) return shared;
        const { request } = args.contextValue as { request?: Request }; // none on a WebSocket
        if (request !== undefined && shared.lists !== null) listsOf.set(request, shared.lists);
        return shared.answers;
      });
    },
    onResultProcess({ request, result, resultProcessor, setResultProcessor }) {
      // What is no stream is Yoga's, and so is the refusal to send one as anything but SSE.
      if (resultProcessor === undefined || !isAsyncIterable(result)) return;
      const answers = result[Symbol.asyncIterator]();
      setResultProcessor((_result, { Response }) => {
        const body = eventStream(listsOf.get(request) ?? singly(answers), async () => answers.return?.());
        // Its types know only the streams of the web.
        return new Response(body as unknown as ReadableStream, { headers: HEADERS });
      }, HEADERS['content-type']);
    },
  };
}

function singly(answers: AsyncIterator<ExecutionResult>): AsyncIterator<readonly ExecutionResult[]> {
  return {
    async next() {
      const { value, done } = await answers.next();
      return done === true ? { value: undefined, done } : { value: [value], done: false };
    },
  };
}
