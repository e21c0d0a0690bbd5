import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor, AuditRecord } from '../../schema/audit.ts';
import { type Database, openDatabase } from '../database/database.ts';
import { createSettingRows } from '../database/setting-rows.ts';
import { createVault } from '../tokens/vault.ts';
import { auditChanges, openSavedSettings } from './saved-settings.ts';
import { createSettings } from './settings.ts';

const ADA: Actor = { kind: 'admin', id: 'a1', name: 'ada' };
const BOB: Actor = { kind: 'admin', id: 'b1', name: 'bob' };
const CANARY = 'canary-0123456789-secret-wxyz';
const FACTS = { tokensWithoutLimit: { image: 6, video: 0 }, tokensWithoutProxy: 2, keptBytes: 0, operators: ['ann'] };

let folder: string;
let file: string;
let database: Database;
let clock: number;
const vault = createVault(randomBytes(32));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flow2api-saved-'));
  file = join(folder, 'setting.toml');
  await writeFile(file, '');
  database = await openDatabase(join(folder, 'flow2api.db'));
  clock = 1_800_000_000_000;
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

/** The services as the composition root makes them, on a clock and timers of the test's own. */
async function open({
  env = {},
  seals = vault,
  operators = FACTS.operators,
}: {
  env?: Record<string, string>;
  seals?: typeof vault;
  operators?: string[];
} = {}) {
  const store = createSettingRows({ database, ...seals });
  const settings = createSettings({ env, file, stored: await store.rows() });
  const taken: string[][] = [];
  const audited: AuditRecord[] = [];
  const logged: string[] = [];
  let timer: { work: () => void; at: number } | null = null;
  const note = (...words: unknown[]) => void logged.push(String(words.at(-1)));
  const saved = await openSavedSettings({
    settings,
    store,
    onTaken: (keys) => void taken.push([...keys]),
    facts: () => ({ ...FACTS, operators }),
    audit: async (record) => void audited.push(record),
    schedule(work, delayMs) {
      timer = { work, at: clock + delayMs };
      return () => {
        timer = null;
      };
    },
    now: () => clock,
    log: { info: note, warn: note, error: note },
  });
  return {
    ...{ saved, settings, taken, audited, logged },
    timerAt: () => timer?.at ?? null,
    /** Lets the time come that the timer waits for, and what it does end. */
    async ring() {
      const { work, at } = timer ?? { work: () => {}, at: clock };
      clock = at;
      work();
      await saved.reload(); // whose turn comes after it
    },
  };
}

async function events() {
  const rows = await database.read.selectFrom('Event').select('payload').orderBy('seq').execute();
  return rows.map(({ payload }) => payload);
}

async function databaseBytes(): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('flow2api.db'));
  const parts = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
  return parts.join('');
}

