import { describe, expect, test } from 'vitest';
import { faultOffset, lineAndColumn } from './json-fault.ts';

describe('faultOffset', () => {
  const cases: [text: string, at: number][] = [
    ['{"a": 1,\n "b": }', 15],
    ['{"a" 1}', 5],
    ['{"a": 1,}', 8],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['{a: 1}', 1],
    ["{'a': 1}", 1],
    ['[1}', 2],
    ['{"a": [1, 2}', 11],
    ['[01]', 2],
    ['[-]', 1],
    ['[tru]', 1],
    ['"a\nb"', 2],
    ['"a\\x"', 2],
    ['"\\u12"', 1],
    ['{} x', 3],
    ['hello', 0],
    ['{"a": "b', 8],
    ['{"a": [', 7],
    ['', 0],
  ];

  test.each(cases)('%j goes wrong at %i', (text, at) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(faultOffset(text)).toBe(at);
  });

  test.each(['{"a":[1,-2.5e+3,true,false,null,"\\u00e9\\n",{}],"b":[]}', ' [ [ ] , { "x" : "" } ] ', '3', '"s"'])(
    '%j has no fault, so the offset is its length',
    (text) => {
      expect(() => JSON.parse(text)).not.toThrow();
      expect(faultOffset(text)).toBe(text.length);
    },
  );

  test('a string of megabytes is walked without overflowing anything', () => {
    const text = `{"image": "${'A'.repeat(20_000_000)}" "x"}`;
    expect(faultOffset(text)).toBe(text.length - 4);
  });
});

test('lines and columns count from one', () => {
  expect(lineAndColumn('{"a": 1,\n "b": }', 15)).toEqual({ line: 2, column: 7 });
  expect(lineAndColumn('x', 0)).toEqual({ line: 1, column: 1 });
  expect(lineAndColumn('\n\nx', 2)).toEqual({ line: 3, column: 1 });
});
