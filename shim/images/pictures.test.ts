import { expect, test } from 'vitest';
import { namedPictures } from './pictures.ts';

const URL = 'https://pictures.example/a.png';

test.each<[string, object, string[]]>([
  ['a text', { image: URL }, ['image']],
  ['a list of texts', { image: [URL, URL] }, ['image[0]', 'image[1]']],
  ['an object', { image: { image_url: URL } }, ['image.image_url']],
  ['an object in an object', { image: { image_url: { url: URL } } }, ['image.image_url.url']],
  ["OpenAI's list", { images: [{ image_url: URL }, { url: URL }] }, ['images[0].image_url', 'images[1].url']],
  ['both fields', { image: URL, images: [URL] }, ['image', 'images[0]']],
  [
    'a file_id that is null beside an address',
    { images: [{ image_url: URL, file_id: null }] },
    ['images[0].image_url'],
  ],
])('%s is read, with the field it stands in', (_, fields, params) => {
  const pictures = namedPictures({ image: undefined, images: undefined, ...fields });
  expect(pictures.map(({ param }) => param)).toEqual(params);
  expect(pictures.every(({ url, bare }) => url === URL && bare === true)).toBe(true);
});

test.each([[{}], [{ image: null, images: null }], [{ image: '', images: [] }]])('%j names none', (fields) => {
  expect(namedPictures({ image: undefined, images: undefined, ...fields })).toEqual([]);
});

test.each<[object, string, string]>([
  [{ images: [{ file_id: 'file-1' }] }, 'images[0].file_id', 'image_url'],
  [{ images: [7] }, 'images[0]', 'not valid'],
  [{ images: [null] }, 'images[0]', 'not valid'],
  [{ images: [{}] }, 'images[0].url', 'required'],
  [{ image: { image_url: 7 } }, 'image.image_url', 'not valid'],
  [{ images: [''] }, 'images[0]', 'not be empty'],
])('%j is refused at its place', (fields, param, why) => {
  expect(() => namedPictures({ image: undefined, images: undefined, ...fields })).toThrow(
    expect.objectContaining({ param, message: expect.stringContaining(why) }),
  );
});
