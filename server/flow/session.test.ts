import { describe, expect, test } from 'vitest';
import { rotatedToken } from './session-cookie.ts';
import { clientFor, NOW } from './testing/client-for.ts';
import { failureOf } from './testing/failure.ts';
import { type Answer, startScriptedServer } from './testing/scripted-server.ts';

const NAME = '__Secure-next-auth.session-token';
const ATTRIBUTES = 'Path=/; Expires=Fri, 31 Jul 2026 10:00:00 GMT; HttpOnly; Secure; SameSite=Lax';
const iso = (ms: number) => new Date(ms).toISOString();
const HOUR = 3_600_000;

const good = (more: object = {}) => ({
  user: { name: 'Ada Example', email: 'ada@example.com' },
  expires: iso(NOW + 24 * HOUR),
  access_token: 'ya29.invented',
  ...more,
});

/** Asks with the token `st0` and gets the answers in order; tells which cookies were sent. */
async function ask(...answers: Answer[]) {
  await using server = await startScriptedServer(() => answers.shift() ?? { status: 500, body: '<html>' });
  await using flow = clientFor(server.origin);
  const outcome = await flow.session('st0').then(
    (session) => ({ session, error: null }),
    (error) => ({ session: null, error }),
  );
  return { ...outcome, cookies: server.seen.map(({ headers }) => headers.cookie) };
}

test('a good cookie gives the access token, its end, and whose it is', async () => {
  const { session, cookies } = await ask({ body: good() });
  expect(session).toEqual({
    accessToken: 'ya29.invented',
    expiresAt: NOW + 24 * HOUR,
    email: 'ada@example.com',
    name: 'Ada Example',
    sessionToken: null,
  });
  expect(cookies).toEqual([`${NAME}=st0`]);
});

test('an unstated end is taken as one hour', async () => {
  const { session } = await ask({ body: good({ expires: undefined }) });
  expect(session?.expiresAt).toBe(NOW + HOUR);
});

describe('a dead cookie', () => {
  test.each<[string, unknown]>([
    ['an empty object', {}],
    ['a user without a token', { user: { email: 'ada@example.com' }, expires: iso(NOW + HOUR) }],
    ['an empty token', good({ access_token: '' })],
  ])('is told by 200 and %s', async (_, body) => {
    const { error } = await ask({ body });
    expect(error).toMatchObject({ code: 'token_expired', message: expect.stringContaining('has ended') });
  });

  test('is told by the refresh that Google refused, whether or not a stale token is shown', async () => {
    for (const access_token of ['ya29.stale', undefined]) {
      const { error } = await ask({ body: good({ access_token, error: 'ACCESS_TOKEN_REFRESH_NEEDED' }) });
      expect(error).toMatchObject({
        code: 'token_expired',
        reason: 'ACCESS_TOKEN_REFRESH_NEEDED',
        message: expect.stringContaining('no longer renews'),
      });
    }
  });

  test('is not a new cookie when the answer deletes it', async () => {
    const { error, cookies } = await ask({
      body: {},
      headers: { 'set-cookie': `${NAME}=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT` },
    });
    expect(error).toMatchObject({ code: 'token_expired' });
    expect(cookies).toHaveLength(1);
  });

  test('is seen before sending when it cannot be a cookie value', async () => {
    await using server = await startScriptedServer(() => ({ body: good() }));
    await using flow = clientFor(server.origin);
    for (const token of ['', 'two words', 'a;b', 'line\nbreak', '"quoted"']) {
      expect(await failureOf(flow.session(token))).toMatchObject({ code: 'token_expired', outcome: 'not-sent' });
    }
    expect(server.seen).toEqual([]);
  });
});

describe('nothing is said about the cookie by', () => {
  test.each<[string, Answer, string]>([
    ['429', { status: 429, body: '<html>' }, 'upstream_unavailable'],
    ['500', { status: 500, body: { message: 'x' } }, 'upstream_unavailable'],
    ['a page', { status: 200, body: '<html>' }, 'upstream_malformed'],
    ['a token without a user', { body: good({ user: {} }) }, 'upstream_malformed'],
  ])('%s', async (_, answer, code) => {
    expect((await ask(answer)).error).toMatchObject({ code, fault: 'upstream' });
  });
});

describe('a rotated cookie', () => {
  test('is handed over for storing', async () => {
    const { session, cookies } = await ask({ body: good(), headers: { 'set-cookie': `${NAME}=st1; ${ATTRIBUTES}` } });
    expect(session?.sessionToken).toBe('st1');
    expect(cookies).toHaveLength(1);
  });

  test('that is the one we sent is none', async () => {
    const { session } = await ask({ body: good(), headers: { 'set-cookie': `${NAME}=st0; ${ATTRIBUTES}` } });
    expect(session?.sessionToken).toBeNull();
  });

  test('is put together from its pieces', async () => {
    const { session } = await ask({
      body: good(),
      headers: {
        'set-cookie': [
          'other=1; Path=/',
          `${NAME}.1=B; ${ATTRIBUTES}`,
          `${NAME}.0=A; ${ATTRIBUTES}`,
          `${NAME}=; Path=/; Max-Age=0`,
        ],
      },
    });
    expect(session?.sessionToken).toBe('AB');
  });

  test('is asked with once more when the answer is past its end', async () => {
    const { session, cookies } = await ask(
      { body: good({ expires: iso(NOW - HOUR), access_token: 'ya29.dead' }), headers: { 'set-cookie': `${NAME}=st1` } },
      { body: good() },
    );
    expect(cookies).toEqual([`${NAME}=st0`, `${NAME}=st1`]);
    expect(session).toMatchObject({ accessToken: 'ya29.invented', sessionToken: 'st1' });
  });

  test('is asked with once more only', async () => {
    const dead = good({ expires: iso(NOW - HOUR), access_token: 'ya29.dead' });
    const { session, cookies } = await ask(
      { body: dead, headers: { 'set-cookie': `${NAME}=st1` } },
      { body: dead, headers: { 'set-cookie': `${NAME}=st2` } },
      { body: good() },
    );
    expect(cookies).toHaveLength(2);
    expect(session).toMatchObject({ accessToken: 'ya29.dead', expiresAt: NOW - HOUR, sessionToken: 'st2' });
  });

  test('is not lost when the second question fails for a passing reason', async () => {
    const { session } = await ask(
      { body: good({ expires: iso(NOW - HOUR), access_token: 'ya29.dead' }), headers: { 'set-cookie': `${NAME}=st1` } },
      { status: 503, body: '<html>' },
    );
    expect(session).toMatchObject({ accessToken: 'ya29.dead', sessionToken: 'st1' });
  });

  test('saves a session that Google said it could not renew', async () => {
    const { session } = await ask(
      { body: good({ error: 'ACCESS_TOKEN_REFRESH_NEEDED' }), headers: { 'set-cookie': `${NAME}=st1` } },
      { body: good() },
    );
    expect(session).toMatchObject({ accessToken: 'ya29.invented', sessionToken: 'st1' });
  });
});

test('a cookie of ten pieces is joined in order of number', () => {
  const lines = Array.from(
    { length: 11 },
    (_, index) => `${NAME}.${index}=${String.fromCharCode(97 + index)}`,
  ).reverse();
  expect(rotatedToken(lines)).toBe('abcdefghijk');
});

test('a cookie that misses a piece is not taken', () => {
  expect(rotatedToken([`${NAME}.1=b`])).toBeNull();
});
