import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../database/database.ts';
import { type ConfiguredKey, openApiKeys } from './api-keys.ts';
import type { Peer } from './peer.ts';

const HERE: Peer = { address: '127.0.0.1', forwarded: false };
const FAR: Peer = { address: '203.0.113.7', forwarded: false };

let dir: string;
let database: Database;
let at: number;
let configured: string;
let configuredKeys: readonly ConfiguredKey[];
let warnings: string[];
let timers: { work: () => void; delayMs: number }[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-keys-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
  at = 1_780_000_000_000;
  configured = '';
  configuredKeys = [];
  warnings = [];
  timers = [];
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

const begin = () =>
  openApiKeys({
    database,
    configured: () => configured,
    configuredKeys: () => configuredKeys,
    schedule(work, delayMs) {
      const timer = { work, delayMs };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    now: () => at,
    newId: () => 'key-1',
    log: { error: () => {}, warn: (message: string) => void warnings.push(message) },
  });
/** As a start does: what was made is shown, then kept. */
async function open() {
  const keys = await begin();
  await keys.keepMade();
  return keys;
}
const stored = () => database.read.selectFrom('ApiKey').selectAll().execute();

test('the first start makes a key, tells it once and keeps only its digest and its end', async () => {
  const keys = await open();
  expect(keys.made).toMatch(/^f2a_[\w-]{43}$/);
  const key = keys.made as string;
  expect(await keys.authenticate(key, FAR)).toEqual({ apiKeyId: 'key-1', name: 'first key', chatImages: null });

  const files = await Promise.all((await readdir(dir)).map((file) => readFile(join(dir, file), 'latin1')));
  expect(files.join('')).not.toContain(key.slice(4, -4));
  expect(await stored()).toMatchObject([{ last4: key.slice(-4), enabled: true, createdAt: at }]);

  const again = await open();
  expect(again.made).toBe(null);
  expect(await again.authenticate(key, FAR)).toMatchObject({ apiKeyId: 'key-1' });
});

test('a key that was made but never shown is not kept: the next start makes and tells another one', async () => {
  const unseen = await begin();
  expect(await unseen.authenticate(unseen.made, FAR)).toMatchObject({ name: 'first key' });
  expect(await stored()).toEqual([]);
  const shown = await open();
  expect(shown.made).not.toBe(unseen.made);
  await expect(shown.authenticate(unseen.made, FAR)).rejects.toMatchObject({ code: 'invalid_api_key' });
});

test('a configured key is good at once, also after it changes, and no other one is made', async () => {
  configured = 'a-key-of-the-operator';
  const keys = await open();
  expect(keys.made).toBe(null);
  expect(await stored()).toEqual([]);
  expect(await keys.authenticate('a-key-of-the-operator', FAR)).toMatchObject({ apiKeyId: 'config' });
  configured = 'another-key';
  await expect(keys.authenticate('a-key-of-the-operator', FAR)).rejects.toMatchObject({ code: 'invalid_api_key' });
  expect(await keys.authenticate('another-key', FAR)).toMatchObject({ apiKeyId: 'config' });
});

test('a configured key revokes the one that was made, and says so; without it a new one is made', async () => {
  const first = (await open()).made as string;
  configured = 'a-key-of-the-operator';
  const configuredOnes = await open();
  expect(configuredOnes.made).toBe(null);
  await expect(configuredOnes.authenticate(first, FAR)).rejects.toMatchObject({ code: 'invalid_api_key' });
  expect(await stored()).toEqual([]);
  expect(warnings).toEqual([
    expect.stringMatching(/^the API key \*{4}.{4}, .* is revoked: \[global\] api_key replaces it$/),
  ]);
  expect(warnings[0]).toContain(first.slice(-4));

  await open();
  expect(warnings).toHaveLength(1);
  configured = '';
  const without = await open();
  expect(without.made).not.toBe(first);
  expect(await without.authenticate(without.made, FAR)).toMatchObject({ name: 'first key' });
  await expect(without.authenticate(first, FAR)).rejects.toMatchObject({ code: 'invalid_api_key' });
});

test('a key that is configured while the service runs replaces the made one at once; other keys stay good', async () => {
  const keys = await open();
  const other = { id: 'key-2', name: 'for a friend', last4: 'bbbb', enabled: true, createdAt: at };
  const hash = createHash('sha256').update('f2a_other').digest('hex');
  await database.commit((tx) =>
    tx
      .insertInto('ApiKey')
      .values({ ...other, hash, lastUsedAt: null, expiresAt: null })
      .execute(),
  );
  await keys.reload();
  configured = 'a-key-of-the-operator';
  await expect(keys.authenticate(keys.made, FAR)).rejects.toMatchObject({ code: 'invalid_api_key' });
  expect(await keys.authenticate('f2a_other', FAR)).toMatchObject({ apiKeyId: 'key-2' });
  expect(await (await open()).authenticate('f2a_other', FAR)).toMatchObject({ apiKeyId: 'key-2' });
});

test.each<[string, string | null, string, RegExp]>([
  ['no key', null, 'missing_api_key', /No API key was sent/],
  ['an empty key', '', 'missing_api_key', /No API key was sent/],
  ['an unknown key', 'f2a_nobody', 'invalid_api_key', /not known/],
])('%s is refused in words', async (_, key, code, words) => {
  const keys = await open();
  const refusal = expect(keys.authenticate(key, HERE)).rejects;
  await refusal.toMatchObject({ code, message: expect.stringMatching(words) });
});

test.each<[string, Peer, boolean]>([
  ['this machine', HERE, true],
  ['this machine over IPv6', { address: '::1', forwarded: false }, true],
  ['this machine as a mapped address', { address: '::ffff:127.0.0.5', forwarded: false }, true],
  ['another machine', FAR, false],
  ['a proxy on this machine', { address: '127.0.0.1', forwarded: true }, false],
  ['an address that nobody knows', { address: '', forwarded: false }, false],
])('the well-known key from %s', async (_, peer, good) => {
  configured = 'han1234';
  const keys = await open();
  const answer = keys.authenticate('han1234', peer);
  if (good) expect(await answer).toMatchObject({ apiKeyId: 'config' });
  else await expect(answer).rejects.toMatchObject({ message: expect.stringContaining('well-known') });
});

test('the well-known key opens nothing unless it is configured', async () => {
  const keys = await open();
  await expect(keys.authenticate('han1234', HERE)).rejects.toMatchObject({
    message: expect.stringContaining('not known'),
  });
});

test('a key that is switched off, has expired or was removed is refused from then on', async () => {
  const keys = await open();
  const key = keys.made as string;
  const change = async (set: { enabled?: boolean; expiresAt?: number | null }) => {
    await database.commit((tx) => tx.updateTable('ApiKey').set(set).execute());
    await keys.reload();
  };
  const words = (text: string) => ({ code: 'invalid_api_key', message: expect.stringContaining(text) });
  await change({ enabled: false });
  await expect(keys.authenticate(key, FAR)).rejects.toMatchObject(words('switched off'));
  await change({ enabled: true, expiresAt: at + 1000 });
  expect(await keys.authenticate(key, FAR)).toMatchObject({ apiKeyId: 'key-1' });
  at += 1000;
  await expect(keys.authenticate(key, FAR)).rejects.toMatchObject(words('expired'));
  await database.commit((tx) => tx.deleteFrom('ApiKey').execute());
  await keys.reload();
  await expect(keys.authenticate(key, FAR)).rejects.toMatchObject(words('not known'));
});

test('the last use of a key is stored at most once a minute, and when the service stops', async () => {
  const keys = await open();
  const key = keys.made as string;
  const storedUse = async () => (await stored())[0]?.lastUsedAt;
  for (let request = 0; request < 100; request += 1) await keys.authenticate(key, FAR);
  expect(timers.map(({ delayMs }) => delayMs)).toEqual([60_000]);
  expect(await storedUse()).toBe(null);
  timers[0]?.work();
  await expect.poll(storedUse).toBe(at);

  at += 5_000;
  await keys.authenticate(key, FAR);
  await keys.close();
  expect(await storedUse()).toBe(at);
  expect(timers).toEqual([]);
});

describe('keys of the configuration with limits of their own', () => {
  const team: ConfiguredKey = {
    ...{ name: 'team a', key: 'f2a_key-of-team-a', enabled: true, expiresAt: null },
    ...{ requestsPerMinute: 60, jobsAtOnce: null, creditsPerDay: null, creditsPerMonth: null, models: null },
    chatImages: 'markdown',
  };

  test('are good under a name that stays, tell their limits, and no first key is made beside them', async () => {
    configuredKeys = [team];
    const keys = await open();
    expect(keys.made).toBe(null);
    expect(await keys.authenticate(team.key, FAR)).toEqual({
      ...{ apiKeyId: 'config:team a', name: 'team a', chatImages: 'markdown' },
    });
    expect(keys.limitsOf('config:team a')).toMatchObject({ requestsPerMinute: 60 });
    expect(keys.limitsOf('config')).toBe(null);
    await expect(keys.authenticate('another', FAR)).rejects.toMatchObject({ code: 'invalid_api_key' });
  });

  test('revoke the key that was made, as the one without limits does, at a start and at once', async () => {
    const running = await open();
    configuredKeys = [team];
    await expect(running.authenticate(running.made, FAR)).rejects.toMatchObject({ code: 'invalid_api_key' });
    const started = await open();
    expect(started.made).toBe(null);
    expect(await stored()).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/is revoked: \[global\] keys replaces it$/)]);
  });

  test('change at once when the configuration does', async () => {
    configuredKeys = [team];
    const keys = await open();
    configuredKeys = [{ ...team, requestsPerMinute: null }];
    expect(keys.limitsOf('config:team a')).toBe(null);
    configuredKeys = [{ ...team, enabled: false }];
    await expect(keys.authenticate(team.key, FAR)).rejects.toMatchObject({
      message: expect.stringContaining('switched off'),
    });
    configuredKeys = [];
    await expect(keys.authenticate(team.key, FAR)).rejects.toMatchObject({
      message: expect.stringContaining('not known'),
    });
  });

  test('end when their time is over', async () => {
    configuredKeys = [{ ...team, expiresAt: at + 1_000 }];
    const keys = await open();
    await keys.authenticate(team.key, FAR);
    at += 1_000;
    await expect(keys.authenticate(team.key, FAR)).rejects.toMatchObject({
      message: expect.stringContaining('expired'),
    });
  });

  test('stored keys tell their limits just so', async () => {
    const keys = await open();
    await database.commit((tx) =>
      tx
        .updateTable('ApiKey')
        .set({ jobsAtOnce: 3, models: ['veo_*'] })
        .execute(),
    );
    await keys.reload();
    expect(keys.limitsOf('key-1')).toMatchObject({ jobsAtOnce: 3, models: ['veo_*'], creditsPerDay: null });
  });
});
