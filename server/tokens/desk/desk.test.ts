import { expect, test } from 'vitest';
import type { Token } from '../../../schema/entities/token.ts';
import { ServiceError } from '../../../schema/errors.ts';
import { startDesk } from '../testing/desk-rig.ts';
import { account, cookieFor } from '../testing/rig.ts';
import { createKeptStandings } from './kept-standings.ts';

const secret = (name: string) => ({ sessionToken: cookieFor(name) });
const need = (generationId: string, kind: 'image' | 'video' = 'image', price = 0) => ({
  ...{ generationId, kind, exclude: new Set<number>() },
  priceByTier: { PAYGATE_TIER_ONE: price },
  modelByTier: { PAYGATE_TIER_ONE: 'model' },
});

test('a session token is tried without anything being stored, and it is told whose it is and whether it is here', async () => {
  await using at = await startDesk([account('ada'), account('bob')]);
  const { rig, desk } = at;
  expect(await desk.check(cookieFor('ada'))).toMatchObject({
    ...{ email: 'ada@example.com', name: 'ada', credits: 1000, tier: 'PAYGATE_TIER_ONE', known: null },
    expiresAt: expect.any(Number),
  });
  expect([...rig.tokens.roster.all()]).toEqual([]);
  expect(await rig.told()).toEqual([]);

  const { id } = await desk.add(secret('ada'));
  expect((await desk.check(`__Secure-next-auth.session-token=${cookieFor('ada')}; Path=/`)).known).toEqual({
    ...{ tokenId: id, email: 'ada@example.com', name: 'ada', sameSecret: true },
  });
  await expect(desk.check('not a cookie')).rejects.toMatchObject({ code: 'invalid_value', param: 'sessionToken' });
  await expect(desk.check(cookieFor('nobody'))).rejects.toMatchObject({
    ...{ code: 'token_expired', param: 'sessionToken', message: expect.stringContaining('opens no account') },
  });
  await expect(desk.check(cookieFor('bob'), 'gopher://x')).rejects.toMatchObject({
    ...{ code: 'invalid_value', param: 'proxyUrl' },
  });
});

test('a token is added with all that was decided about it, in one step', async () => {
  await using at = await startDesk();
  const { rig, desk } = at;
  const { id } = await desk.add({
    ...{ ...secret('ada'), remark: ' lab ', name: 'north-1', enabled: false, videoEnabled: false },
    ...{ imageConcurrency: 2, videoConcurrency: -1, proxyUrl: null },
  });
  expect(await rig.row(id)).toMatchObject({
    ...{ remark: 'lab', name: 'north-1', enabled: false, imageEnabled: true, videoEnabled: false },
    ...{ imageConcurrency: 2, videoConcurrency: -1, proxyUrl: null },
  });
  expect(await rig.told()).toEqual(['added']);
});

test('a token that is here already, or dead, is refused in words before anything is stored', async () => {
  await using at = await startDesk([
    account('ada'),
    { ...account('ada'), email: 'ADA@example.com', sessionToken: cookieFor('ada-2') },
  ]);
  const { rig, desk } = at;
  const { id } = await desk.add(secret('ada'));
  const before = await rig.row(id);
  for (const name of ['ada', 'ada-2']) {
    await expect(desk.add(secret(name))).rejects.toMatchObject({
      ...{ code: 'conflict', param: 'sessionToken', current: { tokenId: id, email: 'ada@example.com' } },
      message: expect.stringContaining(`ada@example.com is in the pool already, as token ${id}`),
    });
  }
  await expect(desk.add(secret('nobody'))).rejects.toMatchObject({ code: 'token_expired' });
  expect(await rig.row(id)).toEqual(before);
  expect(await rig.told()).toEqual(['added']);
});

test('wrong limits and texts are refused with their field', async () => {
  await using at = await startDesk();
  const { desk } = at;
  const refused = (input: object, param: string) =>
    expect(desk.add({ ...secret('ada'), ...input })).rejects.toMatchObject({ code: 'invalid_value', param });
  await refused({ imageConcurrency: -2 }, 'imageConcurrency');
  await refused({ videoConcurrency: 1.5 }, 'videoConcurrency');
  await refused({ remark: 'x'.repeat(501) }, 'remark');
  const message = 'The note is longer than 500 characters.';
  await expect(desk.add({ ...secret('ada'), remark: 'x'.repeat(501) })).rejects.toMatchObject({ message });
  await refused({ proxyUrl: 'ftp://host:1' }, 'proxyUrl');
});

