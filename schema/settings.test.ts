import { expect, test } from 'vitest';
import { defaults, SETTINGS } from './settings.ts';

test.each(SETTINGS)('the default of $key passes its own check', ({ schema, default: value }) => {
  expect(schema.parse(value)).toEqual(value);
});

test.each(SETTINGS)('$key is described in one sentence', ({ description, range }) => {
  expect(description).toMatch(/^[^.].*\.$/);
  expect(range).not.toBe('');
});

test('values are reached by section and name in camel case', () => {
  expect(defaults.flow.pollIntervalMax).toBe(10);
  expect(defaults.server.trustedProxies).toEqual(['loopback']);
  expect(defaults.generation.unusedImages).toBe('refuse');
});

test('a setting knows its names in the file, the database and the environment', () => {
  const setting = SETTINGS.find(({ key }) => key === 'flow.poll_interval');
  expect(setting).toMatchObject({ section: 'flow', name: 'poll_interval', variable: 'FLOW2API_FLOW__POLL_INTERVAL' });
});

test('what could hold a password or a key is marked as secret', () => {
  const secret = SETTINGS.filter((setting) => setting.secret).map(({ key }) => key);
  expect(secret).toEqual([
    'global.api_key',
    'global.admin_password',
    'global.keys',
    'proxy.proxy_url',
    'proxy.media_proxy_url',
    'plugin.connection_token',
  ]);
});

const check = (key: string, value: unknown) => SETTINGS.find((setting) => setting.key === key)?.schema.safeParse(value);

test.each([
  ['server.port', 0],
  ['generation.image_concurrency', -1],
  ['cache.timeout', 0],
  ['flow.labs_base_url', 'http://127.0.0.1:4010/fx/api'],
  ['proxy.proxy_url', 'socks5h://user:p%40ss@warp:1080'],
  ['proxy.proxy_url', ''],
  ['proxy.media_proxy_url', 'direct'],
  ['proxy.media_proxy_url', 'socks5://cdn:1080'],
  ['proxy.media_proxy_url', ''],
  ['flow.media_hosts', ['*.googleusercontent.com', 'localhost', 'http://127.0.0.1:9000']],
  ['server.trusted_proxies', ['10.0.0.0/8', 'fd00::/8', '192.0.2.7', 'uniquelocal']],
  ['server.operator_networks', ['10.0.0.0/8', 'fd00::/8', '192.0.2.7', 'loopback']],
  ['server.operator_networks', []],
  ['server.cors_origins', ['*', 'chrome-extension://abcdefgh', 'https://app.example:8443']],
  ['server.host', '::'],
  ['global.api_key', 'han1234'],
  ['generation.strategy', 'most_credits'],
  ['generation.max_attempts', 10],
])('%s takes %j', (key, value) => {
  expect(check(key, value)?.success).toBe(true);
});

test.each([
  ['server.port', 65536],
  ['server.port', 80.5],
  ['generation.image_concurrency', -2],
  ['flow.poll_interval', 0],
  ['flow.poll_interval', Number.NaN],
  ['flow.timeout', Number.POSITIVE_INFINITY],
  ['flow.labs_base_url', 'labs.google/fx/api'],
  ['flow.labs_base_url', 'ftp://labs.google'],
  ['flow.labs_base_url', 'https://labs.google/?a=b'],
  ['global.public_url', 'http://0.0.0.0:8000'],
  ['global.public_url', 'https://user:secret@gateway.example'],
  ['proxy.proxy_url', 'warp:1080'],
  ['proxy.proxy_url', 'ftp://warp:1080'],
  ['proxy.proxy_url', 'socks5://warp:99999'],
  ['proxy.proxy_url', 'http://warp:1080/path'],
  ['proxy.proxy_url', 'http://warp:0'],
  ['proxy.proxy_url', 'http://ada:50%@warp:1080'],
  ['proxy.proxy_url', `socks5://ada:${'x'.repeat(256)}@warp:1080`],
  ['proxy.proxy_url', 'direct'],
  ['proxy.media_proxy_url', 'none'],
  ['flow.media_hosts', ['https://storage.googleapis.com/path']],
  ['flow.media_hosts', ['*']],
  ['flow.media_hosts', ['']],
  ['server.trusted_proxies', ['everybody']],
  ['server.trusted_proxies', ['0.0.0.0/0']],
  ['server.operator_networks', ['office.example']],
  ['server.operator_networks', ['::/0']],
  ['server.cors_origins', ['https://app.example/path']],
  ['server.host', '*.example'],
  ['global.api_key', 'two words'],
  ['global.api_key', 'ключ'],
  ['debug.enabled', 'true'],
  ['generation.strategy', 'fastest'],
  ['generation.max_attempts', 0],
  ['generation.max_attempts', 11],
])('%s refuses %j', (key, value) => {
  expect(check(key, value)?.success).toBe(false);
});

test('a slash at the end of an address is dropped, so that paths can be put behind it', () => {
  expect(check('flow.api_base_url', 'https://api.example/v1//')?.data).toBe('https://api.example/v1');
});

test.each([
  ['ada:hunter2@warp:1080', 'is not an address'],
  ['ftp://ada:hunter2@warp', 'must begin with http://, https://, socks5:// or socks5h://'],
  ['http://ada:hunter2%@warp:1080', 'has a user name or password that is not percent-encoded'],
  ['socks5://ada:hunter2@warp:0', 'names port 0, on which nobody listens'],
  ['socks5://ada:hunter2@warp:1080/x', 'must end after its port'],
])('what is wrong with the proxy %s is said without repeating it', (value, words) => {
  for (const key of ['proxy.proxy_url', 'proxy.media_proxy_url']) {
    expect(check(key, value)?.error?.issues).toMatchObject([{ message: words }]);
  }
});
