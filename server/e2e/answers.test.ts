import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startService } from '../testing/service-process.ts';
import { chatBody, generate } from './chat.ts';

test('what is no request gets an answer in the envelope, with an id', async () => {
  await using service = await startService();
  for (const bytes of ['hello\r\n\r\n', 'GET /health HTTP/1.1\r\n\r\n']) {
    const socket = connect(Number(new URL(service.baseUrl).port), '127.0.0.1');
    socket.write(bytes);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toMatch(/\r\nx-request-id: req_\w+\r\n/i);
    expect(answer).toContain('"code":"invalid_request"');
  }
});

test('not being ready is an answer and no failure in the log', async () => {
  await using service = await startService({ env: { FLOW2API_SANDBOX__MODE: 'off' } });
  expect((await service.fetch('/ready')).status).toBe(503);
  const chat = { model: 'gemini-2.5-flash-image', messages: [{ role: 'user', content: 'x' }] };
  expect((await service.post('/v1/chat/completions', chat)).status).toBe(503);
  const failed = await service.program.line((line) => (line.includes('request failed') ? line : null));
  expect(failed).toContain('no_token_available');
  expect(service.program.lines.filter((line) => line.includes('request failed'))).toHaveLength(1);
});

test('with unused_images "drop" a picture that nobody could read keeps no video of text from being made', async () => {
  await using service = await startService({ env: { FLOW2API_GENERATION__UNUSED_IMAGES: 'drop' } });
  const pictures = ['data:image/png;base64,QUJD', 'http://127.0.0.1:9/nothing.png'];
  expect((await generate(service, chatBody('veo_3_1_t2v_lite_landscape', 'a kite', pictures))).link).toMatch(/\.mp4$/);
});