test('a name holds nothing that turns the line around, and a note may have lines', async () => {
  await using at = await startDesk();
  const { id } = await at.desk.add(secret('ada'));
  await at.desk.update(id, { name: '\u202Elive\u0007', remark: '👩‍🚀\nspare' });
  expect(at.rig.tokens.roster.get(id)).toMatchObject({ name: 'live', remark: '👩‍🚀\nspare' });
});

test('editing calls nobody upstream, and says what it changed without the password of a proxy', async () => {
  await using at = await startDesk();
  const { rig, desk } = at;
  const { id } = await desk.add(secret('ada'));
  const calls = (await rig.stats('ada')).calls;
  const first = await desk.update(id, {
    ...{ remark: 'spare', imageConcurrency: 0, proxyUrl: 'http://user:hunter2@proxy.example:8080' },
  });
  expect(first.changes).toEqual([
    { field: 'remark', from: null, to: 'spare' },
    { field: 'imageConcurrency', from: null, to: 0 },
    { field: 'proxyUrl', from: null, to: 'http://proxy.example:8080' },
  ]);
  const again = await desk.update(id, { remark: 'spare', proxyUrl: 'http://user:other@proxy.example:8080' });
  expect(again.changes).toEqual([{ field: 'proxyUrl', from: 'http://proxy.example:8080', to: 'replaced' }]);
  expect(rig.tokens.roster.proxyOf(again.token)).toBe('http://user:other@proxy.example:8080');
  expect((await desk.update(id, { remark: 'spare' })).changes).toEqual([]);
  expect((await rig.stats('ada')).calls).toEqual(calls);
  expect(await rig.told()).toEqual(['added', 'edited', 'edited']);
  expect(desk.find(id)?.wanted).toMatchObject({ imageConcurrency: 0, proxy: 'http://proxy.example:8080' });
  await expect(desk.update(99, {})).rejects.toMatchObject({ code: 'not_found', param: 'id' });
});

test('what the operator called an account stays when its session is renewed', async () => {
  await using at = await startDesk();
  const { rig, desk } = at;
  const { id } = await desk.add({ ...secret('ada'), name: 'north-1' });
  await rig.add('ada');
  expect((await rig.row(id)).name).toBe('north-1');
});

test('a session token that belongs to another account than the one being edited is refused, naming it', async () => {
  await using at = await startDesk([
    account('ada'),
    account('bob'),
    { ...account('ada'), email: 'Ada@Example.com', sessionToken: cookieFor('ada-2') },
  ]);
  const { rig, desk } = at;
  const { id } = await desk.add(secret('ada'));
  const before = await rig.row(id);
  await expect(desk.replaceSecret(id, cookieFor('bob'))).rejects.toMatchObject({
    ...{ code: 'conflict', param: 'sessionToken', current: { email: 'bob@example.com' } },
    message: 'This session token belongs to bob@example.com, not to ada@example.com. Nothing was changed.',
  });
  await expect(desk.replaceSecret(id, cookieFor('nobody'))).rejects.toMatchObject({ code: 'token_expired' });
  expect(await rig.row(id)).toEqual(before);
  const { changes } = await desk.replaceSecret(id, cookieFor('ada-2'));
  expect(changes).toEqual([{ field: 'sessionToken', from: 'replaced', to: 'replaced' }]);
  expect(rig.tokens.roster.sessionTokenOf(await rig.row(id))).toBe(cookieFor('ada-2'));
});

test('a new secret brings a signed-out account back, but not one that is switched off', async () => {
  await using at = await startDesk([account('ada'), account('bob')]);
  const { rig, desk } = at;
  const ada = await desk.add(secret('ada'));
  const bob = await desk.add(secret('bob'));
  for (const { id } of [ada, bob]) await rig.tokens.roster.markExpired(id, 'ended');
  await desk.setEnabled(bob.id, false);
  await desk.replaceSecret(ada.id, cookieFor('ada'));
  await desk.replaceSecret(bob.id, cookieFor('bob'));
  expect(desk.find(ada.id)?.seen.state).toBe('serving');
  expect(desk.find(bob.id)?.seen.state).toBe('off');
});

