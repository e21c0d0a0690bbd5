import { expect, test } from 'vitest';
import { openConnectionToken } from './connection-token.ts';
import { createPlugin } from './plugin.ts';
import { account, cookieFor, startRig } from './testing/rig.ts';

type Rig = Awaited<ReturnType<typeof startRig>>;

/** The extension's door over a rig, with its own connection token made on first start. */
async function openDoor(rig: Rig, autoEnable = true) {
  const { database, log, clock } = rig;
  const connection = await openConnectionToken({ database, configured: () => '', now: clock.now, log });
  await connection.keepMade();
  const plugin = createPlugin({
    roster: rig.tokens.roster,
    enrol: rig.tokens.enrol,
    isConnectionToken: connection.matches,
    autoEnable: () => autoEnable,
    now: rig.clock.now,
    log: rig.log,
  });
  const shown = connection.made ?? 'made before';
  return {
    plugin,
    shown,
    send: (body: unknown) => plugin.updateToken(shown, body),
    check: (body: unknown) => plugin.checkTokens(shown, body),
  };
}

test('a new account is added and answered with its id', async () => {
  await using rig = await startRig();
  const { send } = await openDoor(rig);
  expect(await send({ session_token: cookieFor('ada') })).toEqual({
    status: 200,
    body: { success: true, message: 'Token added for ada@example.com', action: 'added', token_id: 1 },
  });
  expect(await rig.row(1)).toMatchObject({
    email: 'ada@example.com',
    name: 'ada',
    remark: 'Added by Chrome Extension',
    credits: 1000,
    tier: 'PAYGATE_TIER_ONE',
    upstream: 'flow',
    status: 'active',
  });
});

test('a known account is updated, whatever the case of its address', async () => {
  await using rig = await startRig([account('ada')]);
  const { send } = await openDoor(rig);
  await send({ session_token: cookieFor('ada') });
  await rig.tokens.roster.update(1, { email: 'ADA@example.com' }, 'renamed');
  expect(await send({ session_token: cookieFor('ada') })).toEqual({
    status: 200,
    body: { success: true, message: 'Token updated for ada@example.com', action: 'updated' },
  });
});

test('a new session brings an account back in that was out', async () => {
  await using rig = await startRig();
  const { send } = await openDoor(rig);
  await send({ session_token: cookieFor('ada') });
  const back = {
    status: 200,
    body: {
      success: true,
      message: 'Token updated and auto-enabled for ada@example.com',
      action: 'updated',
      auto_enabled: true,
    },
  };
  await rig.tokens.roster.markExpired(1, 'ended');
  expect(await send({ session_token: cookieFor('ada') })).toEqual(back);
  await rig.tokens.roster.setEnabled(1, false);
  expect(await send({ session_token: cookieFor('ada') })).toEqual(back);
  await rig.tokens.roster.update(1, { status: 'disabled', statusReason: 'faults', consecutiveErrors: 3 }, 'disabled');
  expect(await send({ session_token: cookieFor('ada') })).toEqual(back);
  expect(await rig.row(1)).toMatchObject({ enabled: true, status: 'active', statusReason: null, consecutiveErrors: 0 });
});

test('with auto-enable off a new session is taken, but an account that is out stays out', async () => {
  await using rig = await startRig();
  const { send } = await openDoor(rig, false);
  await send({ session_token: cookieFor('ada') });
  await rig.tokens.roster.markExpired(1, 'ended');
  expect(await send({ session_token: cookieFor('ada') })).toEqual({
    status: 200,
    body: { success: true, message: 'Token updated for ada@example.com', action: 'updated' },
  });
  expect(await rig.row(1)).toMatchObject({ status: 'disabled' });
});

test.each([
  ['with spaces around it', `  ${cookieFor('ada')}\n`],
  ['with its name', `__Secure-next-auth.session-token=${cookieFor('ada')}`],
  ['as browsers copy it', `_ga=1; __Secure-next-auth.session-token=${cookieFor('ada')}; Path=/`],
])('a session token is understood %s', async (_, sessionToken) => {
  await using rig = await startRig();
  const { send } = await openDoor(rig);
  expect(await send({ session_token: sessionToken })).toMatchObject({ status: 200, body: { action: 'added' } });
  expect(rig.tokens.roster.findBySessionToken('flow', cookieFor('ada'))?.id).toBe(1);
});

test.each([null, '', 'wrong', 'Bearer'])('a wrong connection token (%j) gets nothing done', async (shown) => {
  await using rig = await startRig();
  const { plugin } = await openDoor(rig);
  const refused = { status: 401, body: { detail: 'Invalid connection token' } };
  expect(await plugin.updateToken(shown, { session_token: cookieFor('ada') })).toEqual(refused);
  expect(await plugin.checkTokens(shown, {})).toEqual(refused);
  expect([...rig.tokens.roster.all()]).toEqual([]);
});

