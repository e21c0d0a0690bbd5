import { expect, test } from 'vitest';
import { batches } from './batches.ts';
import { readFile } from './read-file.ts';

test('an import goes in groups: none is lost, few accounts are one group, many are no more than twenty', () => {
  const lines = Array.from({ length: 1_003 }, (_, index) => index + 1);
  expect(batches(lines).flat()).toEqual(lines);
  expect(batches(lines).length).toBeLessThanOrEqual(20);
  expect(batches([4, 5])).toEqual([[4, 5]]);
  expect(batches([])).toEqual([]);
});

test('a database is read byte by byte, everything else as text', async () => {
  const database = new Uint8Array([...new TextEncoder().encode('SQLite format 3\0'), 0, 255, 128]);
  const read = await readFile(new Blob([database]));
  expect(read.encoding).toBe('base64');
  expect(Uint8Array.from(atob(read.content), (letter) => letter.charCodeAt(0))).toEqual(database);
  expect(await readFile(new Blob(['[{"st": "ü"}]']))).toEqual({ content: '[{"st": "ü"}]', encoding: 'utf8' });
});