test('switching on clears a cooldown', async () => {
  await using at = await startDesk();
  const { rig, desk } = at;
  const { id } = await desk.add(secret('ada'));
  const attempt = { generationId: 'g', tokenId: id, kind: 'image', modelKey: 'model' } as const;
  rig.tokens.access.attemptEnded(attempt, new ServiceError('token_throttled', 'slow down', { outcome: 'refused' }));
  expect(desk.find(id)?.seen).toMatchObject({
    ...{ state: 'cooling', until: rig.clock.now() + 60_000 },
    reason: 'images: resting, throttled by Google',
  });
  await desk.setEnabled(id, false);
  expect(desk.find(id)?.seen).toMatchObject({ state: 'off', reason: 'switched off' });
  await desk.setEnabled(id, true);
  expect(desk.find(id)?.seen).toMatchObject({ state: 'serving', reason: null, until: null });
});

test('a rest that ends by itself is told as an event, so that whoever waits for it hears', async () => {
  await using at = await startDesk();
  const { rig, desk } = at;
  const { id } = await desk.add(secret('ada'));
  const attempt = { generationId: 'g', tokenId: id, kind: 'image', modelKey: 'model' } as const;
  rig.tokens.access.attemptEnded(attempt, new ServiceError('token_throttled', 'slow down', { outcome: 'refused' }));
  rig.clock.advance(60_000);
  await expect.poll(() => desk.find(id)?.seen.state).toBe('serving');
  rig.clock.advance(5_000);
  await expect
    .poll(rig.told)
    .toEqual([...['added', 'images: resting, throttled by Google', 'images: may be tried again']]);
});

test('each state has its word: signed out, disabled, out of credits, limited for a model, off', async () => {
  await using at = await startDesk(['ada', 'bob', 'cyd', 'dan', 'eve', 'fay'].map((name) => account(name)));
  const { rig, desk } = at;
  const ids: number[] = [];
  for (const name of ['ada', 'bob', 'cyd', 'dan', 'eve', 'fay']) ids.push((await desk.add(secret(name))).id);
  const [ada = 0, bob = 0, cyd = 0, dan = 0, eve = 0, fay = 0] = ids;
  const { roster, access } = rig.tokens;
  await roster.markExpired(ada, 'The session token has ended.');
  await roster.update(bob, { status: 'disabled', statusReason: 'three faults', consecutiveErrors: 3 }, 'disabled');
  await roster.update(cyd, { credits: 9 }, 'poor');
  const quota = new ServiceError('token_quota_exhausted', 'no more today', { outcome: 'refused' });
  access.attemptEnded({ generationId: 'g', tokenId: dan, kind: 'video', modelKey: 'veo' }, quota);
  await desk.update(eve, { imageEnabled: false, videoConcurrency: 0 });
  const seen = (id: number) => {
    const { state, reason } = desk.find(id)?.seen ?? {};
    return [state, reason];
  };
  expect(seen(ada)).toEqual(['signed-out', 'The session token has ended.']);
  expect(seen(bob)).toEqual(['disabled', 'three faults']);
  expect(seen(cyd)).toEqual(['out-of-credits', 'videos: 9 credits are left, the cheapest video costs 10']);
  expect(seen(dan)).toEqual(['limited', 'videos: veo: daily quota for this model used up']);
  expect(seen(eve)).toEqual(['off', 'images and videos are switched off']);
  expect(seen(fay)).toEqual(['serving', null]);

  const page = desk.page({ first: 10 });
  expect(page.items.map(({ token }) => token.id)).toEqual([ada, bob, cyd, dan, fay, eve]);
  expect(desk.page({ first: 10, filter: { states: ['limited', 'off'] } }).items.map(({ token }) => token.id)).toEqual([
    dan,
    eve,
  ]);
  expect(desk.byState()).toMatchObject({ 'signed-out': 1, serving: 1, cooling: 0 });
});

test('the list pages by cursor in any order, whatever comes and goes between pages', async () => {
  const names = Array.from({ length: 7 }, (_, index) => `user-${index}`);
  await using at = await startDesk(names.map((name, index) => account(name, { credits: 100 + (index % 3) })));
  const { rig, desk } = at;
  for (const name of names) await desk.add({ ...secret(name), remark: name === 'user-3' ? 'Reserve' : null });
  const sort = { by: 'credits', descending: true } as const;
  const first = desk.page({ first: 3, sort });
  expect([first.total, first.hasNext]).toEqual([7, true]);
  const seen = first.items.map(({ token }) => token.id);
  await rig.tokens.roster.remove(seen.at(-1) ?? 0); // the very one that the cursor names
  let { items, hasNext } = first;
  while (hasNext) {
    ({ items, hasNext } = desk.page({ first: 2, sort, after: items.at(-1)?.cursor }));
    seen.push(...items.map(({ token }) => token.id));
  }
  expect(seen).toHaveLength(7);
  expect(new Set(seen).size).toBe(7);
  expect(desk.page({ first: 5, filter: { text: 'RESERVE' } }).items.map(({ token }) => token.email)).toEqual([
    'user-3@example.com',
  ]);
  expect(() => desk.page({ first: 1, after: 'nonsense' })).toThrow(/no cursor/);
});