test.each<[unknown, string]>([
  [{}, 'Missing session_token'],
  [{ session_token: '' }, 'Missing session_token'],
  [{ session_token: '   ' }, 'Missing session_token'],
  [{ session_token: null }, 'Missing session_token'],
  [{ session_token: 7 }, 'Missing session_token'],
  [{ session_token: '__Secure-next-auth.session-token=' }, 'Missing session_token'],
  [[], 'The body must be a JSON object'],
  ['text', 'The body must be a JSON object'],
  [null, 'The body must be a JSON object'],
  [{ session_token: 'two words' }, 'Invalid session token: '],
  [{ session_token: 'line\r\nbreak' }, 'Invalid session token: '],
  [{ session_token: cookieFor('ada'), proxy_url: 'ftp://proxy.example' }, 'Invalid proxy_url: '],
  [{ session_token: cookieFor('ada'), proxy_url: 'not an address' }, 'Invalid proxy_url: '],
  [{ session_token: cookieFor('ada'), proxy_url: 'http://' }, 'Invalid proxy_url: The proxy address is not usable: '],
  [{ session_token: cookieFor('ada'), proxy_url: 8080 }, 'Invalid proxy_url: '],
])('%j is a 400 that says what is wrong', async (body, words) => {
  await using rig = await startRig();
  const { send } = await openDoor(rig);
  expect(await send(body)).toEqual({ status: 400, body: { detail: expect.stringContaining(words) } });
  expect([...rig.tokens.roster.all()]).toEqual([]);
});

test('a session token longer than any cookie is a 400 without a call upstream', async () => {
  await using rig = await startRig();
  const { send } = await openDoor(rig);
  expect(await send({ session_token: 'x'.repeat(200_000) })).toEqual({
    status: 400,
    body: { detail: 'Invalid session token: it is longer than 8192 characters' },
  });
  expect(rig.asked).toEqual([]);
  expect(await send({ session_token: 'x'.repeat(8_192) })).toMatchObject({ status: 400 });
  expect(rig.asked).toHaveLength(1);
});

test.each(['ada@example.com', 7, [7], {}])('addresses given as %j are a 400 that names the field', async (emails) => {
  await using rig = await startRig();
  const { check } = await openDoor(rig);
  expect(await check({ emails })).toEqual({
    status: 400,
    body: { detail: 'Invalid emails: it must be a list of addresses' },
  });
});

test('a session token that gives no access is a 400 and changes nothing', async () => {
  await using rig = await startRig();
  const { send } = await openDoor(rig);
  const answer = await send({ session_token: cookieFor('nobody') });
  expect(answer).toEqual({ status: 400, body: { detail: expect.stringMatching(/^Invalid session token: /) } });
  expect(JSON.stringify(answer)).not.toContain('nobody');
  expect([...rig.tokens.roster.all()]).toEqual([]);
});

test.each<[string, object, number]>([
  ['down', { kind: 'html', status: 502 }, 503],
  ['too busy', { kind: 'status', status: 429, googleStatus: 'X', message: 'm' }, 503],
  ['gone in the middle', { kind: 'cut' }, 503],
  ['talking nonsense', { kind: 'html', status: 200 }, 502],
])('an upstream that is %s is not the session token’s fault', async (_, effect, status) => {
  await using rig = await startRig();
  const { send } = await openDoor(rig);
  await rig.fault({ endpoint: 'session', times: 0, effect });
  const answer = await send({ session_token: cookieFor('ada') });
  expect(answer).toEqual({ status, body: { detail: expect.stringContaining('nothing was changed') } });
  expect([...rig.tokens.roster.all()]).toEqual([]);
});

test('a failure while saving is a 500 with its own words', async () => {
  await using rig = await startRig();
  const { send } = await openDoor(rig);
  const sql = (text: string) => rig.database.commit((tx) => tx.executeQuery({ sql: text, parameters: [] } as never));
  const refuse = (verb: string) =>
    sql(`create trigger refuse_${verb} before ${verb} on tokens begin select raise(abort, 'disk trouble'); end`);
  await refuse('insert');
  const body = { session_token: cookieFor('ada') };
  expect(await send(body)).toEqual({ status: 500, body: { detail: expect.stringMatching(/^Failed to add token: /) } });
  await sql('drop trigger refuse_insert');
  await send(body);
  await refuse('update');
  expect(await send(body)).toEqual({
    status: 500,
    body: { detail: expect.stringMatching(/^Failed to update token: /) },
  });
  await sql('drop trigger refuse_update');
});

