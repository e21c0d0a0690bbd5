import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  executeSubscriptionEvent,
  type GraphQLError,
  locatedError,
  mapSourceToResponseEvent,
  validateSubscriptionArgs,
} from 'graphql';
import { isBatched } from '../batched.ts';
import type { ControlContext } from '../context.ts';

/** An error as it may be told. */
export type Shown = (error: unknown) => GraphQLError;
type Answer = ReturnType<typeof executeSubscriptionEvent>;

export interface SharedAnswers {
  /** The answers, one for each event. */
  answers: AsyncIterableIterator<ExecutionResult>;
  /**
   * The same in lists, where the events come so, with their errors as they are to be shown: one and the same list for all
   * who ask the same. To be read in place of `answers`, which are then only to be returned from.
   */
  lists: AsyncIterator<readonly ExecutionResult[]> | null;
}

const numbers = new WeakMap<DocumentNode, number>();
let documents = 0;

/** What several subscribers were given, answered by what they ask. Gone with the events. */
const answers = new WeakMap<object, Map<string, Answer>>();
const lists = new WeakMap<readonly unknown[], Map<string, Promise<readonly ExecutionResult[]>>>();

/**
 * As `subscribe` of graphql-js, but an event that many hear of is answered once for all who ask the same with the same
 * scopes. That holds for the event log, whose events are the same objects for everybody; other streams make their own.
 */
export async function subscribeShared(args: ExecutionArgs, shown: Shown): Promise<SharedAnswers | ExecutionResult> {
  const validated = validateSubscriptionArgs(args);
  if (!('schema' in validated)) return { errors: validated };
  const stream = await createSourceEventStream(validated);
  if (!isAsyncIterable(stream)) return stream;
  const question = questionOf(args);

  const answerAnew = (rootValue: unknown): Answer => executeSubscriptionEvent({ ...validated, rootValue });
  const answer = (event: unknown): Answer =>
    typeof event === 'object' && event !== null
      ? once(answers, event, question, () => answerAnew(event))
      : answerAnew(event);

  const list = (events: readonly unknown[]): Promise<readonly ExecutionResult[]> =>
    once(lists, events, question, async () => {
      const all = await Promise.all(events.map(answer));
      return all.map((one) =>
        one.errors === undefined ? one : { ...one, errors: one.errors.map((error) => shown(error)) },
      );
    });

  return {
    answers: failingLast(mapSourceToResponseEvent(validated, stream, ({ rootValue }) => answer(rootValue))),
    lists: isBatched(stream) ? listsOf(stream.batches, list, shown) : null,
  };
}

function once<K extends object, V>(known: WeakMap<K, Map<string, V>>, subject: K, question: string, make: () => V): V {
  const all = known.get(subject) ?? new Map<string, V>();
  known.set(subject, all);
  const value = all.get(question) ?? make();
  all.set(question, value);
  return value;
}

/**
 * A failure is the last answer: no transport tells one that is thrown, and over SSE it would end the process.
 * No generator, since one that waits for the next answer could not be left.
 */
function failingLast(answers: AsyncGenerator<ExecutionResult, void, void>): AsyncIterableIterator<ExecutionResult> {
  let hasFailed = false;
  return {
    async next() {
      if (hasFailed) return { value: undefined, done: true };
      try {
        return await answers.next();
      } catch (cause) {
        hasFailed = true;
        return { value: { data: null, errors: [locatedError(cause, null)] }, done: false };
      }
    },
    return: () => answers.return(),
    throw: (cause) => answers.throw(cause),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Likewise. */
function listsOf(
  batches: AsyncIterator<readonly unknown[]>,
  list: (events: readonly unknown[]) => Promise<readonly ExecutionResult[]>,
  shown: Shown,
): AsyncIterator<readonly ExecutionResult[]> {
  let hasFailed = false;
  return {
    async next() {
      if (hasFailed) return { value: undefined, done: true };
      try {
        const { value, done } = await batches.next();
        return done === true ? { value: undefined, done } : { value: await list(value), done: false };
      } catch (cause) {
        hasFailed = true;
        return { value: [{ data: null, errors: [shown(cause)] }], done: false };
      }
    },
  };
}

function questionOf({ document, operationName, variableValues, contextValue }: ExecutionArgs): string {
  const number = numbers.get(document) ?? ++documents;
  numbers.set(document, number);
  const { viewer } = contextValue as ControlContext;
  return JSON.stringify([number, operationName, variableValues, [...(viewer?.scopes ?? [])].sort()]);
}

function isAsyncIterable(value: AsyncIterable<unknown> | ExecutionResult): value is AsyncIterable<unknown> {
  return Symbol.asyncIterator in value;
}