test('a bulk change by filter fails when another number matches, and tells the number', async () => {
  await using at = await startDesk([account('ada'), account('bob')]);
  const { desk } = at;
  const { id } = await desk.add(secret('ada'));
  await desk.add(secret('bob'));
  const off = (tokenId: number) => desk.setEnabled(tokenId, false);
  expect(() => desk.bulk({ filter: { states: ['serving'] }, expectedCount: 3 }, 4, off)).toThrow(
    expect.objectContaining({ code: 'conflict', param: 'expectedCount', current: 2 }),
  );
  expect(desk.byState().serving).toBe(2);
  const rows = await desk.bulk({ ids: [99, id, id] }, 4, off);
  expect(rows).toEqual([
    { tokenId: 99, email: null, error: { code: 'not_found', message: 'There is no token 99.' } },
    { tokenId: id, email: 'ada@example.com', error: null },
  ]);
  expect(desk.byState()).toMatchObject({ serving: 1, off: 1 });
});

test('refreshing asks the upstream: credits are taken over, and a signed-out account that works again is back', async () => {
  await using at = await startDesk();
  const { rig, desk } = at;
  const { id } = await desk.add(secret('ada'));
  await rig.patch('ada', { credits: 77 });
  expect(await desk.refreshCredits(id)).toMatchObject({ credits: 77 });
  await rig.tokens.roster.markExpired(id, 'ended');
  expect(await desk.refreshSignIn(id)).toMatchObject({ status: 'active' });
  await rig.fault({ endpoint: 'session', times: 1, effect: { kind: 'html', status: 502 } });
  await expect(desk.refreshSignIn(id)).rejects.toMatchObject({ code: 'upstream_unavailable' });
});

test('a token with running jobs is deleted only by force; nothing is left of it and its last event says so', async () => {
  await using at = await startDesk([account('ada'), account('bob')]);
  const { rig, desk } = at;
  const { id } = await desk.add(secret('ada'));
  const { id: other } = await desk.add(secret('bob'));
  await desk.setEnabled(other, false);
  const { pool, access, roster } = rig.tokens;
  expect(pool.lease(need('job-1', 'video', 10)).outcome).toBe('leased');
  const limit = new ServiceError('token_quota_exhausted', 'no more today', { outcome: 'refused' });
  access.attemptEnded({ generationId: 'g', tokenId: id, kind: 'image', modelKey: 'model' }, limit);
  expect(desk.find(id)).toMatchObject({
    reserved: 10,
    leases: [{ generationId: 'job-1', kind: 'video', credits: 10 }],
  });
  await expect(desk.remove(id, false)).rejects.toMatchObject({
    ...{ code: 'conflict', current: { running: 1 }, message: expect.stringContaining('1 job runs on ada@example.com') },
  });
  roster.note(id, { credits: 3 }, 'said too late'); // waits to be stored
  await desk.remove(id, true);
  expect(desk.find(id)).toBeNull();
  expect(pool.knows(id)).toBe(false);
  expect(pool.lease(need('job-2')).outcome).toBe('impossible');
  // All that may still come in for it.
  access.creditsSeen(id, 5);
  access.attemptEnded({ generationId: 'job-1', tokenId: id, kind: 'video', modelKey: 'm' }, limit);
  pool.release('job-1');
  await expect(access.withAccess(id, async () => {})).rejects.toMatchObject({ code: 'token_expired' });
  rig.clock.advance(24 * 3_600_000);
  await rig.restart();
  expect(await rig.database.read.selectFrom('Token').select('id').execute()).toEqual([{ id: other }]);
  expect(await rig.database.read.selectFrom('TokenHealth').selectAll().execute()).toEqual([]);
  const events = await rig.database.read.selectFrom('Event').selectAll().where('subject', '=', String(id)).execute();
  expect(events.at(-1)?.payload).toMatchObject({ status: 'deleted', what: 'deleted' });
  expect(rig.logged.filter(({ level }) => level === 'error')).toEqual([]);
});

