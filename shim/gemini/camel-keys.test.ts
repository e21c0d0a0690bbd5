import { expect, test } from 'vitest';
import { camelKeys } from './camel-keys.ts';

test('names of fields come into one spelling at every level, and texts stay as they are', () => {
  const data = 'snake_case_text';
  expect(
    camelKeys({ generation_config: { image_config: { aspect_ratio: '1:1' } }, contents: [{ inline_data: { data } }] }),
  ).toEqual({
    generationConfig: { imageConfig: { aspectRatio: '1:1' } },
    contents: [{ inlineData: { data } }],
  });
  expect(camelKeys(data)).toBe(data);
  expect(camelKeys(null)).toBe(null);
});

test('where both spellings stand, the first one counts', () => {
  expect(camelKeys({ fileUri: 'a', file_uri: 'b' })).toEqual({ fileUri: 'a' });
  expect(camelKeys({ file_uri: 'b', fileUri: 'a' })).toEqual({ fileUri: 'b' });
});

test('what lies deeper than anything that is read is left alone, however deep it goes', () => {
  const deep = JSON.parse(`${'{"a_b":'.repeat(20_000)}1${'}'.repeat(20_000)}`);
  let at = camelKeys(deep) as Record<string, unknown>;
  for (let depth = 0; depth < 10; depth += 1) at = at.aB as Record<string, unknown>;
  expect(Object.keys(at)).toEqual(['a_b']);
});

test('a name that means something to the language is a name like any other', () => {
  const value = camelKeys(JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}')) as object;
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect('polluted' in value).toBe(false);
});
