import { randomInt } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startConnectProxy, type TestProxy } from '../flow/testing/connect-proxy.ts';
import { startSocksProxy } from '../flow/testing/socks-proxy.ts';
import { decodeImage, decodeVideo } from '../testing/decode.ts';
import { type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService, TEST_CONNECTION_TOKEN } from '../testing/service-process.ts';
import { chatBody, download, generate } from './chat.ts';

const LOGIN = 'ada:p@ss:word-0042';
const WRONG = 'hunter2-hunter2-hunter2';
/** The wrong password as it may be written: plainly, and as the header to an HTTP proxy. */
const WRONG_SHOWN = [WRONG, Buffer.from(`ada:${WRONG}`).toString('base64')];
const IMAGE = chatBody('gemini-2.5-flash-image', 'a fox');
const VIDEO = chatBody('veo_3_1_t2v_fast', 'a fox runs');

/** For tests in which a way out that failed is left alone for seconds before it is tried again. */
const WITH_RESTS_MS = 90_000;

const KINDS = [
  { scheme: 'http', start: (login: string) => startConnectProxy({ credentials: login }) },
  { scheme: 'socks5', start: startSocksProxy },
] as const;

let sandbox: SandboxProcess;
let sandboxHost: string;
beforeAll(async () => {
  sandbox = await startSandboxProcess({ accounts: [['session-a', 'a@example.com', 'PAYGATE_TIER_TWO', 100_000]] });
  sandboxHost = new URL(sandbox.origin).host;
});
afterAll(() => sandbox[Symbol.asyncDispose]());

/** Settings that send calls through a proxy, and log as much as can be logged. */
function through(proxyUrl: string): Record<string, string> {
  return {
    FLOW2API_PROXY__PROXY_ENABLED: 'true',
    FLOW2API_PROXY__PROXY_URL: proxyUrl,
    FLOW2API_DEBUG__ENABLED: 'true',
    FLOW2API_DEBUG__LOG_LEVEL: 'trace',
  };
}

async function makeBoth(service: ServiceProcess): Promise<void> {
  const image = await generate(service, IMAGE);
  expect((await decodeImage((await download(image.link)).bytes)).width).toBeGreaterThan(0);
  const video = await generate(service, VIDEO);
  expect((await decodeVideo((await download(video.link)).bytes)).codec).toBe('avc');
}

describe.each(KINDS)('through a $scheme:// proxy with a login', ({ scheme, start }) => {
  const address = (port: number, password = 'p%40ss%3Aword-0042') => `${scheme}://ada:${password}@127.0.0.1:${port}`;

  test(
    'accounts are added, and images and videos are made; without the proxy nothing goes out',
    async () => {
      const proxy = await start(LOGIN);
      await using service = await startService({ upstream: sandbox, env: through(address(proxy.port)) });
      await service.addToken('session-a');
      await makeBoth(service);
      expect(new Set(proxy.targets)).toEqual(new Set([sandboxHost]));
      await proxy[Symbol.asyncDispose]();
      expect(await failures(service)).toEqual([
        { status: 502, code: 'proxy_failed' },
        { status: 502, code: 'proxy_failed' },
      ]);
    },
    WITH_RESTS_MS,
  );

  test(
    'a wrong password is an error that names the proxy; neither it nor the log shows the password',
    async () => {
      await using proxy = await start(LOGIN);
      const dataDir = await mkdtemp(join(tmpdir(), 'flow2api-egress-'));
      onTestFinished(() => rm(dataDir, { recursive: true, force: true, maxRetries: 3 }));
      const env = { FLOW2API_DATA_DIR: dataDir };
      {
        await using service = await startService({
          upstream: sandbox,
          env: { ...env, ...through(address(proxy.port)) },
        });
        await service.addToken('session-a');
        service.program.signal('SIGTERM');
        await service.program.exited;
      }
      await using service = await startService({
        upstream: sandbox,
        env: { ...env, ...through(address(proxy.port, WRONG)) },
      });
      const said: string[] = [];
      expect(await failures(service, said)).toEqual([
        { status: 502, code: 'proxy_failed' },
        { status: 502, code: 'proxy_failed' },
      ]);
      const adding = await asExtension(service, 'update-token', { session_token: 'session-b' });
      expect(adding.ok).toBe(false);
      said.push(await adding.text());
      for (const text of said) expect(text).toContain(`127.0.0.1:${proxy.port}`);

      service.program.signal('SIGTERM');
      await service.program.exited;
      const log = [...service.program.lines, service.program.stderr(), await logFiles(dataDir)].join('\n');
      expect(log).toContain('proxy_failed');
      for (const password of WRONG_SHOWN) expect(said.join('\n') + log).not.toContain(password);
    },
    WITH_RESTS_MS,
  );
});

