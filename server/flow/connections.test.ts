import { expect, test } from 'vitest';
import { createFlowClient } from './client.ts';
import { type Connections, createConnections } from './connections.ts';
import { sharedEgress } from './egress.ts';
import { timeoutsFrom } from './options.ts';
import { startConnectProxy } from './testing/connect-proxy.ts';
import { failureOf } from './testing/failure.ts';
import { startScriptedServer } from './testing/scripted-server.ts';

const balance = () => ({ body: { credits: 5 } });

function clientOver(connections: Connections, origin: string, proxy: string | null = null) {
  const addresses = { labsBaseUrl: `${origin}/fx/api`, apiBaseUrl: `${origin}/v1`, mediaHosts: [] };
  const rest = { wireProfile: 'current', timeouts: timeoutsFrom(5_000), now: Date.now, newId: () => 'id' } as const;
  return createFlowClient({ ...addresses, ...rest, proxy }, sharedEgress(connections, { proxy }));
}

test('connections of a way that nobody uses are closed, and made anew for the next call', async () => {
  await using proxy = await startConnectProxy();
  await using server = await startScriptedServer(balance);
  const connections = createConnections({ idleMs: 20 });
  const flow = clientOver(connections, server.origin, `http://127.0.0.1:${proxy.port}`);
  expect(connections.open()).toBe(0);
  for (const round of [1, 2]) {
    expect((await flow.credits('ya29.invented')).credits).toBe(5);
    await expect.poll(() => connections.open()).toBe(0);
    await expect.poll(() => server.nowOpen()).toBe(0);
    expect(proxy.targets).toHaveLength(round);
  }
  await connections.close();
});

test('as long as an answer is being read, its connection stays, however long that takes', async () => {
  let finish = (): void => undefined;
  await using server = await startScriptedServer(({ url }, { response }) => {
    if (url === '/short') return { headers: { 'content-type': 'video/mp4' }, body: 'all of it' };
    response.writeHead(200, { 'content-type': 'video/mp4' });
    response.write('first');
    finish = () => response.end(' last');
    return undefined;
  });
  const connections = createConnections({ idleMs: 50 });
  const flow = clientOver(connections, server.origin);
  // Leaves the connection idle for a moment, which must not count once it is used again.
  await (await flow.openMedia(`${server.origin}/short`)).body.toArray();
  const { body } = await flow.openMedia(`${server.origin}/clip`);
  // Another way out comes and goes meanwhile, which proves that the time for idle ones has passed.
  await using other = await startScriptedServer(balance);
  await clientOver(connections, other.origin).credits('ya29.invented');
  await expect.poll(() => other.nowOpen()).toBe(0);
  expect(connections.open()).toBe(1);
  finish();
  expect(Buffer.concat(await body.toArray()).toString()).toBe('first last');
  await expect.poll(() => connections.open()).toBe(0);
  await connections.close();
});

test('clients that go the same way share its connections', async () => {
  await using server = await startScriptedServer(balance);
  const connections = createConnections({ maxConnections: 2 });
  const clients = Array.from({ length: 20 }, () => clientOver(connections, server.origin));
  await Promise.all(clients.map((flow) => flow.credits('ya29.invented')));
  expect(server.mostOpen()).toBeLessThanOrEqual(2);
  expect(connections.open()).toBe(1);
  await connections.close();
});

test('a client that was told to close leaves the connections to the others', async () => {
  await using server = await startScriptedServer(balance);
  const connections = createConnections();
  await clientOver(connections, server.origin).close();
  const flow = clientOver(connections, server.origin);
  expect((await flow.credits('ya29.invented')).credits).toBe(5);
  await connections.close();
  expect(await failureOf(flow.credits('ya29.invented'))).toMatchObject({ code: 'shutting_down', outcome: 'not-sent' });
});
