import { expect, test } from 'vitest';
import { outputOf } from './output.ts';
import { pictureSettings } from './request.ts';

const read = (settings: object) => outputOf(pictureSettings.parse(settings));

test.each([
  [{}, { format: 'png', quality: undefined }],
  [
    { output_format: null, output_compression: null, background: null },
    { format: 'png', quality: undefined },
  ],
  [{ output_format: '' }, { format: 'png', quality: undefined }],
  [
    { output_format: 'PNG', output_compression: 40 },
    { format: 'png', quality: undefined },
  ],
  [{ output_format: 'jpg' }, { format: 'jpeg', quality: undefined }],
  [
    { output_format: 'jpeg', output_compression: '80' },
    { format: 'jpeg', quality: 80 },
  ],
  [
    { output_format: 'webp', output_compression: 0, background: 'opaque' },
    { format: 'webp', quality: 1 },
  ],
])('%j is delivered as %j', (settings, output) => {
  expect(read(settings)).toEqual(output);
});

test.each([
  [{ output_format: 'gif' }, 'output_format', 'use png, jpeg or webp'],
  [{ output_format: 'svg' }, 'output_format', 'use png, jpeg or webp'],
  [{ output_format: 'toString' }, 'output_format', 'use png, jpeg or webp'],
  [{ background: 'transparent', output_format: 'webp' }, 'background', 'no transparent backgrounds'],
])('%j is refused, naming the field and what is possible', (settings, param, why) => {
  expect(() => read(settings)).toThrow(expect.objectContaining({ param, message: expect.stringContaining(why) }));
});

test('the field is named as it stands in the request', () => {
  const settings = pictureSettings.parse({ output_format: 'gif' });
  expect(() => outputOf(settings, ['tools', 1])).toThrow(expect.objectContaining({ param: 'tools[1].output_format' }));
});
