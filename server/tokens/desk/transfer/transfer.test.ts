import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { startDesk } from '../../testing/desk-rig.ts';
import { PREDECESSOR_SECRETS, predecessorDatabase, startPredecessor, withLog } from '../../testing/predecessor.ts';
import { account, cookieFor } from '../../testing/rig.ts';
import type { ImportReport } from './import.ts';

const bytes = (content: unknown) =>
  Buffer.from(typeof content === 'string' ? content : JSON.stringify(content), 'utf8');

/** Line, outcome and address of each row. */
const outcomes = ({ rows }: ImportReport) => rows.map(({ line, outcome, email }) => [line, outcome, email]);
const detailsOf = ({ rows }: ImportReport) => rows.map(({ detail }) => detail);

test('a database of the predecessor is looked at first, and then taken in; what fails is listed, the rest goes in', async () => {
  await using at = await startDesk(['ada', 'bob', 'cyd', 'dan', 'eve'].map((name) => account(name)));
  const { rig, desk } = at;
  const known = await desk.add({ sessionToken: cookieFor('dan'), remark: 'ours' });
  const database = predecessorDatabase([
    { st: cookieFor('ada'), email: 'ada@example.com', remark: 'lab', image_concurrency: 2, video_concurrency: -1 },
    { st: cookieFor('bob'), email: 'bob@example.com', is_active: 0, video_enabled: 0 },
    { st: cookieFor('cyd'), email: 'cyd@example.com', is_active: 0, ban_reason: '429_rate_limit' },
    { st: cookieFor('dan'), email: 'dan@example.com', remark: 'theirs', image_concurrency: 0 },
    { st: cookieFor('eve'), email: 'somebody-else@example.com' },
    { st: 'invented-and-long-dead', email: 'old@example.com' },
    { st: 'with;a semicolon', email: 'odd@example.com' },
    { st: 'another-dead-one', email: 'proxy@example.com', proxy_url: 'carrier-pigeon://loft' },
  ]);
  const dry = await desk.import(database, true);
  expect([dry.format, dry.dryRun]).toEqual(['database', true]);
  const expected = [
    [1, 'added', 'ada@example.com'],
    [2, 'added', 'bob@example.com'],
    [3, 'added', 'cyd@example.com'],
    [4, 'updated', 'dan@example.com'],
    ...['somebody-else', 'old', 'odd', 'proxy'].map((name, index) => [5 + index, 'invalid', `${name}@example.com`]),
  ];
  expect(outcomes(dry)).toEqual(expected);
  expect(detailsOf(dry).slice(3)).toEqual([
    'remark, imageConcurrency, videoConcurrency',
    'Its session token belongs to eve@example.com, not to somebody-else@example.com.',
    expect.stringContaining('opens no account'),
    'This cannot be a session token: it holds characters that no cookie has.',
    expect.stringContaining('The proxy address is not usable'),
  ]);
  expect([...rig.tokens.roster.all()].map(({ email, remark }) => [email, remark])).toEqual([
    ['dan@example.com', 'ours'],
  ]);

  const done = await desk.import(withLog(database), false);
  expect(outcomes(done)).toEqual(expected);
  const rows = await rig.database.read.selectFrom('Token').selectAll().orderBy('email').execute();
  expect(rows.map((row) => [row.email, row.enabled, row.remark, row.imageConcurrency, row.videoEnabled])).toEqual([
    ['ada@example.com', true, 'lab', 2, true],
    ['bob@example.com', false, null, -1, false],
    ['cyd@example.com', true, null, -1, true],
    ['dan@example.com', true, 'theirs', 0, true],
  ]);
  expect(rows.find(({ id }) => id === known.id)?.email).toBe('dan@example.com');
  expect(rows[0]?.credits).toBe(1000); // of the upstream, not of the file
  const onDisk = await rig.bytesOnDisk();
  for (const secret of Object.values(PREDECESSOR_SECRETS)) expect(onDisk).not.toContain(secret);

  const again = await desk.import(database, false);
  expect(
    outcomes(again)
      .slice(0, 4)
      .map(([, outcome]) => outcome),
  ).toEqual(Array(4).fill('already-here'));
});