describe('saving', () => {
  test('all of it is in force at once, told by one event, and kept with who and what', async () => {
    const { saved, settings, taken } = await open();
    const verdict = await saved.apply({ 'generation.chat_images': 'images', 'generation.queue_depth': 7 }, 0, ADA);
    expect(verdict).toMatchObject({
      version: 1,
      changes: [
        { key: 'generation.queue_depth', from: 500, to: 7, restart: false },
        { key: 'generation.chat_images', from: 'both', to: 'images' },
      ],
    });
    expect(settings.current().generation).toMatchObject({ chatImages: 'images', queueDepth: 7 });
    expect(taken).toEqual([['generation.queue_depth', 'generation.chat_images']]);
    expect(await events()).toEqual([
      {
        type: 'settings-changed',
        version: 1,
        keys: ['generation.queue_depth', 'generation.chat_images'],
        by: 'ada',
        problem: null,
      },
    ]);
    expect(await saved.history({ limit: 10 })).toMatchObject([
      { version: 1, actorName: 'ada', key: 'generation.queue_depth', before: null, after: 7, at: clock },
      { version: 1, actorName: 'ada', key: 'generation.chat_images', before: null, after: 'images' },
    ]);
    const again = await open();
    expect(again.settings.current().generation.queueDepth).toBe(7);
    expect(again.saved.version()).toBe(1);
  });

  test('one mistake, and nothing is saved; every mistake is named', async () => {
    const { saved, settings } = await open({ env: { FLOW2API_CACHE__MAX_GB: '1' } });
    const changes = {
      'generation.queue_depth': -1,
      'generation.strategi': 'random',
      'cache.max_gb': 5,
      'admin.error_ban_threshold': 9,
    };
    expect(saved.validate(changes).problems).toMatchObject([
      { key: 'generation.strategi', problem: 'is no setting; did you mean [generation] strategy?' },
      { key: 'cache.max_gb', problem: 'is set by the environment variable FLOW2API_CACHE__MAX_GB; change it there' },
      { key: 'generation.queue_depth', problem: 'is out of range', allowed: '0 to 100000' },
    ]);
    await expect(saved.apply(changes, 0, ADA)).rejects.toMatchObject({
      code: 'invalid_value',
      param: 'generation.strategi',
      message: expect.stringContaining('FLOW2API_CACHE__MAX_GB'),
    });
    expect(settings.current().admin.errorBanThreshold).toBe(3);
    expect(await events()).toEqual([]);
    expect(await database.read.selectFrom('Setting').selectAll().execute()).toEqual([]);
  });

  test('the set is checked as a whole, across settings', async () => {
    const { saved } = await open();
    expect(saved.validate({ 'proxy.proxy_enabled': true }).problems).toMatchObject([{ key: 'proxy.proxy_url' }]);
    const both = { 'proxy.proxy_enabled': true, 'proxy.proxy_url': 'http://proxy:1' };
    expect(saved.validate(both).problems).toEqual([]);
  });

  test('validating tells effects and warnings, and changes nothing', async () => {
    const { saved, settings } = await open();
    const verdict = saved.validate({ 'generation.image_concurrency': 2, 'debug.mask_token': false, 'server.port': 1 });
    expect(verdict).toMatchObject({
      version: 0,
      problems: [],
      effects: ['Lowers the image slots of 6 tokens from 4 to 2 now. Running jobs end as they would.'],
      warnings: ['[debug] mask_token is off: the log holds secrets in full'],
    });
    expect(verdict.changes).toContainEqual({ key: 'server.port', from: 8000, to: 1, restart: true });
    expect(settings.current().generation.imageConcurrency).toBe(4);
    expect(saved.version()).toBe(0);
  });

  test('a password that is easy to guess is refused, also by going back, and one of the file keeps nothing else from being saved', async () => {
    const PASSWORD = 'four brown horses ran';
    await writeFile(file, "[global]\nadmin_password = 'a'\n");
    const { saved, settings } = await open();
    await saved.apply({ 'generation.queue_depth': 7 }, 0, ADA);
    await saved.apply({ 'global.admin_password': PASSWORD }, 1, ADA);
    const weak = { key: 'global.admin_password', given: '"****"', problem: expect.stringContaining('it needs 12') };
    for (const password of ['b', 'admin', null]) {
      expect(saved.validate({ 'global.admin_password': password }).problems).toMatchObject([weak]);
      const refused = saved.apply({ 'global.admin_password': password }, 2, ADA);
      await expect(refused).rejects.toMatchObject({ code: 'invalid_value', param: 'global.admin_password' });
    }
    await expect(saved.revert(2, 2, ADA)).rejects.toMatchObject({ param: 'global.admin_password' });
    await expect(saved.apply({ 'global.admin_username': PASSWORD }, 2, ADA)).rejects.toMatchObject({
      param: 'global.admin_username',
      message: expect.stringContaining('little more than the name'),
    });
    expect(settings.current().global).toMatchObject({ adminUsername: 'admin', adminPassword: PASSWORD });
  });

  test('the configured password is not taken away while nobody else could sign in', async () => {
    const PASSWORD = 'four brown horses ran';
    const { saved } = await open({ operators: [] });
    await saved.apply({ 'global.admin_password': PASSWORD }, 0, ADA);
    for (const attempt of [
      () => saved.apply({ 'global.admin_password': null }, 1, ADA),
      () => saved.revert(1, 1, ADA),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'invalid_value',
        param: 'global.admin_password',
        message: expect.stringContaining('Add an operator first'),
      });
    }
    const { saved: withAnn } = await open({ operators: ['ann'] });
    expect(await withAnn.apply({ 'global.admin_password': null }, 1, ADA)).toMatchObject({ version: 2 });
  });

  test('of two with the same version the second is told what there is now, also when both save in the same moment', async () => {
    const { saved, settings } = await open();
    const [first, second] = await Promise.allSettled([
      saved.apply({ 'generation.queue_depth': 7 }, 0, ADA),
      saved.apply({ 'generation.queue_depth': 8 }, 0, BOB),
    ]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({
      status: 'rejected',
      reason: { code: 'conflict', current: { version: 1, values: { 'generation.queue_depth': 7 } } },
    });
    expect(settings.current().generation.queueDepth).toBe(7);
  });

  test('a save of another process is a conflict, and holds here from then on', async () => {
    const [here, there] = [await open(), await open()];
    await there.saved.apply({ 'generation.queue_depth': 7 }, 0, BOB);
    await expect(here.saved.apply({ 'generation.queue_depth': 8 }, 0, ADA)).rejects.toMatchObject({
      code: 'conflict',
      current: { version: 1, values: { 'generation.queue_depth': 7 } },
    });
    expect(here.settings.current().generation.queueDepth).toBe(7);
  });

  test('what is saved already makes no version', async () => {
    const { saved } = await open();
    await saved.apply({ 'generation.queue_depth': 7 }, 0, ADA);
    expect((await saved.apply({ 'generation.queue_depth': 7 }, 1, ADA)).version).toBe(1);
    expect(await saved.history({ limit: 10 })).toHaveLength(1);
  });

  test('what needs a restart is shown and waits', async () => {
    const { saved, settings } = await open();
    await saved.apply({ 'server.port': 4711 }, 0, ADA);
    const shown = saved.describe().find(({ key }) => key === 'server.port');
    expect(shown).toMatchObject({ value: 4711, pending: true, restart: true });
    expect(settings.current().server.port).toBe(8000);
    expect((await open()).settings.current().server.port).toBe(4711);
  });

  test('a reset lets the file hold again, and a revert puts back what was saved', async () => {
    await writeFile(file, '[generation]\nqueue_depth = 3\n');
    const { saved, settings } = await open();
    await saved.apply({ 'generation.queue_depth': 7 }, 0, ADA);
    await saved.reset('generation.queue_depth', 1, ADA);
    expect(settings.current().generation.queueDepth).toBe(3);
    await saved.revert(2, 2, BOB);
    expect(settings.current().generation.queueDepth).toBe(7);
    await saved.revert(1, 3, BOB);
    expect(settings.current().generation.queueDepth).toBe(3);
    await expect(saved.revert(99, 4, BOB)).rejects.toMatchObject({ code: 'not_found', param: 'target' });
    expect((await saved.history({ limit: 2 })).map(({ version, actorName }) => [version, actorName])).toEqual([
      [4, 'bob'],
      [3, 'bob'],
    ]);
  });
});

