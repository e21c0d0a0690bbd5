import { expect, test } from 'vitest';
import { downloadUri, fileIdOf, fileNameIn, fileNameOf } from './file-id.ts';

const STEM = '0123456789abcdef0123456789abcdef01234567';

test.each(['png', 'jpg', 'webp', 'gif', 'mp4', 'webm'])('an id of letters and digits stands for a .%s', (ending) => {
  const id = fileIdOf(`${STEM}.${ending}`);
  expect(id).toMatch(/^[a-z0-9]+$/);
  expect(fileNameOf(id)).toBe(`${STEM}.${ending}`);
});

test('a name that itself ends like an ending keeps it', () => {
  expect(fileNameOf(fileIdOf('abcmp4.mp4'))).toBe('abcmp4.mp4');
  expect(fileNameOf(fileIdOf('abcq80.jpg'))).toBe('abcq80.jpg');
});

test.each(['', 'abc', 'mp4', '../etc/passwdpng', 'ABCpng', 'ab-cpng', 'abc.png'])('%j is no id', (id) => {
  expect(fileNameOf(id)).toBe(null);
});

test.each([
  `/v1beta/files/${STEM}mp4`,
  `/v1beta/files/${STEM}mp4:download`,
  `/v1beta/files/${STEM}mp4%3Adownload`,
  `/v1beta/files/http:/gateway/v1beta/files/${STEM}mp4:download`,
  `files/${STEM}mp4`,
])('%s means the last file that it names', (path) => {
  expect(fileNameIn(path)).toBe(`${STEM}.mp4`);
});

test.each(['/files/', '/v1beta/files', `/v1beta/files/${STEM}`, `/files/${STEM}.mp4`, `/v1beta/files/${STEM}mp4:copy`])(
  '%s means none',
  (path) => {
    expect(fileNameIn(path)).toBe(null);
  },
);

test('the address of the bytes is the one that SDKs take the id out of', () => {
  const uri = downloadUri(`${STEM}.mp4`, 'https://gateway.example');
  expect(uri).toBe(`https://gateway.example/v1beta/files/${STEM}mp4:download?alt=media`);
  expect(uri.split('files/')[1]?.match(/[a-z0-9]+/)?.[0]).toBe(`${STEM}mp4`);
});