test('of a database that keeps its last writes in a file beside it, the report says that accounts may be missing', async () => {
  await using at = await startDesk([account('ada'), account('bob')]);
  const stored = (name: string) => ({ st: cookieFor(name), email: `${name}@example.com` });
  const folder = await mkdtemp(join(tmpdir(), 'flow2api-predecessor-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const running = startPredecessor(join(folder, 'flow.db'));
  const unwritten = await at.desk.import(running.file(), true).catch((error: Error) => error.message);
  expect(unwritten).toMatch(/no table `tokens`.*`-wal`.*take it again/);
  running.checkpoint();
  running.add(stored('ada'));
  running.checkpoint();
  running.add(stored('bob'));
  for (const dryRun of [true, false]) {
    const { rows, notes } = await at.desk.import(running.file(), dryRun);
    expect(rows).toMatchObject([{ email: 'ada@example.com' }]);
    expect(notes).toEqual([expect.stringMatching(/`-wal`.*accounts may be missing.*take it again/)]);
  }
  running.stop();
  expect((await at.desk.import(running.file(), true)).rows).toHaveLength(2);
  expect((await at.desk.import(predecessorDatabase([]), true)).notes).toEqual([]);
  expect((await at.desk.import(bytes([]), true)).notes).toEqual([]);
});

test('nothing but a sound database with a real table of accounts is read, and no copy of it stays anywhere', async () => {
  await using at = await startDesk();
  const { desk } = at;
  const refused = (content: Buffer) =>
    desk.import(content, true).then(
      () => 'taken',
      (error: Error) => error.message,
    );
  const sound = predecessorDatabase([{ st: cookieFor('ada'), email: 'ada@example.com' }]);
  const view = 'drop table tokens; create view tokens as select 1 as st, 2 as email';
  expect(await refused(predecessorDatabase([], view))).toContain('no table `tokens`');
  expect(await refused(predecessorDatabase([], 'drop table tokens'))).toContain('no table `tokens`');
  expect(await refused(predecessorDatabase([], 'drop table tokens; create table tokens (colour text)'))).toContain(
    'no column that is known',
  );
  const torn = Buffer.concat([sound.subarray(0, 100), Buffer.alloc(sound.length - 100, 7)]);
  expect(await refused(torn)).toContain('no sound SQLite database');
  expect(await refused(sound.subarray(0, 40))).toContain('no sound SQLite database');
  const endless = `drop table tokens; create virtual table tokens using fts5(st, email)`;
  expect(await refused(predecessorDatabase([], endless))).toContain('no table `tokens`');
  expect(outcomes(await desk.import(sound, true))).toEqual([[1, 'added', 'ada@example.com']]);
  expect((await readdir(tmpdir())).filter((name) => /\.(db|sqlite)/.test(name))).toEqual([]);
});

test('the JSON of the predecessor is taken in, as a list and as the body of its import', async () => {
  await using at = await startDesk([account('ada'), account('bob')]);
  const { desk } = at;
  const list = [
    { st: cookieFor('ada'), at: 'ya29.x', email: 'ada@example.com', is_active: true, image_concurrency: 3 },
    'what is this',
    { email: 'bob@example.com', access_token: 'ya29.y' },
    { session_token: cookieFor('bob'), email: 'bob@example.com', is_active: 'perhaps' },
    {
      ...{ session_token: cookieFor('bob'), email: 'BOB@example.com', is_active: false, video_enabled: false },
      ...{ login_password: 'never looked at', proxy_url: 'st5 127.0.0.1:9:user:hunter2' },
    },
    { st: cookieFor('ada'), email: 'ada@example.com' },
  ];
  const dry = await desk.import(bytes({ tokens: list.slice(0, 4) }), true);
  expect(outcomes(dry)).toEqual([
    [1, 'added', 'ada@example.com'],
    [2, 'invalid', null],
    [3, 'invalid', 'bob@example.com'],
    [4, 'invalid', 'bob@example.com'],
  ]);
  expect(detailsOf(dry).slice(1)).toEqual([
    'It is no object.',
    'It has no session token, and no such account is here.',
    'enabled must be true or false.',
  ]);
  const done = await desk.import(bytes(list), false);
  expect(done.format).toBe('json');
  expect(outcomes(done).map(([, outcome]) => outcome)).toEqual([
    ...['added', 'invalid', 'invalid', 'invalid', 'invalid', 'invalid'],
  ]);
  // Nobody listens there, but the spelling of the proxy was understood.
  expect(detailsOf(done).slice(4)).toEqual([
    expect.stringMatching(/could not be tried.*socks5:\/\/127\.0\.0\.1:9/),
    'It is the same account as in line 1.',
  ]);
  expect(JSON.stringify(done)).not.toContain('hunter2');
});

test('a file that is packed, or a text in another encoding, is refused once as what it is', async () => {
  await using at = await startDesk([account('ada')]);
  const text = `email,st\n${`ada@example.com,${cookieFor('ada')}\n`.repeat(3)}`;
  const utf16 = Buffer.from(text, 'utf16le');
  const zipped = Buffer.concat([Buffer.from('PK\x03\x04\x14\0'), Buffer.from(text)]);
  const refusals: readonly [Buffer, RegExp][] = [
    [Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), /in UTF-16\. Save it in UTF-8/],
    [Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]).swap16(), /in UTF-16\. Save it in UTF-8/],
    [utf16, /no text in UTF-8/],
    [Buffer.from(`remark\nm\xfcller, ${text}`, 'latin1'), /no text in UTF-8/],
    [Buffer.from('b1b8d7a2\n', 'hex'), /no text in UTF-8/], // two words of Chinese in GBK
    [gzipSync(text), /packed.*Unpack it/],
    [zipped, /packed.*Unpack it/],
    [Buffer.from(gzipSync(text).toString('utf8')), /no text in UTF-8.*unpack it/],
  ];
  for (const [content, message] of refusals) {
    const refused = at.desk.import(content, true);
    await expect(refused).rejects.toMatchObject({ code: 'invalid_value', param: 'content' });
    await expect(refused).rejects.toThrow(message);
  }
  expect(outcomes(await at.desk.import(bytes(`BZh-${cookieFor('ada')}`), true))).toEqual([[1, 'invalid', null]]);
});

