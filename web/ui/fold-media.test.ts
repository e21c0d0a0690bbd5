import { expect, test } from 'vitest';
import { foldMedia } from './fold-media.ts';

test('an address with a file in it is folded to its kind and size', () => {
  expect(foldMedia(`data:image/png;base64,${btoa('12345')}`)).toMatchObject({ mime: 'image/png', bytes: 5 });
});

test('bare base64 of a picture is told by how it begins', () => {
  const text = `/9j/${'A'.repeat(300)}`;
  expect(foldMedia(text)).toMatchObject({ mime: 'image/jpeg', src: `data:image/jpeg;base64,${text}` });
});

test('a text stays a text', () => {
  expect(foldMedia('An otter in the rain')).toBeUndefined();
  expect(foldMedia('a'.repeat(40))).toBeUndefined();
});
