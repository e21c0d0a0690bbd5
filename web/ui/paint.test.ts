import { expect, test } from 'vitest';
import { type Language, paint } from './paint.ts';

const kinds = (code: string, language: Language) =>
  paint(code, language)
    .filter((stroke) => stroke.kind !== 'plain')
    .map((stroke) => [stroke.kind, stroke.text]);

test('python has its words, strings, comments and constants', () => {
  expect(kinds('from x import "a # b"  # note\nok = True', 'python')).toEqual([
    ['word', 'from'],
    ['word', 'import'],
    ['string', '"a # b"'],
    ['comment', '# note'],
    ['number', 'True'],
  ]);
});

test('a name of a JSON field is told from a value', () => {
  expect(kinds('{"n": "x", "k": -1.5}', 'json')).toEqual([
    ['word', '"n"'],
    ['string', '"x"'],
    ['word', '"k"'],
    ['number', '-1.5'],
  ]);
});

test('an address is no comment for curl, nor for JavaScript when it is in a string', () => {
  expect(kinds('curl https://a/#b -H \'X: "1"\'', 'curl')).toEqual([
    ['word', 'curl'],
    ['word', '-H'],
    ['string', '\'X: "1"\''],
  ]);
  expect(kinds("fetch('http://a') // call", 'javascript')).toEqual([
    ['string', "'http://a'"],
    ['comment', '// call'],
  ]);
});

test('the strokes put together are the code', () => {
  const code = 'query { jobs(first: 3) { id } } # "open\n`x` \'a\\\'b\' """x\ny"""';
  for (const language of ['curl', 'python', 'javascript', 'graphql', 'json', 'text'] as const) {
    expect(
      paint(code, language)
        .map((stroke) => stroke.text)
        .join(''),
    ).toBe(code);
  }
});
