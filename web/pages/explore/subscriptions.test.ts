import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import printed from '../../../schema/schema.graphql?raw';
import { asCurl, SUBSCRIPTIONS, TOPICS } from './subscriptions.ts';

const schema = buildSchema(printed);

test.each(TOPICS)('the subscription of %s is one that the schema knows', (topic) => {
  expect(validate(schema, parse(SUBSCRIPTIONS[topic]))).toEqual([]);
});

test('for a shell it stands on one line of JSON, which is the same query', () => {
  const line = asCurl('http://localhost/graphql/stream', SUBSCRIPTIONS.requests).split('\n').at(-1) ?? '';
  const { query } = JSON.parse(line.slice(line.indexOf("'") + 1, line.lastIndexOf("'"))) as { query: string };
  expect(validate(schema, parse(query))).toEqual([]);
});