describe('secrets', () => {
  const proxy = `http://me:${CANARY}@127.0.0.1:9`;

  test('are in force, and nowhere to be read: not in rows, history, events, answers or the audit', async () => {
    const { saved, settings } = await open();
    const keys = [{ name: 'team', key: `k-${CANARY}` }];
    const verdict = await saved.apply(
      { 'global.api_key': CANARY, 'proxy.proxy_url': proxy, 'global.keys': keys },
      0,
      ADA,
    );
    await saved.apply({ 'global.api_key': `${CANARY}-2` }, 1, ADA);
    expect(settings.current().global.apiKey).toBe(`${CANARY}-2`);
    expect(settings.current().proxy.proxyUrl).toBe(proxy);
    const shown = JSON.stringify([verdict, saved.describe(), await saved.history({ limit: 99 }), await events()]);
    expect(shown).toContain('****wxyz');
    expect(shown).not.toContain('0123456789');
    expect(auditChanges(verdict.changes)).toContainEqual({ field: 'global.api_key', from: '', to: 'replaced' });
    expect(await databaseBytes()).not.toContain('0123456789');
    expect((await open()).settings.current().proxy.proxyUrl).toBe(proxy);
  });

  test('a refusal does not repeat them', async () => {
    const { saved } = await open();
    const wrong = { 'global.api_key': `${CANARY} with blanks`, 'proxy.proxy_url': `ftp://me:${CANARY}@x` };
    expect(JSON.stringify(saved.validate(wrong).problems)).not.toContain('0123456789');
    await expect(saved.apply(wrong, 0, ADA)).rejects.toSatisfy((error: Error) => !error.message.includes('0123456789'));
  });

  test('sent back as they are shown they are refused, but for keys, which are known by their names', async () => {
    const { saved, settings } = await open();
    const keys = [{ name: 'team', key: `k-${CANARY}` }];
    await saved.apply({ 'proxy.proxy_url': proxy, 'global.keys': keys }, 0, ADA);
    const [shownProxy, shownKeys] = ['proxy.proxy_url', 'global.keys'].map(
      (key) => saved.describe().find((setting) => setting.key === key)?.value,
    );
    expect(saved.validate({ 'proxy.proxy_url': shownProxy }).problems).toMatchObject([
      { problem: expect.stringContaining('hidden form') },
    ]);
    await saved.apply({ 'global.keys': (shownKeys as object[]).map((key) => ({ ...key, jobs_at_once: 2 })) }, 1, ADA);
    expect(settings.current().global.keys).toMatchObject([{ key: `k-${CANARY}`, jobsAtOnce: 2 }]);
    expect(saved.validate({ 'global.keys': [{ name: 'other', key: '****wxyz' }] }).problems).toHaveLength(1);
  });

  test('rows that were stored plainly before stay readable, and are sealed by the next save', async () => {
    await database.commit((tx) =>
      tx.insertInto('Setting').values({ key: 'global.api_key', value: 'plain-before', updatedAt: 1 }).execute(),
    );
    const { saved, settings } = await open();
    expect(settings.current().global.apiKey).toBe('plain-before');
    await saved.apply({ 'global.api_key': CANARY }, 0, ADA);
    await saved.revert(1, 1, ADA);
    expect(settings.current().global.apiKey).toBe('plain-before');
    const row = await database.read.selectFrom('Setting').select('value').executeTakeFirst();
    expect(row?.value).toEqual({ sealed: expect.stringMatching(/^v1\./) });
  });

  test('history that was sealed with another key is listed, and cannot be put back', async () => {
    const first = await open();
    await first.saved.apply({ 'global.api_key': CANARY }, 0, ADA);
    await first.saved.reset('global.api_key', 1, ADA);
    const { saved } = await open({ seals: createVault(randomBytes(32)) });
    expect(await saved.history({ limit: 9 })).toMatchObject([{ readable: false }, { readable: false }]);
    await expect(saved.revert(2, 2, ADA)).rejects.toMatchObject({ code: 'invalid_value', param: 'target' });
  });
});

