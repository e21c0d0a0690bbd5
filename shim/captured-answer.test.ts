import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { type CapturedAnswer, captureAnswer } from './captured-answer.ts';

/** What is captured of an answer that is written in these pieces; the client gets them as they are. */
async function captured(
  type: string,
  pieces: readonly (string | Buffer)[],
): Promise<{ text?: string | undefined; sent: string }> {
  let answer: CapturedAnswer | null = null;
  const server = createServer((_request, response) => {
    answer = captureAnswer(response);
    response.setHeader('x-request-id', 'r'); // as the request record does
    response.writeHead(200, { 'content-type': type });
    for (const piece of pieces.slice(0, -1)) response.write(piece);
    response.end(pieces.at(-1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const sent = await (await fetch(`http://127.0.0.1:${port}/`)).text();
    return { text: (answer as CapturedAnswer | null)?.text(), sent };
  } finally {
    server.close();
  }
}

test('an answer is captured as it was sent, with base64 folded however it was cut into pieces', async () => {
  const base64 = `/9j/${'A'.repeat(3_996)}`;
  const whole = `{"b64_json":"${base64}","text":"naïve, a/b-c"}`;
  for (const size of [whole.length, 1_000, 7]) {
    const bytes = Buffer.from(whole);
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
    const { text, sent } = await captured('application/json', pieces);
    expect(sent).toBe(whole);
    expect(text).toBe('{"b64_json":"<image/jpeg, 3 KB>","text":"naïve, a/b-c"}');
  }
});

test('what is no text is not captured, and what is very long is cut', async () => {
  expect((await captured('image/png', [Buffer.from('pixels')])).text).toBeUndefined();
  const { text } = await captured(
    'text/event-stream',
    Array.from({ length: 400 }, () => 'data: {} \n\n'.repeat(100)),
  );
  expect(text?.length).toBe(256 * 1024);
});
