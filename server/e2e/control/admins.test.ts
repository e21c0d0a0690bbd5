import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppRouter } from '../../control/trpc/app-router.ts';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { ADMIN, ADMIN_ENV, type GraphqlClient, graphqlClient, signedIn } from './graphql-client.ts';

const BOB = { username: 'bob', password: 'four brown horses ran' };
const ADD = `mutation ($username: String!, $password: String!) {
  addAdmin(username: $username, password: $password, currentPassword: "${ADMIN.password}") { id adminId username source }
}`;
const REMOVE = 'mutation ($id: ID!) { removeAdmin(id: $id) { username sessions } }';

let service: ServiceProcess;
let admin: GraphqlClient;
beforeAll(async () => {
  service = await startService({ env: ADMIN_ENV });
  admin = await signedIn(service);
});
afterAll(() => service[Symbol.asyncDispose]());

const trpcOf = ({ headers }: GraphqlClient) =>
  createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${service.baseUrl}/trpc`, headers })] });

test('an operator is added, signs in, is listed and removed on either front, and each of it is in the audit log', async () => {
  const { addAdmin } = await admin.get<{ addAdmin: { id: string; adminId: string } }>(ADD, BOB);
  expect(addAdmin).toMatchObject({ username: 'bob', source: 'STORED' });
  const again = await admin.ask(ADD, BOB);
  expect(again.errors[0]?.extensions).toMatchObject({ code: 'conflict', field: 'username' });
  for (const username of ['BOB', 'Admin ', 'ｂｏｂ']) {
    const like = await admin.ask(ADD, { ...BOB, username });
    expect(like.errors[0]).toMatchObject({ message: expect.stringMatching(/'(bob|admin)' already/) });
  }
  const weak = await admin.ask(ADD, { username: 'carl', password: 'short' });
  expect(weak.errors[0]?.extensions).toMatchObject({ code: 'invalid_value', field: 'password' });
  const bob = await signedIn(service, BOB);
  expect(await bob.get('{ admins { username source sessions } }')).toEqual({
    admins: [
      { username: 'admin', source: 'CONFIGURED', sessions: 1 },
      { username: 'bob', source: 'STORED', sessions: 1 },
    ],
  });
  expect(await admin.get(REMOVE, { id: addAdmin.id })).toEqual({ removeAdmin: { username: 'bob', sessions: 1 } });
  expect(await bob.get('{ viewer { name } }')).toEqual({ viewer: null });
  const gone = await admin.ask(REMOVE, { id: addAdmin.id });
  expect(gone.errors[0]?.extensions).toMatchObject({ code: 'not_found', field: 'id' });

  const trpc = trpcOf(admin);
  const carl = await trpc.security.addAdmin.mutate({
    ...{ username: 'carl', password: BOB.password, currentPassword: ADMIN.password },
  });
  expect((await trpc.security.admins.query()).map(({ username }) => username)).toEqual(['admin', 'carl']);
  expect(await trpc.security.removeAdmin.mutate({ id: carl.id })).toMatchObject({ username: 'carl', sessions: 0 });
  await expect(trpc.security.removeAdmin.mutate({ id: 'config' })).rejects.toThrow(/named by the configuration/);
  const { entries } = await trpc.audit.list.query({ action: 'admin.*' });
  expect(entries.map(({ action, subject }) => [action, subject])).toEqual([
    ['admin.remove', carl.id],
    ['admin.add', carl.id],
    ['admin.remove', addAdmin.adminId],
    ['admin.add', addAdmin.adminId],
  ]);
  expect(JSON.stringify(entries)).not.toContain(BOB.password);
});

test('a token gives nobody more than it has: only one with every scope adds an operator', async () => {
  const make = `mutation ($s: [Scope!]!, $name: String!) { createAdminToken(name: $name, scopes: $s, currentPassword: "${ADMIN.password}") { token } }`;
  const clientWith = async (name: string, s: string[]) => {
    const { createAdminToken } = await admin.get<{ createAdminToken: { token: string } }>(make, { s, name });
    return graphqlClient(service, { authorization: `Bearer ${createAdminToken.token}` });
  };
  const lesser = await clientWith('lesser', ['read', 'operate', 'admin']);
  const refused = await lesser.ask(ADD, BOB);
  expect(refused.errors[0]).toMatchObject({
    message: expect.stringContaining('lacks: secrets'),
    extensions: { code: 'scope_missing' },
  });
  const whole = await clientWith('whole', ['read', 'operate', 'secrets', 'admin']);
  expect(await whole.get(ADD, BOB)).toMatchObject({ addAdmin: { username: 'bob' } });
});

test('what a token lacks it does not get by a setting that opens a door, on either front or by going back', async () => {
  const make = `mutation ($s: [Scope!]!, $name: String!) { createAdminToken(name: $name, scopes: $s, currentPassword: "${ADMIN.password}") { token } }`;
  const clientWith = async (...s: string[]) => {
    const { createAdminToken } = await admin.get<{ createAdminToken: { token: string } }>(make, { s, name: s.join() });
    return graphqlClient(service, { authorization: `Bearer ${createAdminToken.token}` });
  };
  const [lesser, telling] = [await clientWith('admin'), await clientWith('admin', 'secrets')];
  const KEY = 'key-of-a-caller-42';
  const apply = `mutation ($c: [SettingInput!]!, $v: Int!) { applySettings(changes: $c, version: $v) { version } }`;
  const validate = 'mutation ($c: [SettingInput!]!) { validateSettings(changes: $c) { version } }';
  for (const [client, key, value, lacks] of [
    [lesser, 'global.admin_username', 'mallory', 'read, operate, secrets'],
    [lesser, 'global.admin_password', BOB.password, 'read, operate, secrets'],
    [telling, 'global.admin_password', BOB.password, 'read, operate.'],
    [lesser, 'global.api_key', KEY, 'secrets'],
    [lesser, 'global.keys', [{ name: 'mine', key: KEY }], 'secrets'],
    [lesser, 'plugin.connection_token', KEY, 'secrets'],
    [lesser, 'flow.labs_base_url', 'http://127.0.0.1:9/of-a-thief', 'secrets'],
    [lesser, 'flow.api_base_url', 'http://127.0.0.1:9/of-a-thief', 'secrets'],
  ] as const) {
    const c = [
      { key: 'generation.max_attempts', value: 7 },
      { key, value },
    ];
    const refusal = {
      message: expect.stringContaining(`lacks: ${lacks}`),
      extensions: { code: 'scope_missing', field: key },
    };
    expect((await client.ask(apply, { c, v: 0 })).errors).toMatchObject([refusal]);
    expect((await client.ask(validate, { c })).errors).toMatchObject([refusal]);
    const changes = c as unknown as { key: string; value: string }[];
    const { data } = { data: { code: 'scope_missing', field: key } };
    await expect(trpcOf(client).settings.save.mutate({ changes, version: 0 })).rejects.toMatchObject({ data });
    await expect(trpcOf(client).settings.validate.mutate({ changes })).rejects.toMatchObject({ data });
  }
  expect(
    await telling.get(apply, { c: [{ key: 'global.keys', value: [{ name: 'mine', key: KEY }] }], v: 0 }),
  ).toMatchObject({
    applySettings: { version: 1 },
  });
  const revert = 'mutation { revertSettings(target: 1, version: 1) { version } }';
  expect((await lesser.ask(revert)).errors).toMatchObject([
    { extensions: { code: 'scope_missing', field: 'global.keys' } },
  ]);
  await expect(trpcOf(lesser).settings.revert.mutate({ target: 1, version: 1 })).rejects.toMatchObject({
    data: { code: 'scope_missing' },
  });
  expect(await lesser.get(apply, { c: [{ key: 'generation.max_attempts', value: 7 }], v: 1 })).toMatchObject({
    applySettings: { version: 2 },
  });
  expect(await telling.get('mutation { revertSettings(target: 1, version: 2) { version } }')).toMatchObject({
    revertSettings: { version: 3 },
  });
});

test('an open session alone makes neither an operator nor a token that outlives it with secrets', async () => {
  const add =
    'mutation ($p: String) { addAdmin(username: "eve", password: "five green boats sail", currentPassword: $p) { id } }';
  const make =
    'mutation ($s: [Scope!]!, $p: String) { createAdminToken(name: "t", scopes: $s, currentPassword: $p) { token } }';
  const asked = [
    [add, {}],
    [make, { s: ['secrets'] }],
    [make, { s: ['read', 'admin'] }],
  ] as const;
  for (const [query, variables] of asked) {
    const missing = await admin.ask(query, variables);
    expect(missing.errors[0]?.extensions).toMatchObject({ code: 'missing_parameter', field: 'currentPassword' });
    const wrong = await admin.ask(query, { ...variables, p: 'not the password' });
    expect(wrong.errors[0]?.extensions).toMatchObject({ code: 'invalid_value', field: 'currentPassword' });
  }
  expect((await admin.ask(make, { s: ['read', 'operate'] })).errors).toEqual([]);
  const log = '{ auditLog(first: 9, filter: { outcome: REFUSED }) { edges { node { action detail } } } }';
  const { auditLog } = await admin.get<{ auditLog: { edges: { node: { action: string } }[] } }>(log);
  expect(auditLog.edges.map(({ node }) => node.action).slice(0, 3)).toEqual([
    ...['admin-token.create', 'admin-token.create', 'admin.add'],
  ]);
});

const FRANK = { username: 'frank', password: 'four brown horses ran' };
const MAKE_LASTING =
  'mutation ($p: String) { createAdminToken(name: "of frank", scopes: [secrets], currentPassword: $p) { token } }';

async function addFrank(): Promise<{ id: string; frank: GraphqlClient }> {
  const { addAdmin } = await admin.get<{ addAdmin: { id: string } }>(ADD, FRANK);
  return { id: addAdmin.id, frank: await signedIn(service, FRANK) };
}

test('who is removed while the password is compared makes nothing any more', async () => {
  const { id, frank } = await addFrank();
  const asked = frank.ask(MAKE_LASTING, { p: FRANK.password });
  const [made] = await Promise.all([asked, admin.get(REMOVE, { id })]);
  expect(made.errors[0]?.extensions).toMatchObject({ code: 'signed_out' });
});

test('guesses that come too quickly are not heard, and leave no line in the audit log', async () => {
  const { id, frank } = await addFrank();
  const codes: unknown[] = [];
  for (let time = 0; time < 8; time += 1) {
    const { errors } = await frank.ask(MAKE_LASTING, { p: 'a guess' });
    codes.push(errors[0]?.extensions.code);
  }
  expect(new Set(codes)).toEqual(new Set(['invalid_value', 'sign_in_blocked']));
  const begin = 'mutation { beginSecondFactor(password: "a guess") { secret } }';
  codes.push((await frank.ask(begin)).errors[0]?.extensions.code);
  expect(codes.at(-1)).toBe('sign_in_blocked');
  const log = '{ auditLog(first: 50, filter: { outcome: REFUSED, text: "frank" }) { edges { node { action } } } }';
  const { auditLog } = await admin.get<{ auditLog: { edges: object[] } }>(log);
  expect(auditLog.edges).toHaveLength(codes.filter((code) => code === 'invalid_value').length);
  await admin.get(REMOVE, { id });
});
