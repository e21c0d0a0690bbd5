import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { type SeenFrom, seenFrom } from './seen-from.ts';

test('who has hung up by the time that it is asked comes from nowhere, and stops nothing', async () => {
  const seen = Promise.withResolvers<SeenFrom>();
  await using server = createServer((request) => {
    request.socket.destroy();
    seen.resolve(Promise.try(() => seenFrom(request, { trustedProxies: ['loopback'], publicUrl: '' })));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as { port: number };
  const client = connect(port, '127.0.0.1');
  client.on('error', () => {}); // it was cut off
  client.write('GET / HTTP/1.1\r\nHost: flow.example\r\n\r\n');
  expect(await seen.promise).toMatchObject({ address: '', origin: 'http://flow.example' });
});