describe('the file', () => {
  test('an edit is in force at once, told, audited as the service, and can be undone', async () => {
    const { saved, settings, audited, taken } = await open();
    await writeFile(file, '[generation]\nqueue_depth = 9\n[global]\napi_key = "canary-0123456789-secret-wxyz"\n');
    expect(await saved.reload()).toMatchObject({ version: 1, problem: null });
    expect(settings.current().generation.queueDepth).toBe(9);
    expect(taken).toEqual([['global.api_key', 'generation.queue_depth']]);
    expect(audited).toMatchObject([
      {
        actor: { kind: 'service', name: 'settings file' },
        action: 'settings.reload',
        outcome: 'done',
        changes: [
          { field: 'global.api_key', from: '', to: 'replaced' },
          { field: 'generation.queue_depth', from: 500, to: 9 },
        ],
      },
    ]);
    expect(await databaseBytes()).not.toContain('0123456789');
    await saved.revert(1, 1, ADA);
    expect(settings.current().generation.queueDepth).toBe(500);
  });

  test('a comment changes nothing and is told to nobody', async () => {
    const { saved, audited } = await open();
    await writeFile(file, '# nothing\n');
    expect(await saved.reload()).toEqual({ version: 0, problem: null, changes: [], shadowed: [] });
    expect([audited, await events()]).toEqual([[], []]);
  });

  test('with a mistake it changes nothing, is told once, and stays told until it is mended', async () => {
    await writeFile(file, '[generation]\nqueue_depth = 9\n');
    const { saved, settings, audited, logged } = await open();
    await writeFile(file, '[generation]\nqueue_depth = "many"\nstrategy = "random"\n');
    const told = { message: expect.stringContaining('[generation] queue_depth'), at: clock };
    expect(await saved.reload()).toMatchObject({ problem: told, changes: [] });
    clock += 5_000;
    await saved.reload();
    expect(saved.problem()).toMatchObject(told);
    expect(settings.current().generation).toMatchObject({ queueDepth: 9, strategy: 'least_busy' });
    expect(await events()).toMatchObject([{ keys: [], version: 0, problem: told.message }]);
    expect(audited).toMatchObject([{ outcome: 'refused' }]);
    expect(logged).toHaveLength(1);
    await writeFile(file, '[generation]\nqueue_depth = 9\n');
    await saved.reload();
    expect(saved.problem()).toBeNull();
    expect((await events()).at(-1)).toMatchObject({ problem: null, keys: [] });
  });

  test('while it holds a mistake, operators still save, over what held before', async () => {
    await writeFile(file, '[generation]\nqueue_depth = 9\n');
    const { saved, settings } = await open();
    await writeFile(file, '[generation\n');
    await saved.reload();
    await saved.apply({ 'generation.strategy': 'random' }, 0, ADA);
    expect(settings.current().generation).toMatchObject({ queueDepth: 9, strategy: 'random' });
    expect(saved.problem()).not.toBeNull();
  });

  test('gone, it does not take back what it said', async () => {
    await writeFile(file, '[generation]\nqueue_depth = 9\n');
    const { saved, settings } = await open();
    await rm(file);
    expect((await saved.reload()).problem?.message).toContain('does not exist');
    expect(settings.current().generation.queueDepth).toBe(9);
  });

  test.each(['', ' \n\t\n', '\uFEFF'])(
    'emptied, as by a save that was cut off, it does not take back what it said: %j',
    async (text) => {
      await writeFile(file, '[server]\noperator_networks = ["10.8.0.0/24"]\n');
      const { saved, settings, audited } = await open();
      await writeFile(file, text);
      const told = { message: expect.stringMatching(/is empty.*a comment in it.*a restart/), at: clock };
      expect(await saved.reload()).toEqual({ version: 0, problem: told, changes: [], shadowed: [] });
      await saved.reload();
      expect(settings.current().server.operatorNetworks).toEqual(['10.8.0.0/24']);
      await saved.apply({ 'generation.queue_depth': 7 }, 0, ADA);
      expect(settings.current().server.operatorNetworks).toEqual(['10.8.0.0/24']);
      expect(saved.problem()).toMatchObject(told);
      expect(audited).toMatchObject([{ outcome: 'refused' }]);
    },
  );

  test('with nothing but a comment it is meant to be empty, and so it is at a start', async () => {
    await writeFile(file, '[generation]\nqueue_depth = 9\n');
    const { saved, settings } = await open();
    await writeFile(file, '');
    await saved.reload();
    expect((await open()).settings.current().generation.queueDepth).toBe(500);
    await writeFile(file, '# all defaults\n');
    expect(await saved.reload()).toMatchObject({ problem: null, changes: [{ from: 9, to: 500 }] });
    expect(settings.current().generation.queueDepth).toBe(500);
    await writeFile(file, '');
    expect((await saved.reload()).problem).toBeNull();
  });

  test('says of what it changes to no effect what wins over it, in the log once', async () => {
    await writeFile(file, '[cache]\nmax_gb = 1\n[flow]\npoll_interval = 1\n');
    const { saved, logged } = await open({ env: { FLOW2API_CACHE__MAX_GB: '5' } });
    await saved.apply({ 'generation.queue_depth': 7, 'flow.poll_interval': 2 }, 0, ADA);
    expect((await saved.reload()).shadowed).toEqual([]); // it was like that before
    await writeFile(file, '[cache]\nmax_gb = 2\n[generation]\nqueue_depth = 9\nstrategy = "random"\n');
    const depth = { key: 'generation.queue_depth', source: 'database', where: 'database, table settings' };
    const gap = { key: 'flow.poll_interval', source: 'database', where: 'database, table settings' };
    const size = { key: 'cache.max_gb', source: 'environment', where: 'FLOW2API_CACHE__MAX_GB' };
    expect(await saved.reload()).toMatchObject({
      shadowed: [gap, depth, size],
      changes: [{ key: 'generation.strategy' }],
    });
    expect((await saved.reload()).shadowed).toEqual([gap, depth, size]); // also to who asks after the watch has read it
    const told = logged.filter((line) => line.includes('to no effect'));
    expect(told).toEqual([expect.stringMatching(/\[generation\] queue_depth.*saved.*FLOW2API_CACHE__MAX_GB/)]);
    // What it says now is in force, whoever says it.
    await writeFile(file, '[cache]\nmax_gb = 5\n[generation]\nqueue_depth = 7\n[flow]\npoll_interval = 2\n');
    expect((await saved.reload()).shadowed).toEqual([]);
  });

  test('makes a save stale that has not seen it', async () => {
    const { saved } = await open();
    await writeFile(file, '[generation]\nqueue_depth = 9\n');
    await saved.reload();
    await expect(saved.apply({ 'generation.queue_depth': 7 }, 0, ADA)).rejects.toMatchObject({
      current: { version: 1, values: { 'generation.queue_depth': 9 } },
    });
  });
});

