import sharp from 'sharp';
import { expect, test } from 'vitest';
import { presentBody } from './present-body.ts';

const png = async () =>
  (
    await sharp({
      create: {
        width: 640,
        height: 360,
        channels: 3,
        background: '#456',
        noise: { type: 'gaussian', mean: 90, sigma: 30 },
      },
    })
      .png()
      .toBuffer()
  ).toString('base64');

test('media in a body is told by its type and size, wherever it stands', async () => {
  const base64 = await png();
  const kilobytes = Math.round((base64.length * 3) / 4 / 1_000);
  const shown = presentBody({ image_url: { url: `data:image/png;base64,${base64}` }, bare: base64, text: 'a walk' });
  expect(JSON.parse(shown ?? '')).toEqual({
    image_url: { url: `<image/png, ${kilobytes} KB>` },
    bare: `<image/png, ${kilobytes} KB>`,
    text: 'a walk',
  });
});

test('secrets are hidden, in JSON and in text, and a long body is cut after that', () => {
  const shown = presentBody({ api_key: 'canary-secret-value', nested: { session_token: 'canary-secret-value' } });
  expect(shown).not.toContain('canary');
  const long = presentBody(`${'a word '.repeat(50_000)} Bearer canary-secret-value`);
  expect(long).not.toContain('canary');
  expect(long).toMatch(/… \(\d+ characters\)$/);
  expect(presentBody(undefined)).toBeNull();
});
