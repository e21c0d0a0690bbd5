import { type ExecutionArgs, GraphQLError, GraphQLInt, GraphQLObjectType, GraphQLSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import { batched } from '../batched.ts';
import { type SharedAnswers, subscribeShared } from './shared-subscribe.ts';

interface Event {
  seq: number;
}

const ASKED = parse('subscription { events { seq } }');
const shown = (error: unknown) => new GraphQLError(`shown: ${(error as Error).message}`);
/** How often an event was answered. */
let answered = 0;

/** A stream of these lists; one that is null fails. */
async function subscribe(
  lists: readonly (readonly Event[] | null)[],
  args: Partial<ExecutionArgs> = {},
): Promise<SharedAnswers> {
  async function* source() {
    for (const list of lists) {
      if (list === null) throw new Error('the log cannot be read');
      yield list;
    }
  }
  const event = new GraphQLObjectType<Event>({
    name: 'Event',
    fields: {
      seq: {
        type: GraphQLInt,
        resolve: ({ seq }) => {
          answered += 1;
          if (seq === 13) throw new Error('unlucky');
          return seq;
        },
      },
    },
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { none: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: { events: { type: event, subscribe: () => batched(source()), resolve: (item) => item } },
    }),
  });
  const contextValue = { viewer: { scopes: new Set(['read']) } };
  const result = await subscribeShared({ schema, document: ASKED, contextValue, ...args }, shown);
  if (!('answers' in result)) throw new Error(JSON.stringify(result));
  return result;
}

async function listsOf({ lists }: SharedAnswers) {
  const all: unknown[] = [];
  for (let next = await lists?.next(); next?.done === false; next = await lists?.next()) all.push(next.value);
  return all;
}

const told = (seq: number) => ({ data: { events: { seq } } });

test('a list of events is answered once for all who ask the same with the same scopes, and anew for others', async () => {
  const events = [[{ seq: 1 }, { seq: 2 }], [{ seq: 3 }]];
  answered = 0;
  const [one, other] = [await listsOf(await subscribe(events)), await listsOf(await subscribe(events))];
  expect(one).toEqual([[told(1), told(2)], [told(3)]]);
  expect([other[0] === one[0], other[1] === one[1], answered]).toEqual([true, true, 3]);
  const contextValue = { viewer: { scopes: new Set(['read', 'operate']) } };
  const [first] = await listsOf(await subscribe(events, { contextValue }));
  expect([first, first === one[0], answered]).toEqual([one[0], false, 6]);
});

test('the same events come one by one for who does not take them by the list', async () => {
  const { answers } = await subscribe([[{ seq: 1 }, { seq: 2 }], [{ seq: 3 }]]);
  const all: unknown[] = [];
  for await (const answer of answers) all.push(answer);
  expect(all).toEqual([told(1), told(2), told(3)]);
});

test('errors in lists are told as they may be, and a failure of the stream is its last answer', async () => {
  const lists = (await listsOf(await subscribe([[{ seq: 13 }], null]))) as { errors: GraphQLError[] }[][];
  expect(lists.map((list) => list.map(({ errors }) => errors.map(({ message }) => message)))).toEqual([
    [['shown: unlucky']],
    [['shown: the log cannot be read']],
  ]);
});
