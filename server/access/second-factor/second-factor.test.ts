import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../database/database.ts';
import { createVault } from '../../tokens/vault.ts';
import { type Access, type Identity, openAccess } from '../access.ts';
import type { Peer } from '../peer.ts';

const HERE: Peer = { address: '127.0.0.1', forwarded: false };
const FAR: Peer = { address: '203.0.113.7', forwarded: true };
const PASSWORD = 'four brown horses ran';
const CHEAP = { memoryCost: 1024, timeCost: 2, parallelism: 1 };
const STEP_MS = 30_000;

let dir: string;
let database: Database;
let at: number;
let configured: { username: string; password: string };
let vault = createVault(randomBytes(32));
let logged: string[];
let ids: number;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-factor-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
  at = 1_780_000_000_000;
  configured = { username: 'op', password: '' };
  logged = [];
  ids = 0;
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

const open = (): Promise<Access> =>
  openAccess({
    ...{ database, vault, parameters: CHEAP },
    configured: () => configured,
    schedule: () => () => {},
    now: () => at,
    newId: () => `id-${++ids}`,
    log: {
      error(_: unknown, message?: string) {
        logged.push(message ?? '');
      },
    },
  });

const codeAt = (secret: string, when = at): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: when });
const wrongCode = (secret: string): string =>
  ['000000', '111111', '222222', '333333'].find((code) =>
    [-1, 0, 1].every((steps) => codeAt(secret, at + steps * STEP_MS) !== code),
  ) ?? '';

const signIn = (
  access: Access,
  more: { password?: string; code?: string; username?: string; from?: Peer; replaces?: string } = {},
) =>
  access.signIn({
    ...{ username: 'ann', password: PASSWORD, code: null, from: HERE, userAgent: null, replaces: null },
    ...more,
  });

async function withAnn(): Promise<{ access: Access; ann: Identity; cookie: string }> {
  const access = await open();
  const client = { address: HERE.address, userAgent: null };
  const code = access.setUp.code() ?? '';
  const { identity, cookie } = await access.setUp.run({ code, username: 'ann', password: PASSWORD, client });
  return { access, ann: identity, cookie };
}

const begin = (access: Access, who: Identity, password = PASSWORD) =>
  access.secondFactor.begin(who, { password, from: HERE, host: 'flow.example' });

/** Ann with a second factor that she has just set up, half a minute ago. */
async function withFactor() {
  const { access, ann, cookie } = await withAnn();
  const { secret } = await begin(access, ann);
  const codes = await access.secondFactor.confirm(ann, codeAt(secret));
  at += STEP_MS;
  return { access, ann, cookie, secret, codes };
}

const listed = (access: Access) => access.admins.list().find(({ username }) => username === 'ann')?.secondFactor;

test('a second factor is in force once its first code was given, and has ten recovery codes', async () => {
  const { access, ann } = await withAnn();
  await expect(begin(access, ann, 'wrong')).rejects.toMatchObject({ code: 'invalid_value', param: 'password' });
  const { secret, uri } = await begin(access, ann);
  expect([secret, uri]).toEqual([expect.stringMatching(/^[A-Z2-7]{32}$/), expect.stringContaining(`secret=${secret}`)]);
  expect(uri).toContain('ann%40flow.example');
  expect(listed(access)).toBe(null);
  expect(await signIn(access)).toMatchObject({ identity: { name: 'ann' } });
  await expect(access.secondFactor.confirm(ann, wrongCode(secret))).rejects.toMatchObject({ param: 'code' });
  const codes = await access.secondFactor.confirm(ann, codeAt(secret));
  expect([codes.length, new Set(codes).size]).toEqual([10, 10]);
  expect(codes.every((code) => /^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/.test(code))).toBe(true);
  expect(listed(access)).toEqual({ since: at, recoveryCodesLeft: 10 });
  await expect(signIn(access)).rejects.toMatchObject({ code: 'second_factor_needed', param: 'code' });
});