test('a token is deleted only by force, too, while a job without a slot needs it to fetch its result', async () => {
  await using at = await startDesk();
  const { rig, desk } = at;
  const { id } = await desk.add(secret('ada'));
  at.unfinished.set(id, ['job-1', 'job-2']);
  expect(rig.tokens.pool.lease(need('job-1')).outcome).toBe('leased'); // counted once
  await expect(desk.remove(id, false)).rejects.toMatchObject({
    ...{ code: 'conflict', current: { running: 2 }, message: expect.stringContaining('2 jobs run on ada@example.com') },
  });
  rig.tokens.pool.release('job-1');
  at.unfinished.set(id, ['job-2']);
  await expect(desk.remove(id, false)).rejects.toMatchObject({ code: 'conflict', current: { running: 1 } });
  expect(desk.find(id)).not.toBeNull();
  at.unfinished.clear();
  await desk.remove(id, false);
  expect(desk.find(id)).toBeNull();
});

test('a deleted account can be added anew, under another number', async () => {
  await using at = await startDesk();
  const { rig, desk } = at;
  const { id } = await desk.add(secret('ada'));
  await desk.remove(id, false);
  expect(rig.tokens.roster.count('flow')).toBe(0);
  const again = await desk.add(secret('ada'));
  expect(again.id).toBeGreaterThan(id);
  expect(rig.tokens.pool.lease(need('job-1')).outcome).toBe('leased');
});

test('when a deletion cannot be stored, the token is there as before', async () => {
  await using at = await startDesk();
  const { rig, desk } = at;
  const { id } = await desk.add(secret('ada'));
  const sql = (text: string) => rig.database.commit((tx) => tx.executeQuery({ sql: text, parameters: [] } as never));
  await sql("create trigger refuse before delete on tokens begin select raise(abort, 'disk trouble'); end");
  await expect(desk.remove(id, false)).rejects.toThrow(/disk trouble/);
  expect(desk.find(id)).toMatchObject({ email: 'ada@example.com', seen: { state: 'serving' } });
  expect(rig.tokens.pool.lease(need('job-1')).outcome).toBe('leased');
});

test('the pool is summed up by kind and state', async () => {
  await using at = await startDesk([account('ada'), account('bob')]);
  const { rig, desk } = at;
  await desk.add({ ...secret('ada'), videoConcurrency: 2 });
  await desk.add({ ...secret('bob'), imageConcurrency: -1, videoEnabled: false });
  rig.tokens.pool.lease(need('job-1', 'video', 10));
  expect(desk.pool()).toMatchObject({
    ...{ total: 2, credits: 2000, reserved: 10, ready: true, reasons: [] },
    byState: { serving: 2, off: 0 },
    kinds: [
      { kind: 'image', taken: 0, slots: -1, serving: 2, upstreams: [{ upstream: 'flow', state: 'closed' }] },
      { kind: 'video', taken: 1, slots: 2, serving: 1 },
    ],
  });
});

test('whoever watches the pool hears of it at once, and then of changes together, the newest only', async () => {
  await using at = await startDesk();
  const { rig, desk } = at;
  await desk.add(secret('ada'));
  const leave = new AbortController();
  const watching = desk.watchPool(leave.signal);
  const next = async () => (await watching.next()).value;
  expect((await next())?.kinds[0]?.taken).toBe(0);
  const news = next();
  for (const job of ['a', 'b', 'c']) rig.tokens.pool.lease(need(job));
  rig.tokens.pool.release('a');
  rig.clock.advance(250);
  expect((await news)?.kinds[0]?.taken).toBe(2);
  const last = watching.next();
  leave.abort();
  expect(await last).toEqual({ value: undefined, done: true });
});

test('the proxy of a token is tried: its own, else that of the settings', async () => {
  await using at = await startDesk([account('ada'), account('bob')]);
  const { rig, desk, tested } = at;
  const ada = await desk.add(secret('ada'));
  const bob = await desk.add(secret('bob'));
  await desk.update(ada.id, { proxyUrl: 'socks5://own.example:1080' });
  await desk.testProxyOf(ada.id);
  await expect(desk.testProxyOf(bob.id)).rejects.toMatchObject({ code: 'invalid_value' });
  rig.settings.proxy = 'http://general.example:8080';
  await desk.testProxyOf(bob.id);
  expect(tested).toEqual(['socks5://own.example:1080', 'http://general.example:8080']);
});

