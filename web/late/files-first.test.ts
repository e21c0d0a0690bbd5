import { afterEach, expect, test, vi } from 'vitest';
import { filesFirst, isLoading, PartIsGone } from './files-first.ts';

afterEach(() => vi.unstubAllGlobals());

/** A server whose next answers are these statuses; 0 for none. */
function answering(...statuses: number[]): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    const status = statuses.shift() ?? 200;
    if (status === 0) throw new TypeError('Failed to fetch');
    return new Response('', { status });
  });
  return asked;
}

test('nothing is imported before all of its files have come, and what came is not asked for again', async () => {
  const asked = answering(200, 0, 200);
  const load = vi.fn(async () => 'part');
  await expect(filesFirst(load, ['assets/a.js', 'assets/b.js'])).rejects.toThrow('Failed to fetch');
  expect([load.mock.calls.length, isLoading()]).toEqual([0, false]);
  const again = filesFirst(load, ['assets/a.js', 'assets/b.js']);
  expect(isLoading()).toBe(true);
  expect(await again).toBe('part');
  expect(asked).toEqual(['/assets/a.js', '/assets/b.js', '/assets/b.js']);
});

test('a file that the server does not have is told apart from a server that does not answer well', async () => {
  answering(404, 502);
  const load = async () => 'part';
  await expect(filesFirst(load, ['assets/old.js'])).rejects.toBeInstanceOf(PartIsGone);
  await expect(filesFirst(load, ['assets/old.js'])).rejects.not.toBeInstanceOf(PartIsGone);
  expect(await filesFirst(load, ['assets/old.js'])).toBe('part');
});

test('what came with the document is not asked for', async () => {
  const asked = answering();
  document.head.insertAdjacentHTML('beforeend', '<link rel="modulepreload" href="/assets/frame.js">');
  expect(await filesFirst(async () => 'part', ['assets/frame.js'])).toBe('part');
  expect(asked).toEqual([]);
});
