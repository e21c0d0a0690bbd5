import { expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import { account, cookieFor, startRig } from './testing/rig.ts';
import type { Access, AccountSession } from './types.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Something small that needs the account: its balance, as the upstream tells it. */
const askCredits = async ({ flow, accessToken }: AccountSession) => (await flow.credits(accessToken)).credits;

test('fifty callers whose access token died early share one session call', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  await rig.tokens.access.withAccess(token.id, askCredits);
  const before = (await rig.stats('ada')).calls.session ?? 0;
  await rig.patch('ada', { revokeAccessTokens: true });

  const answers = await Promise.all(
    Array.from({ length: 50 }, () => rig.tokens.access.withAccess(token.id, askCredits)),
  );

  expect(answers).toEqual(Array(50).fill(1000));
  expect((await rig.stats('ada')).calls.session).toBe(before + 1);
});

test('a caller that comes late with the old access token takes the new one without asking again', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  let tries = 0;
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await rig.patch('ada', { revokeAccessTokens: true });
  const late = rig.tokens.access.withAccess(token.id, async (access) => {
    tries += 1;
    if (tries === 1) await held;
    return askCredits(access);
  });
  await rig.tokens.access.withAccess(token.id, askCredits);
  const before = (await rig.stats('ada')).calls.session;
  letGo();

  expect(await late).toBe(1000);
  expect(tries).toBe(2);
  expect((await rig.stats('ada')).calls.session).toBe(before);
});

test('a rotated cookie is stored with its access token and is the one that is used next', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  await rig.patch('ada', { rotateCookie: true, revokeAccessTokens: true });
  await rig.tokens.access.withAccess(token.id, askCredits);
  await rig.restart();
  const roster = rig.tokens.roster;
  const row = await rig.row(token.id);
  expect(row.sessionTokenHash).not.toBe(token.sessionTokenHash);
  expect(roster.sessionTokenOf(row)).not.toBe(cookieFor('ada'));
  expect(await rig.told()).toContain('access token refreshed, session token rotated');

  // Twice more: the sandbox forgets cookies that are older than the one used last.
  for (let time = 0; time < 2; time += 1) {
    await rig.patch('ada', { revokeAccessTokens: true });
    expect(await rig.tokens.access.withAccess(token.id, askCredits)).toBe(1000);
  }
  expect(rig.tokens.roster.get(token.id)?.status).toBe('active');
});

test('a session past its end is replaced by the fresh cookie that comes with it', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  await rig.patch('ada', { sessionExpired: true, revokeAccessTokens: true });
  expect(await rig.tokens.access.withAccess(token.id, askCredits)).toBe(1000);
  expect((await rig.row(token.id)).sessionTokenHash).not.toBe(token.sessionTokenHash);
});

test('a session call that yields nothing signs the account out, says so, and takes it out of the pool', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  await rig.patch('ada', { sessionDead: true, revokeAccessTokens: true });

  await expect(rig.tokens.access.withAccess(token.id, askCredits)).rejects.toMatchObject({ code: 'token_expired' });

  expect(await rig.row(token.id)).toMatchObject({
    status: 'expired',
    statusReason: expect.stringContaining('Sign in'),
  });
  expect(await rig.told()).toContain('signed out');
  const need = {
    generationId: 'a',
    kind: 'image',
    priceByTier: { PAYGATE_TIER_ONE: 0 },
    modelByTier: {},
    exclude: new Set<number>(),
  } as const;
  expect(rig.tokens.pool.lease(need)).toEqual({
    outcome: 'impossible',
    passedOver: [{ reason: 'signed out', count: 1, names: ['ada@example.com'] }],
    retryAfterMs: null,
    askedAgainMs: 5_000,
  });
  const before = (await rig.stats('ada')).calls.session;
  await expect(rig.tokens.access.withAccess(token.id, askCredits)).rejects.toMatchObject({ code: 'token_expired' });
  rig.clock.advance(48 * HOUR_MS);
  expect((await rig.stats('ada')).calls.session).toBe(before); // nobody asks for a dead cookie again
});

test('a running job still gets through on an access token that outlives its session', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  await rig.tokens.roster.markExpired(token.id, 'told by the test');
  expect(await rig.tokens.access.withAccess(token.id, askCredits)).toBe(1000);
});

test.each(['session-429', 'session-503', 'html', 'reset'])(
  'an outage (%s) costs no account its place',
  async (fault) => {
    await using rig = await startRig();
    const { token } = await rig.add('ada');
    await rig.fault({ endpoint: 'session', times: 0, ...OUTAGES[fault] });
    await rig.patch('ada', { revokeAccessTokens: true });

    const error = await rig.tokens.access.withAccess(token.id, askCredits).catch((cause: unknown) => cause);

    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ fault: 'upstream', outcome: 'not-sent' });
    expect(rig.tokens.roster.get(token.id)).toMatchObject({ status: 'active', enabled: true, consecutiveErrors: 0 });

    await rig.clearFaults();
    rig.clock.advance(3_000);
    expect(await rig.tokens.access.withAccess(token.id, askCredits)).toBe(1000);
  },
);