test('one session token on each line is taken in, with the lines that are none', async () => {
  await using at = await startDesk([account('ada'), account('bob')]);
  const { desk } = at;
  await desk.add({ sessionToken: cookieFor('bob'), name: 'lab-03' });
  const text = `# from the lab\r\n\r\n${cookieFor('ada')}\n__Secure-next-auth.session-token=${cookieFor('bob')}; Path=/\n${cookieFor('ada')}\nhello world\ninvented-dead`;
  const done = await desk.import(bytes(text), false);
  expect(done.format).toBe('lines');
  expect(outcomes(done)).toEqual([
    [3, 'added', 'ada@example.com'],
    [4, 'already-here', 'bob@example.com'],
    [5, 'invalid', null],
    [6, 'invalid', null],
    [7, 'invalid', null],
  ]);
  expect(detailsOf(done)[2]).toBe('It is the same account as in line 3.');
  expect(done.rows[1]?.name).toBe('lab-03');
});

test('the account of the sandbox is in no export, whatever is asked for', async () => {
  await using at = await startDesk([account('ada'), account('bob')]);
  await at.rig.add('ada');
  await at.rig.add('bob', { upstream: 'sandbox' });
  for (const withSecrets of [false, true]) {
    const emails = at.desk.export({ upstream: undefined }, withSecrets).tokens.map(({ email }) => email);
    expect(emails).toEqual(['ada@example.com']);
    expect(at.desk.export({ upstream: 'sandbox' }, withSecrets).tokens).toEqual([]);
  }
});

test('a row is a double of what went in, and not of a row that could not be taken', async () => {
  await using at = await startDesk([account('ada'), account('bob')]);
  const rows = bytes([
    { st: 'invented-and-long-dead', email: 'ada@example.com' },
    { st: cookieFor('ada'), email: 'Ada@example.com' },
    { st: cookieFor('bob'), email: 'wrong@example.com' },
    { st: cookieFor('bob'), email: 'bob@example.com' },
    { st: cookieFor('ada'), email: 'ada@example.com' },
  ]);
  const expected = [
    [1, 'invalid', 'ada@example.com'],
    [2, 'added', 'ada@example.com'],
    [3, 'invalid', 'wrong@example.com'],
    [4, 'added', 'bob@example.com'],
    [5, 'invalid', 'ada@example.com'],
  ];
  for (const dryRun of [true, false]) {
    const report = await at.desk.import(rows, dryRun);
    expect(outcomes(report)).toEqual(expected);
    expect(detailsOf(report)[4]).toBe('It is the same account as in line 2.');
  }
});

