import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argon2id, hash } from 'argon2';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../database/database.ts';
import { createVault } from '../tokens/vault.ts';
import { type Access, openAccess } from './access.ts';
import type { Peer } from './peer.ts';

const HERE: Peer = { address: '127.0.0.1', forwarded: false };
const FAR: Peer = { address: '203.0.113.7', forwarded: true };
const PASSWORD = 'four brown horses ran';
/** Cheap, so that tests are quick. */
const CHEAP = { memoryCost: 1024, timeCost: 2, parallelism: 1 };
const HOUR_MS = 3_600_000;

let dir: string;
let database: Database;
let at: number;
let configured: { username: string; password: string };
let timers: { work: () => void; due: number }[];
let ids: number;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-access-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
  at = 1_780_000_000_000;
  configured = { username: 'admin', password: '' };
  timers = [];
  ids = 0;
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

const open = (parameters = CHEAP): Promise<Access> =>
  openAccess({
    database,
    vault: createVault(new Uint8Array(32)),
    configured: () => configured,
    parameters,
    schedule(work, delayMs) {
      const timer = { work, due: at + delayMs };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    now: () => at,
    newId: () => `id-${++ids}`,
    log: { error: (details: object) => expect.fail(JSON.stringify(details)) },
  });

/** Lets time pass and timers with it, in their order. */
function pass(ms: number): void {
  const until = at + ms;
  for (;;) {
    const next = timers.filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0];
    if (next === undefined) break;
    timers = timers.filter((timer) => timer !== next);
    at = Math.max(at, next.due);
    next.work();
  }
  at = until;
}

/** An access with the operator ann, and the cookie of her first session. */
async function withAnn(): Promise<{ access: Access; cookie: string }> {
  const access = await open();
  const code = access.setUp.code() ?? '';
  const client = { address: HERE.address, userAgent: 'a browser' };
  const { cookie } = await access.setUp.run({ code, username: 'ann', password: PASSWORD, client });
  return { access, cookie };
}

const signIn = (
  access: Access,
  password = PASSWORD,
  more: { username?: string; from?: Peer; replaces?: string } = {},
) => access.signIn({ username: 'ann', code: null, from: HERE, userAgent: null, replaces: null, password, ...more });
const whoIs = (access: Access, session: string, from = HERE) => access.authenticate({ session, bearer: null, from });
const byToken = (access: Access, bearer: string) => access.authenticate({ session: null, bearer, from: HERE });

