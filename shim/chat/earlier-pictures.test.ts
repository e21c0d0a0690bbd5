import { expect, test } from 'vitest';
import { earlierPictures } from './earlier-pictures.ts';

const assistant = (content: unknown, more: object = {}) => ({ role: 'assistant', content, ...more });
const urls = (...history: { role: string }[]) => earlierPictures(history).map(({ url }) => url);

test('the latest message with a picture counts, and in it the last picture', () => {
  const old = assistant('![a](https://x.example/1.png)');
  const latest = assistant('![a](https://x.example/2.png) and ![b](<https://x.example/3.png> "title")');
  expect(urls(old, latest, { role: 'user' }, assistant('no picture here'))).toEqual(['https://x.example/3.png']);
});

test('the short link comes before the bytes of the same picture', () => {
  const message = assistant('![image](https://gw.example/files/a.png)', {
    images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }],
  });
  expect(earlierPictures([message])).toEqual([
    { url: 'https://gw.example/files/a.png', param: 'messages[0].content' },
    { url: 'data:image/png;base64,AA==', param: 'messages[0].images' },
  ]);
});

test('pictures are found in parts, in a bare data URL and in the spellings of different apps', () => {
  expect(urls(assistant([{ type: 'text', text: '![i](https://x.example/t.png)' }]))).toEqual([
    'https://x.example/t.png',
  ]);
  expect(urls(assistant([{ type: 'image_url', image_url: { url: 'https://x.example/p.png' } }]))).toEqual([
    'https://x.example/p.png',
  ]);
  expect(urls(assistant('here: data:image/png;base64,QUJD end'))).toEqual(['data:image/png;base64,QUJD']);
  expect(urls(assistant('', { images: ['https://x.example/s.png'] }))).toEqual(['https://x.example/s.png']);
  expect(urls(assistant('', { images: [{ url: 'https://x.example/u.png' }] }))).toEqual(['https://x.example/u.png']);
});

test('what others said and what is no picture is passed over', () => {
  expect(urls({ role: 'user', content: '![a](https://x.example/mine.png)' } as { role: string })).toEqual([]);
  expect(urls(assistant('[video](https://x.example/v.mp4) ![v](https://x.example/v.mp4)'))).toEqual([]);
  expect(urls(assistant(null, { images: [null, 3, {}] }))).toEqual([]);
});

test('a text made to be slow is read in a moment', () => {
  const started = performance.now();
  urls(
    assistant('!['.repeat(500_000)),
    assistant('![a]('.repeat(200_000)),
    assistant('data:image/png;base64,'.repeat(50_000)),
  );
  expect(performance.now() - started).toBeLessThan(2_000);
});