test('CSV is taken in with quotation marks, semicolons and the lines that rows begin in', async () => {
  await using at = await startDesk([account('ada'), account('bob')]);
  const { rig, desk } = at;
  const csv = `email;session_token;remark;image_enabled;colour\r\nada@example.com;${cookieFor('ada')};"lab; ""north""\nshelf 2";no;red\r\n\r\n;${cookieFor('bob')};;;\r\n`;
  const done = await desk.import(bytes(`\uFEFF${csv}`), false);
  expect(done.format).toBe('csv');
  expect(outcomes(done)).toEqual([
    [2, 'added', 'ada@example.com'],
    [5, 'added', 'bob@example.com'],
  ]);
  const [ada, bob] = await rig.database.read.selectFrom('Token').selectAll().orderBy('email').execute();
  expect(ada).toMatchObject({ remark: 'lab; "north"\nshelf 2', imageEnabled: false });
  expect(bob).toMatchObject({ remark: null, imageEnabled: true });
  await expect(desk.import(bytes('email,st\n"open'), true)).rejects.toMatchObject({ code: 'invalid_value' });
  await expect(desk.import(bytes('{"tokens": 3}'), true)).rejects.toMatchObject({ param: 'content' });
  const broken = desk.import(bytes(`{"tokens": [${cookieFor('ada')}]}`), true);
  await expect(broken).rejects.toThrow(expect.not.stringContaining(cookieFor('ada')));
});

test('an export with secrets taken in elsewhere gives the same accounts; without secrets it holds none', async () => {
  await using at = await startDesk([account('ada'), account('bob')]);
  const { rig, desk } = at;
  const proxyUrl = 'direct';
  await desk.add({ sessionToken: cookieFor('ada'), remark: 'lab', imageConcurrency: 0, proxyUrl, enabled: false });
  const bob = await desk.add({ sessionToken: cookieFor('bob'), name: 'Robert', videoEnabled: false });
  const plain = desk.export({}, false);
  expect(JSON.stringify(plain)).not.toContain('invented-');
  expect(plain.tokens.map(({ email, state }) => [email, state])).toEqual([
    ['ada@example.com', 'off'],
    ['bob@example.com', 'serving'],
  ]);
  const full = desk.export({}, true);
  const before = full.tokens;
  for (const { id } of [...rig.tokens.roster.all()]) await desk.remove(id, false);
  expect(outcomes(await desk.import(bytes(full), false)).map(([, outcome]) => outcome)).toEqual(['added', 'added']);
  const created = { createdAt: expect.any(String) };
  expect(desk.export({}, true).tokens).toEqual(before.map((token) => ({ ...token, ...created })));

  // Without secrets it sets what is here already.
  await desk.update(rig.tokens.roster.findByEmail('flow', bob.email)?.id ?? 0, { name: 'Rob', imageConcurrency: 5 });
  const set = await desk.import(bytes(plain), false);
  expect(set.rows).toMatchObject([
    { outcome: 'already-here' },
    { outcome: 'updated', detail: 'name, imageConcurrency' },
  ]);
  expect(rig.tokens.roster.findByEmail('flow', bob.email)).toMatchObject({ name: 'Robert', imageConcurrency: null });
});

test('a known account gets its new session token by an import, and is not switched on by it', async () => {
  await using at = await startDesk([
    account('ada'),
    { ...account('ada'), email: 'Ada@Example.com', sessionToken: cookieFor('ada-2') },
  ]);
  const { rig, desk } = at;
  const { id } = await desk.add({ sessionToken: cookieFor('ada'), enabled: false, remark: 'mine' });
  const dry = await desk.import(bytes(cookieFor('ada-2')), true);
  expect(dry.rows).toMatchObject([{ outcome: 'updated', tokenId: id, detail: 'session token' }]);
  expect((await desk.import(bytes(cookieFor('ada-2')), false)).rows).toMatchObject(dry.rows);
  const row = await rig.row(id);
  expect(rig.tokens.roster.sessionTokenOf(row)).toBe(cookieFor('ada-2'));
  expect(row).toMatchObject({ enabled: false, remark: 'mine' });
});

test('a row that names another account than its session token changes neither of them', async () => {
  await using at = await startDesk([account('ada')]);
  const { rig, desk } = at;
  const { id } = await desk.add({ sessionToken: cookieFor('ada'), remark: 'mine' });
  const before = await rig.row(id);
  const csv = `email,session_token,image_concurrency,remark\nsomeone@else.example,${cookieFor('ada')},9,hijack`;
  for (const dryRun of [true, false]) {
    const { rows } = await desk.import(bytes(csv), dryRun);
    const detail = 'Its session token belongs to ada@example.com, not to someone@else.example.';
    const row = { line: 2, email: 'someone@else.example', outcome: 'invalid', tokenId: null, detail, name: null };
    expect(rows).toEqual([row]);
  }
  expect(await rig.row(id)).toEqual(before);
});
