import { expect, test } from 'vitest';
import { createByteCache } from './byte-cache.ts';
import { drawCard, wrap } from './card.ts';
import { escapeXml } from './draw-image.ts';

test('text is broken at spaces where there are any, and ends in dots where there is no room', () => {
  expect(wrap('a red kite over the sea', 10, 5)).toEqual(['a red kite', 'over the', 'sea']);
  expect(wrap('abcdefghijkl', 5, 5)).toEqual(['abcde', 'fghij', 'kl']);
  expect(wrap('one two three four', 5, 2)).toEqual(['one', 'tw...']);
  expect(wrap('日本語の文', 4, 3)).toEqual(['日本', '語の', '文']);
  expect(wrap('', 10, 3)).toEqual([]);
});

test('the prompt is on the picture, on any machine', async () => {
  const text = (body: string) => ({ title: 't', body, footer: 'f' });
  const never = async () => {
    throw new Error('ASCII needs no font of the machine');
  };
  const draw = async (body: string) => (await drawCard({ width: 320, height: 180 }, text(body), never)).pixels;
  const blank = await draw('');
  const written = await draw('kite');
  const inked = written.filter((value, index) => value !== blank[index]).length;
  expect(inked).toBeGreaterThan(30);
  expect(await draw('kits')).not.toEqual(written);
});

test('any text can stand in XML', () => {
  expect(escapeXml(`<a href="x">&'`)).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&apos;');
  expect(escapeXml('a\u0000b\uD800c\u000B')).toBe('ab\uFFFDc');
});

test('the cache keeps what was used last and stays within its size', () => {
  const cache = createByteCache(100);
  cache.set('a', Buffer.alloc(40));
  cache.set('b', Buffer.alloc(40));
  cache.get('a');
  cache.set('c', Buffer.alloc(40));
  expect([cache.get('a')?.length, cache.get('b'), cache.get('c')?.length]).toEqual([40, undefined, 40]);
  cache.set('huge', Buffer.alloc(101));
  expect(cache.get('huge')).toBeUndefined();
  expect(cache.get('c')?.length).toBe(40);
});
