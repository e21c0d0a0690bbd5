import { expect, test } from 'vitest';
import { readInput } from './input.ts';

const user = (content: unknown) => ({ role: 'user', content });

test('a string is the prompt', () => {
  expect(readInput(' an otter ')).toEqual({ prompt: 'an otter', named: [], earlier: null });
});

test('of a list the last user message counts: its texts, and its pictures in their order', () => {
  const parts = [
    { type: 'input_text', text: 'redder' },
    { type: 'input_image', image_url: 'https://a.example/1.png', detail: 'auto' },
    { type: 'input_image', image_url: 'data:image/png;base64,QUJD' },
    { type: 'input_text', text: 'and larger' },
  ];
  const input = readInput([
    { role: 'developer', content: 'be brief' },
    user('a fox'),
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'here' }] },
    { type: 'message', ...user(parts) },
    { type: 'reasoning', id: 'rs_1', summary: [] },
  ]);
  expect(input.prompt).toBe('redder\nand larger');
  expect(input.named).toEqual([
    { url: 'https://a.example/1.png', param: 'input[3].content[1].image_url', bare: true },
    { url: 'data:image/png;base64,QUJD', param: 'input[3].content[2].image_url', bare: true },
  ]);
  expect(input.earlier).toBeNull();
});

test.each<[string, Record<string, unknown>, object]>([
  ['given out', { type: 'image_generation_call', id: 'ig_a', result: 'QUJD' }, { id: 'ig_a', base64: 'QUJD' }],
  ['by its id alone', { type: 'image_generation_call', id: 'ig_a' }, { id: 'ig_a', base64: null }],
  ['referred to', { type: 'item_reference', id: 'ig_a' }, { id: 'ig_a', base64: null }],
])('the latest earlier picture is found as it was %s', (_, item, earlier) => {
  const items = [user('a fox'), { type: 'image_generation_call', id: 'ig_0' }, item, user('redder')];
  expect(readInput(items).earlier).toEqual({ ...earlier, param: 'input[2]' });
});

test("a reference to something else is not a picture, nor is what comes after the last user's words", () => {
  const items = [
    user('a'),
    { type: 'item_reference', id: 'msg_1' },
    user('b'),
    { type: 'image_generation_call', id: 'ig_1' },
  ];
  expect(readInput(items).earlier).toBeNull();
});

test.each<[string, Parameters<typeof readInput>[0], string, string]>([
  ['no user', [{ role: 'assistant', content: 'x' }], 'input', 'no message'],
  ['no words', [user([{ type: 'input_image', image_url: 'https://a.example/1.png' }])], 'input[0].content', 'empty'],
  ['an empty string', ' ', 'input', 'empty'],
  ['a file', [user([{ type: 'input_file', file_id: 'file-1' }])], 'input[0].content[0].type', 'input_image'],
  [
    'an uploaded picture',
    [user([{ type: 'input_image', file_id: 'file-1' }])],
    'input[0].content[0].file_id',
    'image_url',
  ],
  ['no content', [user(undefined)], 'input[0].content', 'required'],
  ['a number', [user(7)], 'input[0].content', 'list of parts'],
])('%s is refused at its place', (_, input, param, why) => {
  expect(() => readInput(input)).toThrow(expect.objectContaining({ param, message: expect.stringContaining(why) }));
});