test(
  'a proxy that dies fails callers honestly and blames no account; when it is back, so is the service',
  async () => {
    const login = 'ada:p%40ss%3Aword-0042';
    const proxy = await startOnLastingPort();
    const { port } = proxy;
    await using service = await startService({
      upstream: sandbox,
      env: { ...through(`socks5://${login}@127.0.0.1:${port}`), FLOW2API_ADMIN__ERROR_BAN_THRESHOLD: '1' },
    });
    await service.addToken('session-a');
    const before = proxy.targets.length;
    await generate(service, IMAGE);
    expect(proxy.targets.length).toBeGreaterThan(before);
    await proxy[Symbol.asyncDispose]();

    const response = await service.post('/v1/chat/completions', IMAGE);
    const text = await response.text();
    expect(response.status, text).toBe(502);
    expect(text).toContain('"proxy_failed"');
    expect(text).toContain(`socks5://127.0.0.1:${port} does not let us through`);
    expect(text).not.toMatch(/ada|p@ss|p%40ss/);
    // One fault of its own would have disabled it.
    expect(await accounts(service)).toMatchObject([{ email: 'a@example.com', is_active: true }]);

    // Until the proxy has rested callers are told at once, by its name, when to come back.
    const told = async () => {
      const resting = await service.post('/v1/chat/completions', IMAGE);
      const naming = (await resting.text()).includes(`the proxy socks5://127.0.0.1:${port} fails`);
      return [resting.status, naming, Number(resting.headers.get('retry-after')) <= 60];
    };
    await expect.poll(told, { timeout: 30_000 }).toEqual([503, true, true]);

    await using again = await startSocksProxy(LOGIN, port);
    const status = async () => (await service.post('/v1/chat/completions', IMAGE)).status;
    await expect.poll(status, { timeout: 60_000, interval: 500 }).toBe(200);
    expect(again.targets.length).toBeGreaterThan(0);
  },
  WITH_RESTS_MS,
);

test('a token is given a proxy of its own while the service runs, and none again', async () => {
  await using general = await startConnectProxy({ credentials: LOGIN });
  await using own = await startSocksProxy(LOGIN);
  const login = 'ada:p%40ss%3Aword-0042';
  await using service = await startService({
    upstream: sandbox,
    env: through(`http://${login}@127.0.0.1:${general.port}`),
  });
  await service.addToken('session-a');
  await enrol(service, { session_token: 'session-a', proxy_url: `socks5://${login}@127.0.0.1:${own.port}` });
  const asked = [general.targets.length, own.targets.length];
  await generate(service, IMAGE);
  expect(general.targets).toHaveLength(asked[0] ?? 0);
  expect(own.targets.length).toBeGreaterThan(asked[1] ?? 0);
  await enrol(service, { session_token: 'session-a', proxy_url: 'direct' });
  const tunnels = own.targets.length;
  await generate(service, IMAGE);
  expect([general.targets.length, own.targets.length]).toEqual([asked[0], tunnels]);
});

