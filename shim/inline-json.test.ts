import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { InlineFile, piecesOf } from './inline-json.ts';

test('a value without files is one piece of plain JSON', () => {
  expect(piecesOf({ a: [1, 'x'], b: null })).toEqual(['{"a":[1,"x"],"b":null}']);
});

test('the pieces with each file filled in are the JSON that holds the data URLs', () => {
  const first = new InlineFile('image/png', Readable.from(['QUJD']));
  const second = new InlineFile('image/jpeg', Readable.from(['REVG']));
  const pieces = piecesOf({ images: [{ url: first }, { url: second }], end: true });
  expect(pieces).toHaveLength(5);
  expect([pieces[1], pieces[3]]).toEqual([first, second]);
  const text = pieces.map((piece) => (piece === first ? 'QUJD' : piece === second ? 'REVG' : piece)).join('');
  expect(JSON.parse(text)).toEqual({
    images: [{ url: 'data:image/png;base64,QUJD' }, { url: 'data:image/jpeg;base64,REVG' }],
    end: true,
  });
});
