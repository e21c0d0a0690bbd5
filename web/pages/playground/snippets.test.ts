import { expect, test } from 'vitest';
import { type Asked, SNIPPETS, WRITE } from './snippets.ts';

const asked: Asked = {
  ...{ model: 'veo-3.1', prompt: 'a boat, it\'s "night"', pictures: ['http://h/files/a.png'], files: ['a.png'] },
  ...{ role: 'frames', ratio: '16:9', seconds: 8, resolution: '1080p', count: 2, tokenId: 3 },
};

test('every client is told the model, the prompt, the pictures and the wishes, and no key', () => {
  for (const id of SNIPPETS) {
    const code = WRITE[id](asked, 'http://h');
    for (const part of ['veo-3.1', 'a boat', 'a.png', '16:9', '1080p', 'YOUR_']) expect(code).toContain(part);
  }
});

test('a quote in the prompt ends neither the text of the shell nor of a language', () => {
  expect(WRITE.curl(asked, 'http://h')).toContain(String.raw`it'\''s \"night\"`);
  expect(WRITE.python(asked, 'http://h')).toContain(String.raw`it's \"night\"`);
});

test('what was not chosen is not said', () => {
  const plain: Asked = { model: 'm', prompt: 'x', pictures: [], files: [], count: 1 };
  expect(WRITE.graphql(plain, 'http://h')).not.toMatch(/images|imageRole|seconds|count|tokenId/);
  expect(WRITE.javascript(plain, 'http://h')).toContain('content: "x"');
  expect(WRITE.python(plain, 'http://h')).not.toContain('extra_body');
});
