import { expect, test } from 'vitest';
import type { ServiceError } from '../../schema/errors.ts';
import { parse } from '../parse.ts';
import { chatRequest } from './request.ts';
import { readTurn, type Turn } from './turn.ts';

function turn(messages: unknown[], more: object = {}): Turn {
  return readTurn(parse(chatRequest, { model: 'm', messages, ...more }));
}

function refusal(messages: unknown[], more: object = {}): { code: string; param: string | undefined } {
  try {
    turn(messages, more);
  } catch (error) {
    const { code, param } = error as ServiceError;
    return { code, param };
  }
  throw new Error('It was accepted.');
}

const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: unknown, more: object = {}) => ({ role: 'assistant', content, ...more });
const picture = (url: string) => ({ type: 'image_url', image_url: { url } });

test('the prompt is the text of the last user message, its parts joined', () => {
  const parts = [
    { type: 'text', text: 'an otter' },
    picture('https://a.example/x.png'),
    { type: 'text', text: 'in rain' },
  ];
  const { prompt, pictures } = turn([
    user('a cat'),
    assistant('done'),
    user(parts),
    { role: 'system', content: 'Be brief' },
  ]);
  expect(prompt).toBe('an otter\nin rain');
  expect(pictures).toEqual([{ url: 'https://a.example/x.png', param: 'messages[2].content[1].image_url.url' }]);
});

test('nothing the assistant said becomes part of the prompt', () => {
  expect(turn([user('a cat'), assistant('![image](https://a.example/c.png) a red cat'), user('bluer')]).prompt).toBe(
    'bluer',
  );
});

test('a bare string stands for the address of a picture', () => {
  const parts = [
    { type: 'text', text: 'x' },
    { type: 'image_url', image_url: 'https://a.example/y.png' },
  ];
  expect(turn([user(parts)]).pictures).toEqual([
    { url: 'https://a.example/y.png', param: 'messages[0].content[1].image_url' },
  ]);
});

test("the predecessor's image field is one more picture", () => {
  expect(turn([user('x')], { image: 'QUJD' }).pictures).toEqual([{ url: 'QUJD', param: 'image', bare: true }]);
  expect(turn([user('x')], { image: null }).pictures).toEqual([]);
});

test.each([
  ['no user message', [assistant('hi')], {}, 'missing_parameter', 'messages'],
  ['an empty prompt', [user('  \n')], {}, 'missing_parameter', 'messages[0].content'],
  ['a prompt of zero-width characters', [user('\u200b \ufeff\u2060')], {}, 'missing_parameter', 'messages[0].content'],
  ['a prompt of NUL characters', [user('\0\0')], {}, 'missing_parameter', 'messages[0].content'],
  ['a prompt with a NUL character in it', [user('a\0cat')], {}, 'invalid_value', 'messages[0].content'],
  ['a prompt of 20,001 characters', [user('x'.repeat(20_001))], {}, 'invalid_value', 'messages[0].content'],
  ['only pictures', [user([picture('https://a.example/x.png')])], {}, 'missing_parameter', 'messages[0].content'],
  ['no content', [user('a'), { role: 'user' }], {}, 'missing_parameter', 'messages[1].content'],
  ['content of another type', [user(7)], {}, 'invalid_value', 'messages[0].content'],
  ['a part without a type', [user([{ text: 'a' }])], {}, 'missing_parameter', 'messages[0].content[0].type'],
  ['a part of a foreign type', [user([{ type: 'input_audio' }])], {}, 'invalid_value', 'messages[0].content[0].type'],
  ['a text part without text', [user([{ type: 'text' }])], {}, 'missing_parameter', 'messages[0].content[0].text'],
  ['a text part of numbers', [user([{ type: 'text', text: 4 }])], {}, 'invalid_value', 'messages[0].content[0].text'],
  [
    'a picture without address',
    [user([{ type: 'image_url', image_url: {} }])],
    {},
    'missing_parameter',
    'messages[0].content[0].image_url.url',
  ],
  [
    'a picture part without picture',
    [user([{ type: 'image_url' }])],
    {},
    'missing_parameter',
    'messages[0].content[0].image_url',
  ],
  ['no messages', [], {}, 'invalid_value', 'messages'],
  ['a message without role', [{ content: 'x' }], {}, 'missing_parameter', 'messages[0].role'],
  ['several answers', [user('x')], { n: 2 }, 'invalid_value', 'n'],
  ['a broken seed', [user('x')], { seed: 1.5 }, 'invalid_value', 'seed'],
  ['a size of any length', [user('x')], { size: '1'.repeat(101) }, 'invalid_value', 'size'],
  ['seconds of any length', [user('x')], { seconds: '8'.repeat(101) }, 'invalid_value', 'seconds'],
  ['a list of seconds', [user('x')], { seconds: [8] }, 'invalid_value', 'seconds'],
  [
    'more pictures than any model takes',
    [user([{ type: 'text', text: 'x' }, ...Array(17).fill(picture('https://a.example/x.png'))])],
    {},
    'invalid_value',
    'messages[0].content',
  ],
])('%s is refused and the field is named', (_name, messages, more, code, param) => {
  expect(refusal(messages, more)).toEqual({ code, param });
});

test.each(['猫', 'é', '👩‍👩‍👧', 'ა\u200c', '?', 'line\tand\nline'])('%j is a prompt and stays as it is', (prompt) => {
  expect(turn([user(prompt)]).prompt).toBe(prompt);
});

test('unknown fields and explicit nulls are ignored', () => {
  const more = {
    temperature: 0.4,
    modalities: ['image'],
    user: null,
    size: null,
    seed: null,
    n: null,
    stream_options: null,
  };
  expect(turn([{ ...user('x'), name: 'me' }], more).prompt).toBe('x');
});

test('odd parts in the history do not matter, for only the last user message is ours to judge', () => {
  const history = [
    user([{ type: 'input_audio' }]),
    assistant(null, { tool_calls: [] }),
    assistant([{ type: 'refusal' }, 5, null]),
  ];
  expect(turn([...history, user('x')])).toEqual({ prompt: 'x', pictures: [], earlier: [] });
});

test('a turn with a picture of its own does not look back', () => {
  const history = [user('a'), assistant('![image](https://a.example/old.png)')];
  expect(turn([...history, user([{ type: 'text', text: 'x' }, picture('https://a.example/new.png')])]).earlier).toEqual(
    [],
  );
});