test('what was begun is good in its browser alone, for a while, for a few tries and once', async () => {
  const { access, ann } = await withAnn();
  const other = await signIn(access);
  const first = await begin(access, ann);
  const none = { code: 'invalid_request' };
  await expect(access.secondFactor.confirm(other.identity, codeAt(first.secret))).rejects.toMatchObject(none);
  for (let n = 0; n < 5; n += 1) {
    await expect(access.secondFactor.confirm(ann, wrongCode(first.secret))).rejects.toMatchObject({ param: 'code' });
  }
  await expect(access.secondFactor.confirm(ann, codeAt(first.secret))).rejects.toMatchObject(none);
  const second = await begin(access, ann);
  at += 15 * 60_000;
  await expect(access.secondFactor.confirm(ann, codeAt(second.secret))).rejects.toMatchObject(none);
  const third = await begin(access, ann);
  await expect(access.secondFactor.confirm(ann, '１２３４５６')).rejects.toMatchObject({ param: 'code' });
  const twice = [0, 1].map(() => access.secondFactor.confirm(ann, codeAt(third.secret)));
  expect((await Promise.allSettled(twice)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  await expect(access.secondFactor.confirm(ann, codeAt(third.secret))).rejects.toMatchObject(none);
});

test('the code that set it up, and any that was used, opens nothing again, also over a restart and when two come at once', async () => {
  const { secret } = await withFactor();
  let access = await open();
  const again = { code: 'second_factor_needed', message: expect.stringContaining('used before') };
  await expect(signIn(access, { code: codeAt(secret, at - STEP_MS) })).rejects.toMatchObject(again);
  const code = codeAt(secret);
  const both = await Promise.allSettled([signIn(access, { code }), signIn(access, { code, from: FAR })]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  access = await open();
  await expect(signIn(access, { code })).rejects.toMatchObject(again);
  at += STEP_MS;
  expect(await signIn(access, { code: codeAt(secret) })).toMatchObject({ identity: { name: 'ann' } });
});

test('a code of the 30 seconds before or after now is good, and after a later one no earlier one is', async () => {
  const { access, secret } = await withFactor();
  at += 10 * STEP_MS;
  for (const steps of [-2, 2]) {
    await expect(signIn(access, { code: codeAt(secret, at + steps * STEP_MS) })).rejects.toMatchObject({
      code: 'second_factor_needed',
    });
  }
  const spaced = codeAt(secret, at - STEP_MS).replace(/^.../, '$& ');
  await signIn(access, { code: spaced });
  await signIn(access, { code: codeAt(secret, at + STEP_MS) });
  await expect(signIn(access, { code: codeAt(secret) })).rejects.toMatchObject({ code: 'second_factor_needed' });
});

test('a recovery code is good once, as it is typed, and its like are made anew by the password', async () => {
  const { access, ann, codes, secret } = await withFactor();
  const [first = '', second = ''] = codes;
  const signedIn = await signIn(access, { code: ` ${first.toUpperCase().replaceAll('-', ' ')}` });
  expect(signedIn.recoveryCodesLeft).toBe(9);
  const refused = { code: 'second_factor_needed' };
  await expect(signIn(access, { code: first })).rejects.toMatchObject(refused);
  const twice = [0, 1].map(() => signIn(access, { code: second }));
  expect((await Promise.allSettled(twice)).map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(listed(access)?.recoveryCodesLeft).toBe(8);
  expect(listed(await open())?.recoveryCodesLeft).toBe(8);
  const given = { password: PASSWORD, from: HERE };
  await expect(access.secondFactor.renewRecoveryCodes(ann, { ...given, password: 'x' })).rejects.toMatchObject({
    param: 'password',
  });
  const others = await access.secondFactor.renewRecoveryCodes(ann, given);
  await expect(signIn(access, { code: codes[2] ?? '' })).rejects.toMatchObject(refused);
  expect((await signIn(access, { code: others[0] ?? '' })).recoveryCodesLeft).toBe(9);
  expect((await signIn(access, { code: codeAt(secret) })).recoveryCodesLeft).toBe(null);
});

test('a wrong password says nothing of a second factor, and uses no code up', async () => {
  const { access, secret, codes } = await withFactor();
  for (const code of [codeAt(secret), codes[0] ?? '', '']) {
    await expect(signIn(access, { password: 'wrong', code })).rejects.toMatchObject({
      ...{ code: 'signed_out', message: 'The name or the password is not right.' },
    });
  }
  expect(listed(access)?.recoveryCodesLeft).toBe(10);
  expect(await signIn(access, { code: codeAt(secret) })).toMatchObject({ identity: { name: 'ann' } });
});

test('codes are guessed no faster than passwords are, and the right password in between does not help', async () => {
  const { access, secret } = await withFactor();
  const waits: number[] = [];
  for (let n = 0; n < 9; n += 1) {
    await expect(signIn(access, { code: wrongCode(secret), from: FAR })).rejects.toMatchObject({
      code: 'second_factor_needed',
    });
    const asked = await signIn(access, { from: FAR }).catch((cause: { retryAfterMs?: number }) => cause);
    const waitMs = 'retryAfterMs' in asked ? (asked.retryAfterMs ?? 0) : 0;
    waits.push(waitMs);
    at += waitMs;
  }
  expect(waits).toEqual([0, 0, 0, 0, 1_000, 2_000, 4_000, 8_000, 16_000]);
  await signIn(access, { code: codeAt(secret), from: FAR });
});

test('who has the password and many addresses guesses no faster, and holds nobody up where the operator is known', async () => {
  const { secret } = await withFactor();
  let access = await open();
  const waits: number[] = [];
  for (let n = 0; n < 18; n += 1) {
    const from = { address: `198.51.100.${n}`, forwarded: true };
    const guess = () => signIn(access, { code: wrongCode(secret), from });
    const blocked = await guess().catch((cause: { code: string; retryAfterMs?: number }) => cause);
    const waitMs = 'retryAfterMs' in blocked ? (blocked.retryAfterMs ?? 0) : 0;
    waits.push(waitMs);
    at += waitMs;
    if (waitMs > 0) await expect(guess()).rejects.toMatchObject({ code: 'second_factor_needed' });
    if (n === 8) access = await open();
  }
  expect(waits.slice(0, 8)).toEqual([0, 0, 0, 0, 0, 1_000, 2_000, 4_000]);
  expect(waits.at(-1)).toBe(15 * 60_000);
  await expect(signIn(access, { code: codeAt(secret), from: FAR })).rejects.toMatchObject({ code: 'sign_in_blocked' });
  await signIn(access, { code: codeAt(secret) });
  at += 15 * 60_000;
  await signIn(access, { code: codeAt(secret), from: FAR });
});

test('asking for the code is no failure, and does not make a place known', async () => {
  const { access, secret } = await withFactor();
  for (let n = 0; n < 30; n += 1) {
    await expect(signIn(access, { from: FAR })).rejects.toMatchObject({ code: 'second_factor_needed' });
  }
  const rows = () => database.read.selectFrom('SignInFailure').selectAll().execute();
  expect((await rows()).filter(({ failures }) => failures > 0)).toEqual([]);
  expect((await rows()).filter(({ subject }) => /^known:.*203\.0\.113\.7/.test(subject))).toEqual([]);
  await signIn(access, { code: codeAt(secret), from: FAR });
  expect((await rows()).filter(({ subject }) => /^known:.*203\.0\.113\.7/.test(subject))).toHaveLength(1);
});

test('neither the secret nor a recovery code is in the files', async () => {
  const { secret, codes } = await withFactor();
  const files = (await Promise.all((await readdir(dir)).map((file) => readFile(join(dir, file), 'latin1')))).join('');
  for (const text of [secret, ...codes, ...codes.map((code) => code.replaceAll('-', ''))]) {
    expect(files).not.toContain(text);
  }
});

test('with another key of the installation the recovery codes are still good', async () => {
  const { secret, codes } = await withFactor();
  vault = createVault(randomBytes(32));
  const access = await open();
  await expect(signIn(access, { code: codeAt(secret) })).rejects.toMatchObject({ code: 'second_factor_needed' });
  expect(logged).toEqual([expect.stringContaining('cannot be opened')]);
  expect((await signIn(access, { code: codes[0] ?? '' })).recoveryCodesLeft).toBe(9);
});

test('taken off, the password alone is enough; sessions stay, and those of others are untouched', async () => {
  const { access, ann, cookie } = await withFactor();
  const bob = await access.admins.add({ username: 'bob', password: 'seven green boats sail' });
  const bobs = await signIn(access, { username: 'bob', password: 'seven green boats sail' });
  await access.confirmPassword(ann, { password: PASSWORD, from: HERE });
  expect(await access.admins.removeSecondFactor(ann.id)).toMatchObject({ username: 'ann', secondFactor: null });
  await expect(access.admins.removeSecondFactor(ann.id)).rejects.toMatchObject({ code: 'not_found' });
  await expect(access.admins.removeSecondFactor('nobody')).rejects.toMatchObject({ code: 'not_found' });
  expect(await signIn(access)).toMatchObject({ identity: { name: 'ann' } });
  expect(await signIn(await open())).toMatchObject({ identity: { name: 'ann' } });
  for (const session of [cookie, bobs.cookie]) {
    expect(await access.authenticate({ session, bearer: null, from: HERE })).not.toBe(null);
  }
  expect(access.admins.list().find(({ id }) => id === bob.id)?.secondFactor).toBe(null);
});

test('another device takes the place of the first one, which opens until then', async () => {
  const { access, ann, secret } = await withFactor();
  const next = await begin(access, ann);
  await signIn(access, { code: codeAt(secret) });
  const codes = await access.secondFactor.confirm(ann, codeAt(next.secret));
  at += STEP_MS;
  await expect(signIn(access, { code: codeAt(secret) })).rejects.toMatchObject({ code: 'second_factor_needed' });
  await signIn(access, { code: codeAt(next.secret) });
  await signIn(access, { code: codes[0] ?? '' });
});

test('an operator who is removed leaves no second factor behind', async () => {
  const { access, ann } = await withFactor();
  await access.admins.add({ username: 'bob', password: 'seven green boats sail' });
  await access.admins.remove(ann.id);
  expect(await database.read.selectFrom('SecondFactor').selectAll().execute()).toEqual([]);
});

test('a token and the operator of the configuration have none, and the latter takes one off who lost it', async () => {
  configured = { username: 'op', password: 'from the file' };
  const { access } = await withFactorOf('ann');
  const op = await signIn(access, { username: 'op', password: 'from the file' });
  const { token } = await access.tokens.create({ name: 'ci', scopes: ['admin'], expiresAt: null });
  const script = await access.authenticate({ session: null, bearer: token, from: HERE });
  for (const who of [op.identity, script as Identity]) {
    await expect(begin(access, who, 'from the file')).rejects.toMatchObject({ code: 'invalid_request' });
  }
  await expect(signIn(access)).rejects.toMatchObject({ code: 'second_factor_needed' });
  const ann = access.admins.list().find(({ username }) => username === 'ann');
  await access.admins.removeSecondFactor(ann?.id ?? '');
  expect(await signIn(access)).toMatchObject({ identity: { name: 'ann' } });
});

/** The same for one whom another has added. */
async function withFactorOf(username: string) {
  const access = await open();
  await access.admins.add({ username, password: PASSWORD });
  const { identity } = await signIn(access, { username });
  const { secret } = await begin(access, identity);
  await access.secondFactor.confirm(identity, codeAt(secret));
  at += STEP_MS;
  return { access, secret };
}