const OUTAGES: Record<string, object> = {
  'session-429': { effect: { kind: 'status', status: 429, googleStatus: 'RESOURCE_EXHAUSTED', message: 'slow down' } },
  'session-503': { effect: { kind: 'status', status: 503, googleStatus: 'UNAVAILABLE', message: 'down' } },
  html: { effect: { kind: 'html', status: 502 } },
  reset: { effect: { kind: 'reset' } },
};

test('during an outage requests do not hammer the session call', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  await rig.fault({ endpoint: 'session', times: 0, ...OUTAGES['session-503'] });
  await rig.patch('ada', { revokeAccessTokens: true });
  const before = (await rig.stats('ada')).calls.session ?? 0;
  for (let time = 0; time < 5; time += 1) {
    await expect(rig.tokens.access.withAccess(token.id, askCredits)).rejects.toMatchObject({
      code: 'upstream_unavailable',
    });
  }
  expect((await rig.stats('ada')).calls.session).toBe(before + 1);
});

test('a failure that the clock was set back behind holds up nobody', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  await rig.fault({ endpoint: 'session', times: 1, ...OUTAGES['session-503'] });
  await rig.patch('ada', { revokeAccessTokens: true });
  await expect(rig.tokens.access.withAccess(token.id, askCredits)).rejects.toMatchObject({ fault: 'upstream' });
  rig.clock.setBack(HOUR_MS);
  expect(await rig.tokens.access.withAccess(token.id, askCredits)).toBe(1000);
});

test('a cookie rotated by a refresh that begins while the service stops is stored; afterwards none begins', async () => {
  await using rig = await startRig([account('ada'), account('bob')]);
  const [ada, bob] = [await rig.add('ada'), await rig.add('bob')];
  const { access } = rig.tokens;
  for (const name of ['ada', 'bob']) {
    await rig.patch(name, { rotateCookie: true, revokeAccessTokens: true });
    const delayMs = name === 'ada' ? 200 : 500;
    await rig.fault({
      endpoint: 'session',
      account: `${name}@example.com`,
      times: 1,
      effect: { kind: 'slow', delayMs },
    });
  }
  const calls = async (name: string) => (await rig.stats(name)).calls.session;
  const before = await calls('bob');
  const first = access.withSession(ada.token.id, askCredits);
  await expect.poll(() => calls('ada')).toBe(2);
  const restarted = rig.restart();
  const second = access.withSession(bob.token.id, askCredits);
  await restarted;
  await Promise.allSettled([first, second]);

  expect(await calls('bob')).toBe((before ?? 0) + 1);
  for (const { token } of [ada, bob]) {
    expect((await rig.row(token.id)).sessionTokenHash).not.toBe(token.sessionTokenHash);
  }
  await rig.patch('bob', { revokeAccessTokens: true });
  await expect(access.withSession(bob.token.id, askCredits)).rejects.toMatchObject({
    code: 'shutting_down',
    outcome: 'not-sent',
  });
});

test('an access token whose end has passed by the clock is not used, even when it cannot be refreshed', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  await rig.fault({ endpoint: 'session', times: 0, ...OUTAGES['session-503'] });
  rig.clock.advance(25 * HOUR_MS);
  await expect.poll(() => rig.logged.filter(({ level }) => level === 'warn').length).toBeGreaterThan(0);
  const before = (await rig.stats('ada')).calls.credits;
  rig.clock.advance(3_000);
  await expect(rig.tokens.access.withAccess(token.id, askCredits)).rejects.toMatchObject({ fault: 'upstream' });
  expect((await rig.stats('ada')).calls.credits).toBe(before);
  expect(rig.tokens.roster.get(token.id)?.status).toBe('active');
});

test('an access token is refreshed an hour before its end without anybody asking, and credits are read with it', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  const sessions = async () => (await rig.stats('ada')).calls.session;
  const before = (await sessions()) ?? 0;
  rig.clock.advance(23 * HOUR_MS - MINUTE_MS);
  expect(await sessions()).toBe(before);

  await rig.patch('ada', { credits: 77, tier: 'PAYGATE_TIER_TWO' });
  rig.clock.advance(2 * MINUTE_MS);
  await expect.poll(sessions).toBe(before + 1);
  await expect.poll(() => rig.tokens.roster.get(token.id)?.accessTokenExpiresAt).toBe(rig.clock.now() + 24 * HOUR_MS);
  const seen = () => {
    rig.clock.advance(1); // the reading is planned as soon as the refresh is stored
    return rig.tokens.roster.get(token.id);
  };
  await expect.poll(seen).toMatchObject({ credits: 77, tier: 'PAYGATE_TIER_TWO' });
});

