import { expect, test } from 'vitest';
import { z } from 'zod';
import { wholeNumber, word, yesOrNo } from './fields.ts';

test.each<[z.ZodType, unknown, unknown]>([
  [wholeNumber({ min: 1, max: 10 }), 3, 3],
  [wholeNumber({ min: 1, max: 10 }), ' 3 ', 3],
  [wholeNumber(), '-7', -7],
  [wholeNumber(), '', null],
  [wholeNumber(), null, null],
  [yesOrNo, 'False', false],
  [yesOrNo, '1', true],
  [yesOrNo, true, true],
  [yesOrNo, ' ', null],
  [word(['url', 'b64_json']), 'URL', 'url'],
  [word(['url', 'b64_json']), '', null],
  [z.object({ n: wholeNumber() }), {}, {}],
])('field %#: %j is read as %j', (field, said, meant) => {
  expect(field.parse(said)).toEqual(meant);
});

test.each<[z.ZodType, unknown, string]>([
  [wholeNumber({ min: 1, max: 10 }), 0, 'must be a whole number from 1 to 10'],
  [wholeNumber({ min: 1, max: 10 }), '11', 'must be a whole number from 1 to 10'],
  [wholeNumber({ min: 1, max: 10 }), 1.5, 'must be a whole number from 1 to 10'],
  [wholeNumber({ min: 1, max: 10 }), 'two', 'must be a whole number from 1 to 10'],
  [wholeNumber(), {}, 'must be a whole number'],
  [wholeNumber(), '99999999999999999999', 'must be a whole number'],
  [yesOrNo, 'maybe', 'must be true or false'],
  [yesOrNo, 'constructor', 'must be true or false'],
  [word(['url', 'b64_json']), 'png', 'must be url or b64_json'],
  [word(['a', 'b', 'c']), 1, 'must be a, b or c'],
])('field %#: %j is refused', (field, said, why) => {
  expect(field.safeParse(said).error?.issues[0]?.message).toBe(why);
});
