import type { LookupAddress } from 'node:dns';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isPublicAddress } from './public-address.ts';
import { createRemoteImages, type RemoteImages, type RemoteImagesDeps } from './remote-image.ts';
import { samplePicture } from './testing/sample-media.ts';
import { startMedia } from './testing/start-media.ts';

let server: Server;
let port: number;
let connections: number;
/** What the server does with the next request, by path. */
let routes: Record<string, (request: IncomingMessage, response: ServerResponse) => void>;
let open: RemoteImages[];

beforeEach(async () => {
  routes = {};
  open = [];
  connections = 0;
  server = createServer((request, response) => {
    const route = routes[request.url ?? ''];
    if (route === undefined) response.writeHead(404).end('secret');
    else route(request, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  for (const remote of open) await remote.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const limits = { maxImageBytes: 1_000_000, imageFetchTimeoutMs: 5_000 };
const never = new AbortController().signal;

function remoteImages(deps: Partial<RemoteImagesDeps> = {}): RemoteImages {
  const remote = createRemoteImages({ limits: () => limits, ...deps });
  open.push(remote);
  return remote;
}

/** The guard as it is, but with the test server's own address counted as public. */
const testNet = (address: string) => address === '127.0.0.1' || isPublicAddress(address);
const answers =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const NOT_PUBLIC = {
  code: 'image_unreachable',
  message: 'The image could not be fetched: its host is unknown or not a public address.',
};

describe('an address that leads inwards is refused before a connection is made', () => {
  test.each([
    '127.0.0.1',
    'localhost',
    '[::1]',
    '0.0.0.0',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '0',
    '127。0。0。1',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '169.254.169.254',
    '10.0.0.1',
    '[fe80::1]',
    '[fc00::1]',
    '[64:ff9b::7f00:1]',
    '100.64.0.1',
    '[2002:7f00:1::]',
    '192.0.2.1',
    '255.255.255.255',
    '[2001:db8::1]',
    '168.63.129.16',
  ])('%s', async (host) => {
    await expect(remoteImages().fetch(`http://${host}:${port}/`, never)).rejects.toMatchObject(NOT_PUBLIC);
    expect(connections).toBe(0);
  });

  test('over https as well', async () => {
    await expect(remoteImages().fetch(`https://127.0.0.1:${port}/`, never)).rejects.toMatchObject(NOT_PUBLIC);
    const remote = remoteImages({ resolveAll: answers('10.0.0.1') });
    await expect(remote.fetch(`https://pictures.example:${port}/`, never)).rejects.toMatchObject(NOT_PUBLIC);
    expect(connections).toBe(0);
  });

  test.each([
    ['one private answer', ['127.0.0.1']],
    ['a private answer behind a public one', ['93.184.215.14', '127.0.0.1']],
    ['a private IPv6 answer behind a public IPv4 one', ['93.184.215.14', '::1']],
    ['no answer', []],
  ])('a name with %s', async (_what, addresses) => {
    const remote = remoteImages({ resolveAll: answers(...addresses) });
    await expect(remote.fetch(`http://pictures.example:${port}/`, never)).rejects.toMatchObject(NOT_PUBLIC);
    expect(connections).toBe(0);
  });

  test('a name that does not exist looks the same, so that names inside cannot be guessed', async () => {
    const remote = remoteImages({
      resolveAll: async () => {
        throw Object.assign(new Error('getaddrinfo ENOTFOUND pictures.example'), { code: 'ENOTFOUND' });
      },
    });
    await expect(remote.fetch(`http://pictures.example:${port}/`, never)).rejects.toMatchObject(NOT_PUBLIC);
  });

  test.each([301, 302, 303, 307, 308])('a redirect (%i) inwards', async (status) => {
    routes['/away'] = (_request, response) =>
      response.writeHead(status, { location: `http://127.0.0.2:${port}/` }).end();
    const remote = remoteImages({ allowAddress: testNet });
    await expect(remote.fetch(`http://127.0.0.1:${port}/away`, never)).rejects.toMatchObject(NOT_PUBLIC);
    expect(connections).toBe(1);
  });
});

test('the connection goes to the very address that was checked: a name is not asked for twice', async () => {
  routes['/'] = (_request, response) => response.end('bytes');
  let asked = 0;
  const remote = remoteImages({
    allowAddress: testNet,
    resolveAll: async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    },
  });
  expect((await remote.fetch(`http://rebinding.example:${port}/`, never)).toString()).toBe('bytes');
  expect([asked, connections]).toEqual([1, 1]);
});

test('a host with a dead address beside a living one is reached', async () => {
  routes['/'] = (_request, response) => response.end('bytes');
  const remote = remoteImages({
    allowAddress: (address) => address === '::1' || testNet(address),
    resolveAll: answers('::1', '127.0.0.1'), // the server listens on IPv4 only
  });
  expect((await remote.fetch(`http://two.example:${port}/`, never)).toString()).toBe('bytes');
});

test('redirects are followed, relative ones too, but not for ever', async () => {
  for (const hop of [1, 2, 3, 4]) {
    routes[`/${hop}`] = (_request, response) => response.writeHead(302, { location: `${hop - 1}` }).end('moved');
  }
  routes['/0'] = (request, response) => response.end(request.headers.host);
  const remote = remoteImages({ allowAddress: testNet });
  expect((await remote.fetch(`http://127.0.0.1:${port}/3`, never)).toString()).toBe(`127.0.0.1:${port}`);
  await expect(remote.fetch(`http://127.0.0.1:${port}/4`, never)).rejects.toMatchObject({
    code: 'image_unreachable',
    message: expect.stringContaining('more than 3 times'),
  });
});

test.each([
  ['file:///etc/passwd', /only http and https/],
  ['ftp://pictures.example/a.png', /only http and https/],
  ['gopher://127.0.0.1:70/_x', /only http and https/],
  ['http://user:secret@pictures.example/a.png', /user name or password/],
  ['http://user@pictures.example/a.png', /user name or password/],
  ['not an address', /not a valid address/],
  ['http://', /not a valid address/],
  ['/files/a.png', /not a valid address/],
  [`http://pictures.example/${'a'.repeat(10_000)}`, /not a valid address/],
])('%s is not fetched', async (url, words) => {
  const fetching = remoteImages({ allowAddress: testNet }).fetch(url, never);
  await expect(fetching).rejects.toMatchObject({ code: 'image_unreachable', message: expect.stringMatching(words) });
  await expect(fetching).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
});

test.each(['file:///etc/passwd', 'http://user:secret@127.0.0.1/', 'http://[half'])(
  'a redirect to %s is not followed',
  async (location) => {
    routes['/away'] = (_request, response) => response.writeHead(302, { location }).end();
    const fetching = remoteImages({ allowAddress: testNet }).fetch(`http://127.0.0.1:${port}/away`, never);
    await expect(fetching).rejects.toMatchObject({ code: 'image_unreachable' });
  },
);

test.each([401, 404, 410, 500, 304, 204])('status %i is told, the body is not', async (status) => {
  routes['/'] = (_request, response) => response.writeHead(status).end('secret');
  const fetching = remoteImages({ allowAddress: testNet }).fetch(`http://127.0.0.1:${port}/`, never);
  const message = `The image could not be fetched: its host answered with status ${status}.`;
  await expect(fetching).rejects.toMatchObject({ code: 'image_unreachable', message });
});

test('a picture over the limit is refused by its stated length, and while it arrives', async () => {
  let sent = 0;
  routes['/stated'] = (_request, response) => void response.writeHead(200, { 'content-length': 1_000_001 }).write('x');
  routes['/endless'] = (_request, response) => {
    const more = () => {
      sent += 65_536;
      if (!response.destroyed) response.write(Buffer.alloc(65_536), more);
    };
    more();
  };
  const remote = remoteImages({ allowAddress: testNet });
  for (const path of ['stated', 'endless']) {
    await expect(remote.fetch(`http://127.0.0.1:${port}/${path}`, never)).rejects.toMatchObject({
      code: 'image_invalid',
    });
  }
  expect(sent).toBeLessThan(20_000_000);
});

describe('time is bounded', () => {
  const hurried = { allowAddress: testNet, limits: () => ({ ...limits, imageFetchTimeoutMs: 300 }) };
  const tooLong = { code: 'image_unreachable', message: expect.stringContaining('longer than 0.3 s') };

  test('when no answer comes', async () => {
    routes['/'] = () => {};
    await expect(remoteImages(hurried).fetch(`http://127.0.0.1:${port}/`, never)).rejects.toMatchObject(tooLong);
  });

  test('when the body drips', async () => {
    routes['/'] = (_request, response) => {
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    };
    await expect(remoteImages(hurried).fetch(`http://127.0.0.1:${port}/`, never)).rejects.toMatchObject(tooLong);
  });

  test('when redirects take it up together', async () => {
    routes['/'] = (_request, response) => void setTimeout(() => response.writeHead(302, { location: '/' }).end(), 150);
    await expect(remoteImages(hurried).fetch(`http://127.0.0.1:${port}/`, never)).rejects.toMatchObject(tooLong);
  });

  test('when the name is never resolved', async () => {
    const late = Promise.withResolvers<LookupAddress[]>();
    const remote = remoteImages({ ...hurried, resolveAll: () => late.promise });
    await expect(remote.fetch(`http://pictures.example:${port}/`, never)).rejects.toMatchObject(tooLong);
    late.resolve([]);
  });

  test('by the caller, who may leave', async () => {
    const abort = new AbortController();
    routes['/'] = () => abort.abort(new Error('the caller left'));
    const fetching = remoteImages({ allowAddress: testNet }).fetch(`http://127.0.0.1:${port}/`, abort.signal);
    await expect(fetching).rejects.toThrow('the caller left');
  });
});

test('a host that does not answer, or not as a web server, is told without details', async () => {
  const chatty = createTcpServer((socket) => socket.resume().end('SSH-2.0-secret\r\n'));
  await new Promise<void>((resolve) => chatty.listen(0, '127.0.0.1', resolve));
  const remote = remoteImages({ allowAddress: testNet });
  const gone = (chatty.address() as AddressInfo).port;
  const inPlainWords = { message: 'The image could not be fetched: its host did not answer as a web server does.' };
  await expect(remote.fetch(`http://127.0.0.1:${gone}/`, never)).rejects.toMatchObject(inPlainWords);
  await new Promise((resolve) => chatty.close(resolve));
  await expect(remote.fetch(`http://127.0.0.1:${gone}/`, never)).rejects.toMatchObject(inPlainWords);
});

test('no credentials of ours go along', async () => {
  let headers: IncomingMessage['headers'] = {};
  routes['/'] = (request, response) => {
    headers = request.headers;
    response.end('bytes');
  };
  await remoteImages({ allowAddress: testNet }).fetch(`http://127.0.0.1:${port}/`, never);
  expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent']);
});

test('a fetched picture is kept by what it is, not by what its host calls it', async () => {
  await using t = await startMedia({ allowAddress: testNet });
  const png = await samplePicture('png');
  routes['/picture'] = (_request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(png);
  routes['/page'] = (_request, response) =>
    response.writeHead(200, { 'content-type': 'image/png' }).end('<html></html>');
  const input = await t.media.fetchInput(`http://127.0.0.1:${port}/picture`, never);
  expect(input).toMatchObject({ mimeType: 'image/png', width: 64, height: 48 });
  await expect(t.media.fetchInput(`http://127.0.0.1:${port}/page`, never)).rejects.toMatchObject({
    code: 'image_invalid',
    message: expect.stringContaining('HTML page'),
  });
});