test('a refresh that fails in the background is tried again after 30 s, then after ever longer', async () => {
  await using rig = await startRig();
  await rig.add('ada');
  const sessions = async () => (await rig.stats('ada')).calls.session ?? 0;
  await rig.fault({ endpoint: 'session', times: 0, ...OUTAGES.html });
  const before = await sessions();
  const failures = () => rig.logged.filter(({ message }) => message.includes('could not be refreshed')).length;

  rig.clock.advance(23 * HOUR_MS);
  await expect.poll(failures).toBe(1);
  rig.clock.advance(29_000);
  expect(await sessions()).toBe(before + 1);
  rig.clock.advance(1_000);
  await expect.poll(failures).toBe(2);
  rig.clock.advance(59_000);
  expect(await sessions()).toBe(before + 2);
  await rig.clearFaults();
  rig.clock.advance(1_000);
  await expect.poll(sessions).toBe(before + 3);
  expect(await rig.told()).not.toContain('signed out');
});

test('after a restart a token goes on with what was stored', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  await rig.tokens.access.withAccess(token.id, askCredits);
  const before = await rig.stats('ada');
  await rig.restart();
  expect(await rig.tokens.access.withAccess(token.id, askCredits)).toBe(1000);
  expect((await rig.stats('ada')).calls).toMatchObject({
    session: before.calls.session,
    project: before.calls.project,
  });
});

test('each token has one project, made when first needed whoever waits, and another one when it is gone', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  const projectOf = async ({ projectId }: Access) => projectId;
  const ids = await Promise.all(Array.from({ length: 20 }, () => rig.tokens.access.withAccess(token.id, projectOf)));
  expect(new Set(ids).size).toBe(1);
  expect((await rig.stats('ada')).projects).toBe(1);
  expect(await rig.row(token.id)).toMatchObject({ projectId: ids[0], projectTitle: 'Flow2API 2026-07-01 10:00' });

  await rig.tokens.access.forgetProject(token.id, ids[0] as string);
  expect(await rig.tokens.access.withAccess(token.id, projectOf)).not.toBe(ids[0]);
});

test('many jobs that find one project gone, each at its own time, have one new project made', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  const projectOf = async ({ projectId }: Access) => projectId;
  const gone = await rig.tokens.access.withAccess(token.id, projectOf);

  const job = async (turns: number) => {
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await rig.tokens.access.forgetProject(token.id, gone);
    return rig.tokens.access.withAccess(token.id, projectOf);
  };
  const early = await Promise.all(Array.from({ length: 20 }, (_, index) => job(index % 7)));
  const late = await Promise.all(Array.from({ length: 5 }, () => job(0)));

  expect(new Set([...early, ...late]).size).toBe(1);
  expect(early[0]).not.toBe(gone);
  expect((await rig.stats('ada')).projects).toBe(2);
});

test('a call that needs no project gets through where none can be made', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  await rig.fault({ endpoint: 'project', times: 0, effect: { kind: 'html', status: 502 } });
  await expect(rig.tokens.access.withAccess(token.id, askCredits)).rejects.toMatchObject({ fault: 'upstream' });

  await rig.patch('ada', { revokeAccessTokens: true });
  expect(await rig.tokens.access.withSession(token.id, askCredits)).toBe(1000);
  expect(rig.tokens.roster.get(token.id)?.projectId).toBeNull();
});

test('one who waits may leave; the refresh goes on for the others', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  await rig.patch('ada', { revokeAccessTokens: true });
  await rig.fault({ endpoint: 'session', times: 1, effect: { kind: 'slow', delayMs: 300 } });
  const leaving = new AbortController();
  const left = rig.tokens.access.withAccess(token.id, askCredits, leaving.signal);
  const stays = rig.tokens.access.withAccess(token.id, askCredits);
  await expect.poll(async () => (await rig.stats('ada')).calls.session).toBe(2);
  leaving.abort();
  await expect(left).rejects.toMatchObject({ code: 'cancelled' });
  expect(await stays).toBe(1000);
});

test('each account is reached through its own proxy', async () => {
  await using rig = await startRig([account('ada'), account('bob')]);
  const ada = await rig.add('ada');
  await expect(rig.add('bob', { proxyUrl: 'http://127.0.0.1:1' })).rejects.toMatchObject({ code: 'proxy_failed' });
  await rig.tokens.roster.update(ada.token.id, { proxyUrl: rig.tokens.roster.seal('http://127.0.0.1:1') }, 'proxy set');
  await expect(rig.tokens.access.withAccess(ada.token.id, askCredits)).rejects.toMatchObject({ code: 'proxy_failed' });
});