test('the first operator comes in by the code of the start, which is good once', async () => {
  const access = await open();
  const client = { address: HERE.address, userAgent: null };
  const code = access.setUp.code() ?? '';
  expect([code.length, access.setUp.isOpen()]).toEqual([43, true]);
  const wanted = { code, username: ' ann ', password: PASSWORD, client };
  await expect(access.setUp.run({ ...wanted, code: 'guess' })).rejects.toMatchObject({ code: 'signed_out' });
  await expect(access.setUp.run({ ...wanted, password: 'short' })).rejects.toMatchObject({ param: 'password' });
  const answers = await Promise.allSettled([access.setUp.run(wanted), access.setUp.run(wanted)]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect([access.setUp.code(), access.setUp.isOpen()]).toEqual([null, false]);
  expect(await signIn(access)).toMatchObject({ identity: { kind: 'admin', name: 'ann' } });
  expect((await open()).setUp.code()).toBe(null);
});

test('guessing the code is slowed and then refused, and once it has been used nothing is counted', async () => {
  const access = await open();
  const client = { address: FAR.address, userAgent: null };
  const wanted = { code: access.setUp.code() ?? '', username: 'ann', password: PASSWORD, client };
  const failures = () => database.read.selectFrom('SignInFailure').select(['subject', 'failures']).execute();
  for (let n = 1; n <= 5; n += 1) {
    await expect(access.setUp.run({ ...wanted, code: 'guess' })).rejects.toMatchObject({ param: 'code' });
  }
  await expect(access.setUp.run(wanted)).rejects.toMatchObject({ code: 'sign_in_blocked', retryAfterMs: 1_000 });
  expect(await failures()).toEqual([{ subject: `address:${FAR.address}`, failures: 5 }]);
  pass(1_000);
  await expect(access.setUp.run({ ...wanted, password: 'short' })).rejects.toMatchObject({ param: 'password' });
  await access.setUp.run(wanted);
  for (let n = 1; n <= 9; n += 1) {
    await expect(access.setUp.run({ ...wanted, code: 'guess' })).rejects.toMatchObject({ code: 'signed_out' });
  }
  expect((await failures()).filter(({ failures }) => failures > 0)).toEqual([]);
});

test('a code that was not used is another one at the next start, and none is told while an operator is configured', async () => {
  const first = (await open()).setUp.code();
  expect((await open()).setUp.code()).not.toBe(first);
  configured = { username: 'op', password: 'configured' };
  expect((await open()).setUp.isOpen()).toBe(false);
});

test('neither passwords nor cookies nor tokens are in the files', async () => {
  const { access, cookie } = await withAnn();
  const { token } = await access.tokens.create({ name: 'ci', scopes: ['read'], expiresAt: null });
  configured = { username: 'op', password: 'configured-password' };
  await signIn(access, configured.password, { username: 'op' });
  const files = await Promise.all((await readdir(dir)).map((file) => readFile(join(dir, file), 'latin1')));
  for (const secret of [PASSWORD, cookie, token.slice(8, -4), configured.password]) {
    expect(files.join('')).not.toContain(secret);
  }
});

test('a session outlives a restart, ends when nobody uses it, and ends at last however much it is used', async () => {
  const { cookie } = await withAnn();
  let access = await open();
  const identity = await whoIs(access, cookie);
  expect(identity).toMatchObject({ name: 'ann', scopes: new Set(['read', 'operate', 'secrets', 'admin']) });
  pass(12 * HOUR_MS - 1);
  expect(identity?.over.aborted).toBe(false);
  expect(await whoIs(access, cookie)).not.toBe(null);
  pass(12 * HOUR_MS);
  expect(identity?.over.aborted).toBe(true);
  expect(await whoIs(access, cookie)).toBe(null);

  const again = await signIn(access);
  for (let hours = 0; hours < 7 * 24; hours += 8) {
    expect(await whoIs(access, again.cookie)).not.toBe(null);
    pass(8 * HOUR_MS);
  }
  expect(again.identity.over.aborted).toBe(true);
  expect(await whoIs(access, again.cookie)).toBe(null);
  await access.close();
  access = await open();
  expect(access.sessions.list()).toEqual([]);
});

test('when a session was last used is stored at most once a minute', async () => {
  const { access, cookie } = await withAnn();
  const storedAt = async () => (await database.read.selectFrom('Session').selectAll().executeTakeFirst())?.lastSeenAt;
  const begun = at;
  pass(10_000);
  await whoIs(access, cookie);
  pass(10_000);
  await whoIs(access, cookie);
  expect(await storedAt()).toBe(begun);
  pass(60_000);
  await expect.poll(storedAt).toBe(begun + 20_000);
  expect(access.sessions.list()).toMatchObject([{ lastSeenAt: begun + 20_000, adminName: 'ann' }]);
});

test('signing in gives another session in place of the one before', async () => {
  const { access, cookie } = await withAnn();
  const before = await whoIs(access, cookie);
  const after = await signIn(access, PASSWORD, { replaces: before?.sessionId ?? '' });
  expect([before?.over.aborted, await whoIs(access, cookie)]).toEqual([true, null]);
  expect(access.sessions.list().map(({ id }) => id)).toEqual([after.identity.sessionId]);
});

test('another password ends the other sessions at once, and the old one opens nothing', async () => {
  const { access, cookie } = await withAnn();
  const mine = await whoIs(access, cookie);
  const other = await signIn(access);
  if (mine === null) throw new Error('ann is not signed in');
  const next = 'another set of words';
  await expect(access.changePassword(mine, { current: 'wrong', next, from: HERE })).rejects.toMatchObject({
    param: 'currentPassword',
  });
  await expect(access.changePassword(mine, { current: PASSWORD, next: 'ann', from: HERE })).rejects.toMatchObject({
    param: 'newPassword',
  });
  expect(await access.changePassword(mine, { current: PASSWORD, next, from: HERE })).toBe(1);
  expect([mine.over.aborted, other.identity.over.aborted]).toEqual([false, true]);
  expect(await whoIs(access, other.cookie)).toBe(null);
  await expect(signIn(access)).rejects.toMatchObject({ code: 'signed_out' });
  expect(await signIn(access, next)).toMatchObject({ identity: { name: 'ann' } });
  expect(await whoIs(await open(), other.cookie)).toBe(null);
});

test('who signs in with the old password while it is changed does not stay', async () => {
  const { access, cookie } = await withAnn();
  const mine = await whoIs(access, cookie);
  if (mine === null) throw new Error('ann is not signed in');
  const late = signIn(access);
  await access.changePassword(mine, { current: PASSWORD, next: 'another set of words', from: HERE });
  const signedIn = await late.catch(() => null);
  if (signedIn !== null) expect(await whoIs(access, signedIn.cookie)).toBe(null);
  expect(access.sessions.list()).toHaveLength(1);
});

test('an operator adds another one by the same rules, and takes them out with their sessions', async () => {
  const { access, cookie } = await withAnn();
  const bob = { username: ' bob ', password: 'seven green boats sail' };
  await expect(access.admins.add({ ...bob, password: 'short' })).rejects.toMatchObject({ param: 'password' });
  await expect(access.admins.add({ ...bob, username: '' })).rejects.toMatchObject({ param: 'username' });
  await expect(access.admins.add({ ...bob, username: 'ann' })).rejects.toMatchObject({
    code: 'conflict',
    param: 'username',
  });
  const twice = await Promise.allSettled([access.admins.add(bob), access.admins.add(bob)]);
  expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const entered = await signIn(access, bob.password, { username: 'bob' });
  expect(access.admins.list()).toMatchObject([
    { username: 'ann', source: 'stored', sessions: 1 },
    { username: 'bob', source: 'stored', sessions: 1 },
  ]);
  expect(await access.admins.remove(entered.identity.id)).toMatchObject({ username: 'bob', sessions: 1 });
  expect([entered.identity.over.aborted, await whoIs(access, entered.cookie)]).toEqual([true, null]);
  await expect(signIn(access, bob.password, { username: 'bob' })).rejects.toMatchObject({ code: 'signed_out' });
  expect(await whoIs(await open(), entered.cookie)).toBe(null);
  expect(await whoIs(access, cookie)).toMatchObject({ name: 'ann' });
  await expect(access.admins.remove(entered.identity.id)).rejects.toMatchObject({ code: 'not_found' });
});

test('the last who could sign in stays, also when two take out each other, and so does the configured one', async () => {
  const { access } = await withAnn();
  const [ann] = access.admins.list();
  const bob = await access.admins.add({ username: 'bob', password: 'seven green boats sail' });
  const outcomes = await Promise.allSettled([access.admins.remove(ann?.id ?? ''), access.admins.remove(bob.id)]);
  expect(outcomes).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'invalid_request', param: 'id' } },
  ]);
  configured = { username: 'op', password: 'configured' };
  await expect(access.admins.remove('config')).rejects.toThrow(/\[global\]/);
  await expect(access.admins.add({ username: 'op', password: 'seven green boats sail' })).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(access.admins.list()).toMatchObject([{ id: 'config', source: 'configured' }, { username: 'bob' }]);
  await access.admins.remove(bob.id);
  expect(access.admins.list()).toHaveLength(1);
});

