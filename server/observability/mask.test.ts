import { expect, test } from 'vitest';
import { maskProxyUrl, maskSecret, maskSecrets } from './mask.ts';

test.each([
  ['', ''],
  ['short', '****'],
  ['elevenchars', '****'],
  ['twelve-chars', '****hars'],
])('the secret %j is shown as %j', (secret, shown) => {
  expect(maskSecret(secret)).toBe(shown);
});

test.each([
  ['http://proxy:3128', 'http://proxy:3128'],
  ['socks5h://me:letmein@warp:1080', 'socks5h://****@warp:1080'],
  ['http://key-of-the-customer@proxy:3128', 'http://****@proxy:3128'],
  ['no address, perhaps a password', '****'],
  ['http://me:an-invented-pw@[', '****'],
  ['http://me:123/4-invented@proxy:3128', '****'],
  ['http://me#an-invented-pw@proxy:3128', '****'],
  ['', ''],
])('the proxy address %j is shown as %j', (address, shown) => {
  expect(maskProxyUrl(address)).toBe(shown);
});

const SECRET = 'an/invented+secret~value-7788';

test.each([
  'authorization',
  'Authorization',
  'cookie',
  'set-cookie',
  'x-goog-api-key',
  'api_key',
  'apiKey',
  'sessionToken',
  'session_token',
  'accessToken',
  'access_token',
  'connection_token',
  'st',
  'at',
  'password',
  'admin_password',
  'adminPassword',
  'ciphertext',
])('what stands under the name %s is hidden at any depth, in lists and in JSON inside text', (name) => {
  const holder = { [name]: SECRET };
  const line = JSON.stringify({
    ...holder,
    deep: { a: [{ b: { c: holder } }] },
    many: { [name]: [SECRET, SECRET] },
    text: JSON.stringify({ inner: holder }),
    twice: JSON.stringify({ text: JSON.stringify(holder) }),
  });
  const masked = maskSecrets(line);
  expect(masked).not.toContain('secret~value');
  expect(() => JSON.parse(masked)).not.toThrow();
  expect(JSON.parse(masked)[name]).toBe('****7788');
  expect(JSON.parse(masked).many[name]).toEqual(['****7788', '****7788']);
});

test.each([
  ['an access token', 'refused ya29.a0AfH6SMBx-invented_0001 today', 'refused ****0001 today'],
  ['a session token', 'st=eyJhbGciOiJkaXIi..aW52.ZW50.ZWQtc2VhMDA should', 'st=****hMDA should'],
  ['a key of ours', 'key f2a_0123456789abcdef0123 is', 'key ****0123 is'],
  ['a connection token of ours', 'token f2p_0123456789abcdef0456 is', 'token ****0456 is'],
  ['a key in the OpenAI form', 'key sk-0123456789abcdef0123.', 'key ****0123.'],
  ['a bearer header', 'sent Bearer han1234567890 to', 'sent Bearer ****7890 to'],
  [
    'a session cookie',
    'Cookie __Secure-next-auth.session-token=abcdefghijklmnop; Path=/',
    'Cookie __Secure-next-auth.session-token=****mnop; Path=/',
  ],
  ['a key in an address', 'GET /v1beta/models?key=abcdefghijklmnop&alt=sse', 'GET /v1beta/models?key=****mnop&alt=sse'],
  [
    'a signed address',
    'https://storage.example/x?X-Goog-Signature=0a1b2c3d4e5f6071',
    'https://storage.example/x?X-Goog-Signature=****6071',
  ],
  ['a password in an address', 'via socks5://me:letmein@warp:1080 now', 'via socks5://me:****@warp:1080 now'],
])('%s is hidden wherever it stands', (_, text, masked) => {
  expect(maskSecrets(text)).toBe(masked);
  expect(maskSecrets(masked)).toBe(masked);
});

test.each([
  '{"level":"info","time":"2026-01-01T00:00:00.000Z","msg":"listening","url":"http://127.0.0.1:8000/v1"}',
  '{"model":"veo_3_1_t2v_fast","tokenId":7,"at":1767225600000,"note":"task-1234567890 done at 10:30"}',
  '{"file":"/srv/data/logs/flow2api.2026-01-01.1.log","err":{"stack":"Error: x\\n    at f (file:///srv/x.ts:1:2)"}}',
])('a line without secrets stays as it is: %s', (line) => {
  expect(maskSecrets(line)).toBe(line);
});

test('a secret with quotes and backslashes in it leaves a line that is still JSON', () => {
  const line = JSON.stringify({ password: 'he"llo\\wor\\"ld"\\', next: { cookie: 'a="b"; c=\\' }, text: 'kept' });
  const masked = JSON.parse(maskSecrets(line));
  expect(masked).toEqual({ password: '****', next: { cookie: '****' }, text: 'kept' });
});

test.each(
  [
    ...[
      '\\',
      '\\"',
      '"token":[',
      '\\"st\\":\\"',
      'a:',
      'a://',
      'a.',
      'a-',
      'a+',
      'eyJ-',
      'eyJabcdefgh.',
      'bearer ',
      '__Secure-',
    ],
    ...['?a-', '&key=', 'x://u:p', '"cookie":"\\"', 'sk-', 'basic a'],
  ].map((piece) => [piece]),
)('a text made of %j alone is masked without delay, however long it is', (piece) => {
  const startedAt = performance.now();
  maskSecrets(piece.repeat(100_000 / piece.length));
  maskSecrets(`"token":"${piece.repeat(100_000 / piece.length)}`);
  expect(performance.now() - startedAt).toBeLessThan(1_500);
});