test('no view of a token holds a secret, only the end of it', async () => {
  await using at = await startDesk();
  const { rig, desk } = at;
  const { id } = await desk.add(secret('ada'));
  await desk.update(id, { proxyUrl: 'http://user:hunter2@proxy.example:8080' });
  const text = JSON.stringify([desk.find(id), desk.page({ first: 9 }), desk.export({}, false), desk.pool()]);
  const token = await rig.row(id);
  for (const hidden of [
    cookieFor('ada'),
    rig.tokens.roster.accessTokenOf(token) ?? '',
    'hunter2',
    token.sessionToken,
  ]) {
    expect(text).not.toContain(hidden);
  }
  expect(desk.find(id)?.signIn.sessionTokenEnd).toBe(cookieFor('ada').slice(-4));
});

test('how tokens stand follows at once whatever it depends on, and is worked out again for those alone that have changed', async () => {
  await using at = await startDesk(['ada', 'bob', 'eve'].map((name) => account(name)));
  const { rig, desk } = at;
  const ids: number[] = [];
  for (const name of ['ada', 'bob', 'eve']) ids.push((await desk.add(secret(name))).id);
  const [ada = 0, bob = 0, eve = 0] = ids;
  const states = () => ids.map((id) => desk.find(id)?.seen.state ?? null);
  const summed = () => Object.fromEntries(Object.entries(desk.pool().byState).filter(([, count]) => count > 0));
  expect([states(), summed()]).toEqual([['serving', 'serving', 'serving'], { serving: 3 }]);

  await rig.tokens.roster.update(ada, { credits: 3 }, 'spent');
  const attempt = { generationId: 'a', tokenId: bob, modelKey: 'model' };
  for (const kind of ['image', 'video'] as const)
    rig.tokens.access.attemptEnded({ ...attempt, kind }, new ServiceError('token_throttled', 'Too many.'));
  expect([states(), summed()]).toEqual([
    ['out-of-credits', 'cooling', 'serving'],
    { 'out-of-credits': 1, cooling: 1, serving: 1 },
  ]);
  expect(desk.page({ first: 9 }).items.map(({ token }) => token.id)).toEqual([ada, bob, eve]);
  expect(desk.page({ first: 9, filter: { states: ['cooling'] } }).items.map(({ token }) => token.id)).toEqual([bob]);

  rig.settings.slots = { image: 0, video: 0 };
  rig.tokens.pool.settingsChanged();
  expect(states()).toEqual(['off', 'off', 'off']);
  rig.settings.slots = { image: 4, video: 4 };
  rig.tokens.pool.settingsChanged();
  const lease = rig.tokens.pool.lease({ ...need('job', 'image', 20), exclude: new Set([ada, bob]) });
  expect(lease.outcome).toBe('leased');
  expect(desk.pool()).toMatchObject({ reserved: 20, kinds: [{ taken: 1 }, { taken: 0 }] });
  expect(desk.find(eve)?.seen.kinds[0]).toMatchObject({ inFlight: 1 });
  await desk.remove(ada, true);
  expect(summed()).toEqual({ cooling: 1, serving: 1 });
});

test('a sum over ten thousand tokens that stand as they did works out nobody anew', () => {
  const worked: number[] = [];
  const listeners: ((ids: Iterable<number>) => void)[] = [];
  const tokens = Array.from({ length: 10_000 }, (_, index) => ({ id: index + 1 }) as Token);
  const state = { conditions: 'one' };
  const look = createKeptStandings({
    tokens: {
      roster: { onRemoved: () => () => {} },
      health: {
        onChanged(listener) {
          listeners.push(listener);
          return () => {};
        },
      },
    },
    conditions: () => state.conditions,
    workOut: ({ id }) => worked.push(id),
  });
  const all = () => tokens.map(look());
  const anew = (work: () => void) => {
    worked.length = 0;
    work();
    all();
    return worked.length;
  };
  expect([anew(() => {}), anew(() => {})]).toEqual([10_000, 0]);
  expect(anew(() => tokens.splice(6, 1, { id: 7 } as Token))).toBe(1);
  expect(anew(() => listeners[0]?.([3, 4]))).toBe(2);
  state.conditions = 'two';
  expect(anew(() => {})).toBe(10_000);
});