test('finished media goes through a proxy of its own, while calls go through the other', async () => {
  await using calls = await startConnectProxy({ credentials: LOGIN });
  await using media = await startSocksProxy(LOGIN);
  const login = 'ada:p%40ss%3Aword-0042';
  await using service = await startService({
    upstream: sandbox,
    env: {
      ...through(`http://${login}@127.0.0.1:${calls.port}`),
      FLOW2API_PROXY__MEDIA_PROXY_URL: `socks5://${login}@127.0.0.1:${media.port}`,
    },
  });
  await service.addToken('session-a');
  expect(media.targets).toEqual([]);
  await makeBoth(service);
  expect([new Set(calls.targets), new Set(media.targets)]).toEqual([new Set([sandboxHost]), new Set([sandboxHost])]);
});

describe('media that lies on another host than the calls go to', () => {
  /** Takes the calls and passes them on, so that the sandbox's links name a host that is not in the base addresses. */
  let front: string;
  let mediaHost: string;
  beforeAll(async () => {
    const { port } = new URL(sandbox.origin);
    mediaHost = `localhost:${port}`;
    const server = createServer((incoming, outgoing) => {
      const { method = 'GET', url = '/', headers } = incoming;
      const onward = forward({ host: '127.0.0.1', port, method, path: url, headers: { ...headers, host: mediaHost } });
      onward.on('response', (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(onward);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    front = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return () => void server.close().closeAllConnections();
  });

  async function startBehindFront(env: Record<string, string>): Promise<ServiceProcess> {
    const addresses = { origin: front, labsBaseUrl: `${front}/fx/api`, apiBaseUrl: `${front}/v1` };
    const service = await startService({ upstream: addresses, env });
    await service.addToken('session-a');
    return service;
  }

  test('is not fetched when media_hosts does not name it', async () => {
    await using service = await startBehindFront({ FLOW2API_GENERATION__RETRIEVE_TIMEOUT: '0.5' });
    const response = await service.post('/v1/chat/completions', IMAGE);
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error: { code: 'media_unavailable' } });
  });

  test.each([
    ['a list with commas', (host: string) => `cdn.example, *.media.example,${host}`],
    ['JSON', (host: string) => JSON.stringify(['cdn.example', `http://${host}`])],
  ])('is fetched when FLOW2API_FLOW__MEDIA_HOSTS names it as %s', async (_, listing) => {
    await using service = await startBehindFront({ FLOW2API_FLOW__MEDIA_HOSTS: listing(mediaHost) });
    await makeBoth(service);
  });
});

/** On a port below those that systems hand out by themselves, so that it is still free when the proxy comes back. */
async function startOnLastingPort(): Promise<TestProxy> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startSocksProxy(LOGIN, randomInt(20_000, 30_000));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE' || attempt === 20) throw cause;
    }
  }
}

/** What an image and a video end with; the bodies of the answers go into `said`. */
async function failures(service: ServiceProcess, said: string[] = []) {
  // At once: after a fault the way out rests, and whoever comes next waits for that.
  const responses = await Promise.all([IMAGE, VIDEO].map((body) => service.post('/v1/chat/completions', body)));
  return Promise.all(
    responses.map(async (response) => {
      const text = await response.text();
      said.push(text);
      return { status: response.status, code: (JSON.parse(text) as { error?: { code: string } }).error?.code };
    }),
  );
}

function asExtension(service: ServiceProcess, call: string, body: object): Promise<Response> {
  const headers = { authorization: `Bearer ${TEST_CONNECTION_TOKEN}` };
  return service.post(`/api/plugin/${call}`, body, { headers });
}

async function enrol(service: ServiceProcess, body: object): Promise<void> {
  const response = await asExtension(service, 'update-token', body);
  expect(response.status, await response.text()).toBe(200);
}

async function accounts(service: ServiceProcess): Promise<unknown> {
  const response = await asExtension(service, 'check-tokens', {});
  return ((await response.json()) as { tokens: unknown }).tokens;
}

async function logFiles(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'logs');
  const names = await readdir(folder);
  expect(names).not.toEqual([]);
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
}
