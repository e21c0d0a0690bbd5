import { expect, test } from 'vitest';
import { isFileReference, ownFile } from './own-file.ts';

const OWN = { publicUrl: 'https://gw.example/flow', hosts: ['inner:8000'] };

test.each([
  'https://gw.example/flow/files/4f0c.png',
  'https://gw.example/flow/v1beta/files/4f0cpng',
  'https://gw.example/flow/v1/files/4f0cpng:download?alt=media',
  'https://gw.example/flow/v1beta/files/4f0cpng%3Adownload?alt=media&key=k',
  'files/4f0cpng',
])('%s is certainly ours', (url) => {
  expect(ownFile(url, OWN)).toEqual({ name: '4f0c.png', certain: true });
});

test.each([
  'http://inner:8000/v1beta/files/4f0cpng:download',
  'http://localhost:9000/v1beta/files/4f0cpng',
  'http://127.0.0.1/anything/v1beta/files/4f0cpng',
])('%s is ours if there is such a file', (url) => {
  expect(ownFile(url, OWN)).toEqual({ name: '4f0c.png', certain: false });
});

test.each([
  'https://other.example/v1beta/files/4f0cpng',
  'https://gw.example.evil.example/flow/v1beta/files/4f0cpng',
  'https://generativelanguage.googleapis.com/v1beta/files/abc',
  'https://gw.example/flow/pictures/4f0c.png',
])("%s is somebody else's", (url) => {
  expect(ownFile(url, OWN)).toBe(null);
});

test("a name in Google's manner that stands for no kept file is certainly ours, and gone", () => {
  expect(ownFile('files/abc', OWN)).toEqual({ name: 'files/abc', certain: true });
  expect(ownFile('https://gw.example/flow/v1beta/files/abc', OWN)).toEqual({ name: 'abc', certain: true });
});

test('a file can be named without an address, a path can not', () => {
  expect(['files/4f0cpng', 'files/a/b', '/files/a', 'files/', 'files/../etc'].map(isFileReference)).toEqual([
    ...[true, false, false, false, false],
  ]);
});