test('logins and Google cookies are never stored; a proxy is, sealed', async () => {
  await using rig = await startRig();
  const { send } = await openDoor(rig);
  const extras = {
    protocol_mode: 'protocol',
    google_cookies: 'SID=very-private-cookie',
    login_account: 'private-login@example.com',
    login_password: 'private-password',
    project_id: 'private-project',
  };
  await send({ session_token: cookieFor('ada'), ...extras });
  await rig.tokens.roster.update(1, { proxyUrl: rig.tokens.roster.seal('socks5://proxy.example:1080') }, 'proxy set');
  const bytes = await rig.bytesOnDisk();
  for (const secret of ['very-private', 'private-login', 'private-password', 'private-project', 'proxy.example']) {
    expect(bytes).not.toContain(secret);
  }
});

test('a proxy that comes with the session token is used for it, and kept when later ones come without', async () => {
  await using rig = await startRig();
  const { send } = await openDoor(rig);
  const proxyUrl = 'http://127.0.0.1:1';
  expect(await send({ session_token: cookieFor('ada'), proxy_url: proxyUrl })).toMatchObject({ status: 502 });
  expect(rig.asked.at(-1)).toEqual({ upstream: 'flow', proxyUrl });

  await send({ session_token: cookieFor('ada'), proxy_url: '' });
  await rig.tokens.roster.update(1, { proxyUrl: rig.tokens.roster.seal(proxyUrl) }, 'proxy set');
  await send({ session_token: cookieFor('ada') });
  expect(rig.asked.at(-1)).toEqual({ upstream: 'flow', proxyUrl });
});

test('the list tells what the extension asks for, all accounts or some', async () => {
  await using rig = await startRig([account('ada'), account('bob'), account('local')]);
  const { send, check } = await openDoor(rig);
  await send({ session_token: cookieFor('ada') });
  await send({ session_token: cookieFor('bob') });
  await rig.add('local', { upstream: 'sandbox' });
  await rig.tokens.roster.markExpired(2, 'The session token has ended.');
  rig.tokens.roster.note(1, { lastUsedAt: rig.clock.now() });

  const ada = {
    id: 1,
    email: 'ada@example.com',
    is_active: true,
    needs_refresh: false,
    at_expires: '2026-07-02T10:00:00.000Z',
    last_used_at: '2026-07-01T10:00:00.000Z',
    protocol_mode: 'session',
    auto_refresh_enabled: true,
    refresh_interval_minutes: 60,
    last_st_refresh_at: '2026-07-01T10:00:00.000Z',
    last_st_refresh_result: 'success',
    credits: 1000,
  };
  const bob = {
    ...ada,
    id: 2,
    email: 'bob@example.com',
    is_active: false,
    needs_refresh: true,
    last_used_at: null,
    last_st_refresh_result: 'The session token has ended.',
  };
  for (const body of [{}, null, undefined, { emails: [] }, { emails: null }]) {
    expect(await check(body)).toEqual({ status: 200, body: { success: true, tokens: [ada, bob] } });
  }
  expect(await check({ emails: [' BOB@example.com', 'nobody@example.com'] })).toEqual({
    status: 200,
    body: { success: true, tokens: [bob] },
  });
  rig.clock.advance(23 * 3_600_000 + 1);
  const { body } = await check({ emails: ['ada@example.com'] });
  expect(body.tokens).toMatchObject([{ needs_refresh: true }]);
});

test('the connection token is made once, told once and kept as a digest; a configured one takes its place for good', async () => {
  await using rig = await startRig();
  const { database, log, clock } = rig;
  let configured = '';
  const begin = () => openConnectionToken({ database, configured: () => configured, now: clock.now, log });
  const open = async () => {
    const connection = await begin();
    await connection.keepMade();
    return connection;
  };
  const unseen = (await begin()).made as string;
  const first = await open();
  const made = first.made as string;
  expect(made).toMatch(/^f2p_[\w-]{43}$/);
  expect([made === unseen, first.matches(unseen)]).toEqual([false, false]);
  expect(await rig.bytesOnDisk()).not.toContain(made.slice(4));
  const again = await open();
  expect([again.made, again.matches(made), again.matches(null), again.matches('')]).toEqual([null, true, false, false]);
  configured = 'chosen-by-the-operator';
  expect([again.matches(made), again.matches(configured)]).toEqual([false, true]);

  const chosen = await open();
  expect([chosen.made, chosen.matches(made), chosen.matches(configured)]).toEqual([null, false, true]);
  expect(rig.logged).toMatchObject([{ level: 'warn', fields: expect.stringContaining('revoked') }]);
  configured = '';
  const anew = await open();
  expect([anew.made === null, anew.matches(made), anew.matches(anew.made)]).toEqual([false, false, true]);
});

test('a configured connection token leaves nothing to make, and none at all matches nothing', async () => {
  await using rig = await startRig();
  let configured = 'chosen';
  const connection = await openConnectionToken({
    database: rig.database,
    configured: () => configured,
    now: rig.clock.now,
    log: rig.log,
  });
  expect(connection.made).toBe(null);
  configured = '';
  expect(['', 'chosen', 'undefined', null].map(connection.matches)).toEqual([false, false, false, false]);
});