describe('debug logging', () => {
  test('ends by itself, which is told and audited', async () => {
    const { saved, settings, ring, audited } = await open();
    await saved.setDebug(15, ADA);
    expect(settings.current().debug.enabled).toBe(true);
    expect(saved.debugUntil()).toBe(clock + 15 * 60_000);
    await ring();
    expect(settings.current().debug.enabled).toBe(false);
    expect(saved.debugUntil()).toBeNull();
    expect((await events()).at(-1)).toMatchObject({ by: 'service', keys: ['debug.enabled'] });
    expect(audited).toMatchObject([{ action: 'settings.debug-ended', actor: { kind: 'service' } }]);
  });

  test('ends after a restart, too, and at once when its time has come meanwhile', async () => {
    await (await open()).saved.setDebug(15, ADA);
    const next = await open();
    expect(next.timerAt()).toBe(clock + 15 * 60_000);
    clock += 20 * 60_000;
    const late = await open();
    expect(late.settings.current().debug.enabled).toBe(true);
    expect(late.timerAt()).toBe(clock);
    await late.ring();
    expect(late.settings.current().debug.enabled).toBe(false);
  });

  test('is off at its end although the file has it on', async () => {
    await writeFile(file, '[debug]\nenabled = true\n');
    const { saved, settings, ring } = await open();
    await saved.setDebug(1, ADA);
    await ring();
    expect(settings.current().debug.enabled).toBe(false);
  });

  test('a longer time replaces the shorter one; switching it off by hand ends the waiting', async () => {
    const { saved, settings, timerAt } = await open();
    await saved.setDebug(1, ADA);
    await saved.setDebug(60, ADA);
    expect(timerAt()).toBe(clock + 3_600_000);
    await saved.apply({ 'debug.enabled': null }, saved.version(), ADA);
    expect([settings.current().debug.enabled, timerAt(), saved.debugUntil()]).toEqual([false, null, null]);
    expect((await open()).timerAt()).toBeNull();
    await saved.setDebug(5, ADA);
    await saved.setDebug(null, ADA);
    expect([settings.current().debug.enabled, timerAt()]).toEqual([false, null]);
  });

  const until = (minutes: number) => clock + minutes * 60_000;
  const told = (minutes: number) =>
    `Requests are logged with their bodies until ${new Date(until(minutes)).toISOString()}, when debug logging ends by itself.`;

  test('says until when requests are logged, also when the time is a longer one', async () => {
    const { saved } = await open();
    expect((await saved.setDebug(1, ADA)).effects).toEqual([told(1)]);
    expect((await saved.setDebug(60, ADA)).effects).toEqual([told(60)]);
    expect((await saved.setDebug(null, ADA)).effects).toEqual([]);
  });

  test('that is back because its end was undone ends again, as the effects say', async () => {
    const { saved, settings, ring, timerAt } = await open();
    await saved.setDebug(1, ADA);
    await ring();
    const undone = await saved.revert(saved.version(), saved.version(), ADA);
    expect([undone.effects, saved.debugUntil(), timerAt()]).toEqual([[told(30)], until(30), until(30)]);
    expect((await open()).timerAt()).toBe(until(30));
    await ring();
    expect(settings.current().debug.enabled).toBe(false);
    await saved.setDebug(5, ADA);
    await saved.setDebug(null, ADA);
    await saved.revert(saved.version(), saved.version(), ADA);
    expect([settings.current().debug.enabled, saved.debugUntil()]).toEqual([true, until(30)]);
  });

  test('that is saved like any setting, or comes back with a reset, has an end', async () => {
    await writeFile(file, '[debug]\nenabled = true\n');
    const { saved, settings } = await open();
    await saved.apply({ 'debug.enabled': false }, 0, ADA);
    expect((await saved.reset('debug.enabled', 1, ADA)).effects).toEqual([told(30)]);
    expect([settings.current().debug.enabled, saved.debugUntil()]).toEqual([true, until(30)]);
    await saved.apply({ 'debug.enabled': false }, 2, ADA);
    expect(saved.debugUntil()).toBeNull();
    expect(saved.validate({ 'debug.enabled': true }).effects).toEqual([told(30)]);
    await saved.apply({ 'debug.enabled': true }, 3, ADA);
    expect(saved.debugUntil()).toBe(until(30));
    clock += 1;
    await saved.apply({ 'generation.queue_depth': 7 }, 4, ADA);
    expect(saved.debugUntil()).toBe(until(30) - 1);
  });

  test('that the file switches on holds as it is written, and is warned of', async () => {
    const { saved, logged, timerAt } = await open();
    expect(saved.warnings()).toEqual([]);
    await writeFile(file, '[debug]\nenabled = true\n');
    await saved.reload();
    const warning =
      '[debug] enabled is on and has no end: requests are logged with their bodies until it is switched off';
    expect([saved.debugUntil(), timerAt(), saved.warnings()]).toEqual([null, null, [warning]]);
    expect(logged).toContain(warning);
    await saved.apply({ 'debug.enabled': true }, saved.version(), ADA);
    expect([saved.debugUntil(), saved.warnings()]).toEqual([until(30), []]);
  });

  test.each([0, 1441, Number.NaN])('%d minutes are refused', async (minutes) => {
    await expect((await open()).saved.setDebug(minutes, ADA)).rejects.toMatchObject({ param: 'minutes' });
  });

  test('is not switched against the environment', async () => {
    const { saved } = await open({ env: { FLOW2API_DEBUG__ENABLED: 'false' } });
    await expect(saved.setDebug(5, ADA)).rejects.toThrow('FLOW2API_DEBUG__ENABLED');
  });
});
