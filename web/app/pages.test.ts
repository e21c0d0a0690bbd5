import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { consolePathOf } from '../../server/console/paths.ts';
import { OUTSIDE, PAGES, pageAt } from './pages.ts';

const ALL = [...PAGES, ...OUTSIDE];
const asked = (url: string) =>
  consolePathOf({ url, method: 'GET', headers: { accept: 'text/html' } } as IncomingMessage);

test.each(ALL)('the server serves the console at $path, and it is the page $id there', ({ id, path }) => {
  const address = path.replace('/:id?', '');
  expect(asked(address)).toBe('page');
  expect(pageAt(address)?.id).toBe(id);
  if (path.endsWith('/:id?')) expect([asked(`${address}/x`), pageAt(`${address}/x`)?.id]).toEqual(['page', id]);
});

test('an address of no page is none', () => expect(pageAt('/nowhere')).toBeNull());