test('who signs in while they are taken out does not stay', async () => {
  const { access } = await withAnn();
  const bob = await access.admins.add({ username: 'bob', password: 'seven green boats sail' });
  const late = signIn(access, 'seven green boats sail', { username: 'bob' });
  await access.admins.remove(bob.id);
  const signedIn = await late.catch(() => null);
  if (signedIn !== null) expect(await whoIs(access, signedIn.cookie)).toBe(null);
  expect(access.sessions.list()).toHaveLength(1);
});

test('digests are made anew when they become dearer', async () => {
  await withAnn();
  const digest = async () => (await database.read.selectFrom('Admin').selectAll().executeTakeFirst())?.passwordHash;
  const before = await digest();
  const access = await open({ ...CHEAP, timeCost: 3 });
  await signIn(access);
  expect(before).toContain('t=2');
  expect(await digest()).toContain('t=3');
  const { identity } = await signIn(access);
  expect(identity.over.aborted).toBe(false);
});

test('guessing is slowed for an account and for an address, over restarts, and many at once gain nothing', async () => {
  let { access } = await withAnn();
  const guesses = await Promise.allSettled(Array.from({ length: 30 }, (_, n) => signIn(access, `guess number ${n}`)));
  const codes = guesses.map((guess) => (guess.status === 'rejected' ? (guess.reason as { code: string }).code : ''));
  expect(codes.filter((code) => code === 'signed_out').length).toBeLessThanOrEqual(5);
  expect(codes.filter((code) => code === 'sign_in_blocked').length).toBeGreaterThanOrEqual(25);

  access = await open();
  await expect(signIn(access)).rejects.toMatchObject({ code: 'sign_in_blocked' });
  await expect(signIn(access, 'x', { username: 'bob' })).rejects.toMatchObject({ code: 'sign_in_blocked' });
  // Another account from another address is nobody's fault.
  await expect(signIn(access, 'x', { username: 'bob', from: FAR })).rejects.toMatchObject({ code: 'signed_out' });

  const waits: number[] = [];
  for (let round = 0; round < 14; round += 1) {
    const blocked = await signIn(access, 'wrong again').catch((cause: { retryAfterMs?: number }) => cause);
    const waitMs = 'retryAfterMs' in blocked ? (blocked.retryAfterMs ?? 0) : 0;
    waits.push(waitMs);
    pass(waitMs);
    await expect(signIn(access, 'wrong again')).rejects.toMatchObject({ code: 'signed_out' });
  }
  expect(waits.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(waits.at(-1)).toBe(15 * 60_000);
  pass(15 * 60_000);
  expect(await signIn(access)).toMatchObject({ identity: { name: 'ann' } });
  // And with that all is forgiven.
  await expect(signIn(access, 'wrong once')).rejects.toMatchObject({ code: 'signed_out' });
  expect(await signIn(access)).toMatchObject({ identity: { name: 'ann' } });
});

const elsewhere = (n: number): Peer => ({ address: `198.51.${n >> 8}.${n & 255}`, forwarded: true });

test('nobody locks an operator out by failing from elsewhere, and guesses from everywhere are slowed, over restarts', async () => {
  let { access } = await withAnn();
  for (let n = 0; n < 120; n += 1) {
    const blocked = await signIn(access, 'a guess', { from: elsewhere(n) }).catch(
      (cause: { retryAfterMs?: number }) => cause,
    );
    // Late, and never for long.
    const waitMs = 'retryAfterMs' in blocked ? (blocked.retryAfterMs ?? 0) : 0;
    expect([n, waitMs > 0, waitMs <= 2_000]).toEqual([n, n >= 100, true]);
    pass(waitMs);
    if (waitMs > 0)
      await expect(signIn(access, 'a guess', { from: elsewhere(n) })).rejects.toMatchObject({ code: 'signed_out' });
  }
  access = await open();
  await expect(signIn(access, 'a guess', { from: elsewhere(500) })).rejects.toMatchObject({
    ...{ code: 'sign_in_blocked', retryAfterMs: 2_000 },
  });
  // Where she has set up her account, or signed in before, she is not even slowed; from anywhere else she waits two seconds.
  expect(await signIn(access)).toMatchObject({ identity: { name: 'ann' } });
  pass(2_000);
  expect(await signIn(access, PASSWORD, { from: FAR })).toMatchObject({ identity: { name: 'ann' } });
  // That she got in does not let those go on who guess.
  await expect(signIn(access, 'a guess', { from: elsewhere(501) })).rejects.toMatchObject({ code: 'signed_out' });
  await expect(signIn(access, 'a guess', { from: elsewhere(502) })).rejects.toMatchObject({ code: 'sign_in_blocked' });
});

test('who fails at one account from one address waits there, and the same account from another does not', async () => {
  const { access } = await withAnn();
  for (let failures = 0; failures < 5; failures += 1) {
    await expect(signIn(access, 'wrong', { from: FAR })).rejects.toMatchObject({ code: 'signed_out' });
  }
  await expect(signIn(access, PASSWORD, { from: FAR })).rejects.toMatchObject({ code: 'sign_in_blocked' });
  expect(await signIn(access)).toMatchObject({ identity: { name: 'ann' } });
  await expect(signIn(await open(), PASSWORD, { from: FAR })).rejects.toMatchObject({ code: 'sign_in_blocked' });
});

test('a flood of attempts waits in a short line, and the rest is sent away before anything is digested', async () => {
  const access = await open({ ...CHEAP, memoryCost: 16 * 1024 });
  const from = (n: number): Peer => ({ address: `198.51.100.${n}`, forwarded: true });
  const attempts = Array.from({ length: 60 }, (_, n) => signIn(access, 'x', { username: `user${n}`, from: from(n) }));
  const codes = await Promise.all(attempts.map((attempt) => attempt.catch((cause: { code: string }) => cause.code)));
  expect(codes.filter((code) => code === 'signed_out').length).toBe(8);
  expect(codes.filter((code) => code === 'sign_in_blocked').length).toBe(52);
});

test('the configured operator wins over a stored one of the same name', async () => {
  const { access } = await withAnn();
  configured = { username: 'ann', password: 'from the file' };
  expect((await signIn(access, 'from the file', { from: FAR })).identity).toMatchObject({ id: 'config', name: 'ann' });
  await expect(signIn(access)).rejects.toMatchObject({ code: 'signed_out' });
  configured = { username: 'op', password: 'from the file' };
  expect((await signIn(access)).identity).toMatchObject({ name: 'ann', id: 'id-1' });
});

test('other configured credentials end the sessions that the old ones began, also over a restart', async () => {
  configured = { username: 'op', password: 'old password' };
  let access = await open();
  const enter = (password: string) => signIn(access, password, { username: 'op' });
  const first = await enter('old password');
  access = await open();
  expect(await whoIs(access, first.cookie)).toMatchObject({ id: 'config', name: 'op' });

  const identity = await whoIs(access, first.cookie);
  configured = { username: 'op', password: 'new password' };
  pass(2_000);
  expect([identity?.over.aborted, await whoIs(access, first.cookie)]).toEqual([true, null]);

  const second = await enter('new password');
  configured = { username: 'op', password: 'third password' };
  access = await open();
  expect(await whoIs(access, second.cookie)).toBe(null);
  const third = await enter('third password');
  if (third.identity.sessionId === null) throw new Error('a browser has a session');
  const change = access.changePassword(third.identity, { current: 'x', next: 'y', from: HERE });
  await expect(change).rejects.toThrow(/\[global\] admin_password/);
  configured = { username: 'op', password: '' };
  expect(await whoIs(access, third.cookie)).toBe(null);
});

test.each([
  ['from this machine', HERE, true],
  ['through a proxy on this machine', { ...HERE, forwarded: true }, false],
  ['from elsewhere', { address: '203.0.113.7', forwarded: false }, false],
])('the published credentials open something %s: %#', async (_, from, good) => {
  configured = { username: 'admin', password: 'admin' };
  const access = await open();
  const attempt = signIn(access, 'admin', { username: 'admin', from }).then(
    () => true,
    (cause: Error) => cause.message,
  );
  expect(await attempt).toEqual(good ? true : expect.stringContaining('published default'));
  const { cookie } = await signIn(access, 'admin', { username: 'admin' });
  expect((await whoIs(access, cookie, from)) !== null).toBe(good);
});

test('a token does what its scopes say until it expires or is revoked, and says what is wrong with it', async () => {
  let access = await open();
  const expiresAt = at + 48 * HOUR_MS;
  const { token, shown } = await access.tokens.create({ name: 'ci', scopes: ['operate', 'read'], expiresAt });
  expect([token, shown.last4]).toEqual([expect.stringMatching(/^f2admin_[\w-]{43}$/), token.slice(-4)]);
  access = await open();
  const identity = await byToken(access, token);
  expect(identity).toMatchObject({ kind: 'token', name: 'ci', scopes: new Set(['read', 'operate']), sessionId: null });
  expect(access.tokens.list()).toMatchObject([{ lastUsedAt: at }]);
  expect(JSON.stringify(access.tokens.list())).not.toContain('hash');
  await expect(access.tokens.create({ name: 'ci', scopes: ['read'], expiresAt: null })).rejects.toMatchObject({
    code: 'conflict',
  });
  await expect(access.tokens.create({ name: 'x', scopes: [], expiresAt: null })).rejects.toMatchObject({
    param: 'scopes',
  });
  const hidden = access.tokens.create({ name: 'a\u0000b', scopes: ['read'], expiresAt: null });
  await expect(hidden).rejects.toMatchObject({ code: 'invalid_value', param: 'name' });
  pass(48 * HOUR_MS);
  expect(identity?.over.aborted).toBe(true);
  await expect(byToken(access, token)).rejects.toThrow(/'ci' has expired/);

  const second = await access.tokens.create({ name: 'second', scopes: ['read'], expiresAt: null });
  const other = await byToken(access, second.token);
  await access.tokens.revoke(second.shown.id);
  expect(other?.over.aborted).toBe(true);
  await expect(byToken(access, second.token)).rejects.toThrow(/revoked/);
  await expect(byToken(access, 'f2a_key-of-a-caller')).rejects.toThrow(/no admin token/);
  await expect(byToken(await open(), second.token)).rejects.toMatchObject({ code: 'signed_out' });
});

test('a scraper needs a token that may read', async () => {
  const access = await open();
  const reader = await access.tokens.create({ name: 'r', scopes: ['read'], expiresAt: null });
  const worker = await access.tokens.create({ name: 'w', scopes: ['operate'], expiresAt: null });
  const answers = [reader.token, worker.token, 'f2admin_x', null].map((token) => access.mayRead(token));
  expect(answers).toEqual([true, false, false, false]);
});

test('a stored digest of other makers is understood', async () => {
  const access = await open();
  const passwordHash = await hash(PASSWORD, { ...CHEAP, type: argon2id, parallelism: 2 });
  const row = { id: 'a', username: 'ann', passwordHash, createdAt: at, passwordChangedAt: at };
  await database.commit((tx) => tx.insertInto('Admin').values(row).execute());
  await expect(signIn(access)).rejects.toMatchObject({ code: 'signed_out' });
  expect(await signIn(await open())).toMatchObject({ identity: { id: 'a' } });
});
