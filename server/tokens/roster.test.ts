import { expect, test } from 'vitest';
import { account, cookieFor, startRig } from './testing/rig.ts';

test('no session token, access token or proxy password is readable in the database files', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  const { roster, access } = rig.tokens;
  await access.withAccess(token.id, async () => {});
  await roster.update(token.id, { proxyUrl: roster.seal('http://user:hunter2@proxy.example:8080') }, 'proxy set');
  const secrets = [cookieFor('ada'), roster.accessTokenOf(token) as string, 'hunter2'];
  expect(secrets.map((secret) => secret.length > 6)).toEqual([true, true, true]);

  const bytes = await rig.bytesOnDisk();
  expect(bytes).toContain('ada@example.com'); // what is not secret can be found, so the search works
  for (const secret of secrets) expect(bytes).not.toContain(secret);
  await rig.restart();
  for (const secret of secrets) expect(await rig.bytesOnDisk()).not.toContain(secret);
  const row = await rig.row(token.id);
  expect([rig.tokens.roster.sessionTokenOf(row), rig.tokens.roster.accessTokenOf(row)]).toEqual(secrets.slice(0, 2));
  expect(rig.tokens.roster.proxyOf(row)).toBe('http://user:hunter2@proxy.example:8080');
});

test('the same session token, and the same address in another case, is the same account', async () => {
  await using rig = await startRig([
    account('ada'),
    { ...account('ada'), email: 'Ada@Example.com', sessionToken: cookieFor('ada-2') },
  ]);
  const first = await rig.add('ada');
  expect(first.action).toBe('added');
  expect((await rig.add('ada')).action).toBe('updated');
  const other = await rig.add('ada-2');
  expect(other).toMatchObject({ action: 'updated', token: { id: first.token.id, email: 'Ada@Example.com' } });
  expect([...rig.tokens.roster.all()]).toHaveLength(1);
  expect(rig.tokens.roster.findByEmail('flow', 'ADA@EXAMPLE.COM')?.id).toBe(first.token.id);
});

test('a new account that comes twice in the same moment is added once', async () => {
  await using rig = await startRig();
  const both = await Promise.all([rig.add('ada'), rig.add('ada')]);
  expect(both.map(({ action }) => action).sort()).toEqual(['added', 'updated']);
  expect(await rig.database.read.selectFrom('Token').selectAll().execute()).toHaveLength(1);
});

test('a session token that comes to name another account of the pool leaves the first one signed out', async () => {
  await using rig = await startRig([account('ada'), account('bob')]);
  const ada = await rig.add('ada');
  const bob = await rig.add('bob');
  // Bob's row is now stored under the cookie that, upstream, is Ada's.
  const { roster } = rig.tokens;
  await roster.update(ada.token.id, roster.sealSession('flow', 'invented-elsewhere'), 'moved');
  await roster.update(bob.token.id, roster.sealSession('flow', cookieFor('ada')), 'moved');
  expect(await rig.add('ada')).toMatchObject({ action: 'updated', token: { id: ada.token.id } });
  await rig.restart();
  expect(rig.tokens.roster.get(bob.token.id)).toMatchObject({ status: 'expired' });
  expect(rig.tokens.roster.findBySessionToken('flow', cookieFor('ada'))?.id).toBe(ada.token.id);
});

test('a token whose credits cannot be read is added all the same, and they are read later', async () => {
  await using rig = await startRig();
  await rig.fault({ endpoint: 'credits', times: 2, effect: { kind: 'html', status: 502 } });
  const { token } = await rig.add('ada');
  expect(token).toMatchObject({ credits: 0, tier: 'PAYGATE_TIER_NOT_PAID', status: 'active' });
  const credits = () => rig.tokens.roster.get(token.id)?.credits;
  rig.clock.advance(5_000);
  await expect.poll(() => rig.logged.filter(({ message }) => message.includes('could not be read')).length).toBe(2);
  expect(credits()).toBe(0);
  rig.clock.advance(30_000);
  await expect.poll(credits).toBe(1000);
});

test('small changes are stored together after a moment, or when the service stops; a change is told in the same commit', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  const { access } = rig.tokens;
  for (let credits = 990; credits > 900; credits -= 10) access.creditsSeen(token.id, credits);
  expect(rig.tokens.roster.get(token.id)?.credits).toBe(910);
  expect((await rig.row(token.id)).credits).toBe(1000);
  rig.clock.advance(2_000);
  await expect.poll(async () => (await rig.row(token.id)).credits).toBe(910);
  expect(await rig.told()).toEqual(['added', 'balance changed']);

  access.creditsSeen(token.id, 900);
  await rig.restart();
  expect((await rig.row(token.id)).credits).toBe(900);
});

test('after a restart the accounts never used come first, then the one unused for longest', async () => {
  await using rig = await startRig(['ada', 'bob', 'eve'].map((name) => account(name)));
  const ids = [];
  for (const name of ['ada', 'bob', 'eve']) ids.push((await rig.add(name)).token.id);
  const [ada, bob, eve] = ids as [number, number, number];
  rig.tokens.roster.used(ada, 200);
  rig.tokens.roster.used(bob, 100);
  await rig.restart();
  expect([...rig.tokens.roster.all()].map(({ id }) => id)).toEqual([eve, bob, ada]);
});

test('a change that could not be stored is kept and stored with the next ones', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  const { roster } = rig.tokens;
  const refuse = 'create trigger refuse before update on tokens begin select raise(abort, "disk trouble"); end';
  const sql = (text: string) => rig.database.commit((tx) => tx.executeQuery({ sql: text, parameters: [] } as never));
  await sql(refuse.replaceAll('"', "'"));
  await expect(roster.update(token.id, { remark: 'kept' }, 'remark set')).rejects.toThrow(/disk trouble/);
  expect(roster.get(token.id)?.remark).toBe('kept');
  await sql('drop trigger refuse');
  rig.clock.advance(2_000);
  await expect.poll(async () => (await rig.row(token.id)).remark).toBe('kept');
  expect(await rig.told()).toEqual(['added', 'remark set']);
});

test('with another secret key an account is out of the pool and the log says why; with the former one it is what it was', async () => {
  await using rig = await startRig();
  const { token } = await rig.add('ada');
  const former = Buffer.from(rig.key);
  rig.key.fill(1);
  await rig.restart();
  expect(rig.logged.at(-1)).toMatchObject({
    level: 'error',
    message: expect.stringContaining('FLOW2API_SECRET_KEY has changed'),
  });
  expect(rig.tokens.pool.readiness()).toEqual({ ready: false, reasons: ['1 account: signed out'] });
  const use = () => rig.tokens.access.withAccess(token.id, async ({ accessToken }) => accessToken.slice(0, 5));
  await expect(use()).rejects.toMatchObject({ code: 'token_expired' });

  former.copy(rig.key);
  await rig.restart();
  expect(await use()).toBe('ya29.');

  rig.key.fill(2);
  await rig.restart();
  expect(await rig.add('ada')).toMatchObject({ action: 'updated', revived: true });
  await rig.restart();
  expect(await use()).toBe('ya29.');
});
