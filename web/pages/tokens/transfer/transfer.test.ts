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

test('a database is read byte by byte, and so is what is no text; text is read as it is', async () => {
  const database = new Uint8Array([...new TextEncoder().encode('SQLite format 3\0'), 0, 1, 127]);
  for (const bytes of [database, new Uint8Array([0xff, 0xfe, 0x65, 0]), new Uint8Array([0x1f, 0x8b, 8, 0])]) {
    const read = await readFile(new Blob([bytes]));
    expect(read.encoding).toBe('base64');
    expect(Uint8Array.from(atob(read.content), (letter) => letter.charCodeAt(0))).toEqual(bytes);
  }
  expect(await readFile(new Blob(['[{"st": "ü"}]']))).toEqual({ content: '[{"st": "ü"}]', encoding: 'utf8' });
});
