import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { openEventStream } from './event-stream.ts';
import { InlineFile } from './inline-json.ts';

test('an event is one write, whatever it is put together from; a file in it is a write for each of its pieces', async () => {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  using stream = openEventStream(response, { heartbeatMs: 10_000 });
  const written = vi.spyOn(response, 'write').mockReturnValue(true);
  await stream.send({ words: 'an otter' });
  await stream.send({ url: new InlineFile('image/png', Readable.from(['AAAA', 'BBBB'])) });
  expect(written.mock.calls).toEqual([
    ['data: {"words":"an otter"}\n\n'],
    ['data: {"url":"data:image/png;base64,'],
    ['AAAA'],
    ['BBBB'],
    ['"}\n\n'],
  ]);
});
