import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppRouter } from '../../control/trpc/app-router.ts';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { CONFIGURED, CONFIGURED_ENV, createOperator, type Operator, SIGN_IN, signedIn } from './operator.ts';

const ANN = { username: 'ann', password: 'four brown horses ran' };
const ADD =
  'mutation ($username: String!, $password: String!, $mine: String) { addAdmin(username: $username, password: $password, currentPassword: $mine) { id adminId } }';
const SIGN_IN_WITH = `mutation ($username: String!, $password: String!, $code: String) {
  signIn(username: $username, password: $password, code: $code) { name }
}`;
const BEGIN = 'mutation ($password: String!) { beginSecondFactor(password: $password) { secret uri } }';
const CONFIRM = 'mutation ($code: String!) { confirmSecondFactor(code: $code) }';
const RENEW = 'mutation ($password: String!) { renewRecoveryCodes(password: $password) }';
const REMOVE = `mutation ($id: ID, $password: String!) {
  removeSecondFactor(id: $id, password: $password) { username secondFactorSince }
}`;
const MAKE =
  'mutation ($s: [Scope!]!, $name: String!, $mine: String) { createAdminToken(name: $name, scopes: $s, currentPassword: $mine) { token } }';
const START = `mutation ($start: String!, $username: String!, $password: String!) {
  setUp(code: $start, username: $username, password: $password) { name }
}`;
const ADMINS = '{ admins { username secondFactorSince recoveryCodesLeft } }';
const LOG = `query ($action: String) { auditLog(last: 50, filter: { action: $action }) {
  edges { node { action outcome actorName subject detail } }
} }`;

interface Named {
  admins: { username: string; id: string }[];
}
interface Line {
  action: string;
  outcome: string;
  actorName: string;
  subject: string;
  detail: string | null;
}

/** The code of now or, later, of the steps after it: each is good once. */
const code = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });

async function added(service: ServiceProcess, by: Operator): Promise<{ ann: Operator; id: string; adminId: string }> {
  const { addAdmin } = await by.do<{ addAdmin: { id: string; adminId: string } }>(ADD, {
    ...ANN,
    mine: CONFIGURED.password,
  });
  const ann = createOperator(service);
  await ann.do(SIGN_IN, ANN);
  return { ann, ...addAdmin };
}

async function setUp(ann: Operator): Promise<{ secret: string; codes: string[] }> {
  const { beginSecondFactor } = await ann.do<{ beginSecondFactor: { secret: string } }>(BEGIN, ANN);
  const { secret } = beginSecondFactor;
  const { confirmSecondFactor } = await ann.do<{ confirmSecondFactor: string[] }>(CONFIRM, { code: code(secret) });
  return { secret, codes: confirmSecondFactor };
}

const linesOf = async (operator: Operator, action: string): Promise<Line[]> => {
  const { auditLog } = await operator.do<{ auditLog: { edges: { node: Line }[] } }>(LOG, { action });
  return auditLog.edges.map(({ node }) => node);
};

let service: ServiceProcess;
let op: Operator;
beforeAll(async () => {
  service = await startService({ env: CONFIGURED_ENV });
  op = await signedIn(service);
});
afterAll(() => service[Symbol.asyncDispose]());

test('a second factor is set up, asked for on either front, taken off, and each of it is in the audit log without a secret', async () => {
  const { ann, id, adminId } = await added(service, op);
  expect(await ann.ask(BEGIN, { password: 'wrong' })).toMatchObject({
    ...{ code: 'invalid_value', extensions: { field: 'password' } },
  });
  const { secret, codes } = await setUp(ann);
  expect((await ann.do<{ admins: object[] }>(ADMINS)).admins).toEqual([
    { username: CONFIGURED.username, secondFactorSince: null, recoveryCodesLeft: null },
    { username: 'ann', secondFactorSince: expect.any(String), recoveryCodesLeft: 10 },
  ]);

  const phone = createOperator(service);
  const asked = await phone.ask(SIGN_IN, ANN);
  expect(asked).toMatchObject({ code: 'second_factor_needed', setCookie: null, extensions: { field: 'code' } });
  expect(await phone.ask(SIGN_IN_WITH, { ...ANN, code: '12345' })).toMatchObject({ code: 'second_factor_needed' });
  expect(await phone.ask(SIGN_IN_WITH, { ...ANN, password: 'x', code: codes[0] })).toMatchObject({
    code: 'signed_out',
  });
  const next = code(secret, 1);
  await phone.do(SIGN_IN_WITH, { ...ANN, code: next });
  expect(await createOperator(service).ask(SIGN_IN_WITH, { ...ANN, code: next })).toMatchObject({
    code: 'second_factor_needed',
  });

  const trpc = createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${service.baseUrl}/trpc` })] });
  await expect(trpc.auth.signIn.mutate(ANN)).rejects.toMatchObject({
    data: { code: 'second_factor_needed', field: 'code', httpStatus: 401 },
  });
  expect(await trpc.auth.signIn.mutate({ ...ANN, code: codes[0] })).toMatchObject({ name: 'ann' });
  await expect(trpc.auth.signIn.mutate({ ...ANN, code: codes[0] })).rejects.toMatchObject({
    data: { code: 'second_factor_needed' },
  });

  // What asks for the password alone does so as before.
  const secrets = 'mutation { exportTokenSecrets(password: "four brown horses ran") { __typename } }';
  expect((await phone.ask(secrets)).code).toBe(null);
  const { renewRecoveryCodes } = await phone.do<{ renewRecoveryCodes: string[] }>(RENEW, ANN);
  expect(renewRecoveryCodes).toHaveLength(10);
  expect(await phone.ask(REMOVE, { password: 'wrong' })).toMatchObject({ extensions: { field: 'password' } });
  expect(await op.do(REMOVE, { id, password: CONFIGURED.password })).toEqual({
    removeSecondFactor: { username: 'ann', secondFactorSince: null },
  });
  await createOperator(service).do(SIGN_IN, ANN);
  expect(await ann.do('{ viewer { name } }')).toEqual({ viewer: { name: 'ann' } });

  const seen = (await linesOf(op, 'second-factor.*')).toReversed();
  expect(seen.map(({ action, outcome, actorName }) => `${actorName} ${action} ${outcome}`.toLowerCase())).toEqual([
    'ann second-factor.set-up refused',
    'ann second-factor.set-up done',
    'nobody second-factor.ask done',
    'nobody second-factor.ask done',
    'ann second-factor.recovery-code done',
    'ann second-factor.renew-recovery-codes done',
    'ann second-factor.remove refused',
    'op second-factor.remove done',
  ]);
  expect(new Set(seen.map(({ subject }) => subject))).toEqual(new Set([adminId, ANN.username]));
  const refused = (await linesOf(op, 'session.sign-in')).filter(({ outcome }) => /refused/i.test(outcome));
  expect(refused.map(({ detail }) => detail)).toEqual(
    expect.arrayContaining([expect.stringContaining('The code is not right')]),
  );

  const files = (await readdir(service.dataDir, { recursive: true, withFileTypes: true })).filter((one) =>
    one.isFile(),
  );
  const texts = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')));
  const everything = [...texts, service.program.lines.join('\n'), service.program.stderr()].join('\n');
  for (const text of [secret, next, ...codes, ...renewRecoveryCodes]) expect(everything).not.toContain(text);
});

test('no script takes it off anybody, whatever its scopes, for an open session could make one; nor has it one itself', async () => {
  const s = ['read', 'operate', 'secrets', 'admin'];
  const { createAdminToken } = await op.do<{ createAdminToken: { token: string } }>(MAKE, {
    s,
    name: 'whole',
    mine: CONFIGURED.password,
  });
  const whole = createOperator(service, createAdminToken.token);
  const { admins } = await op.do<Named>('{ admins { username id } }');
  const { id } = admins.find(({ username }) => username === 'ann') ?? {};
  const ann = createOperator(service);
  await ann.do(SIGN_IN, ANN);
  await setUp(ann);
  expect(await whole.ask(REMOVE, { id, ...CONFIGURED })).toMatchObject({ code: 'invalid_request' });
  expect(await whole.ask(BEGIN, ANN)).toMatchObject({ code: 'invalid_request' });
  expect(await op.ask(BEGIN, CONFIGURED)).toMatchObject({ code: 'invalid_request' });
  expect(await op.do(REMOVE, { id, ...CONFIGURED })).toMatchObject({ removeSecondFactor: { username: 'ann' } });
  expect(await op.ask(REMOVE, { id, ...CONFIGURED })).toMatchObject({ code: 'not_found', extensions: { field: 'id' } });
});

test('the last operator, who has lost everything, comes in by the configuration and takes it off', async () => {
  await using alone = await startService();
  await expect.poll(() => alone.program.stderr(), { timeout: 10_000 }).toContain('/start#code=');
  const [, start] = /#code=([\w-]{43})/.exec(alone.program.stderr()) ?? [];
  const ann = createOperator(alone);
  await ann.do(START, { ...ANN, start });
  await setUp(ann);
  alone.program.signal('SIGKILL');
  await alone.program.exited;
  {
    await using rescue = await startService({ env: { ...CONFIGURED_ENV, FLOW2API_DATA_DIR: alone.dataDir } });
    const operator = await signedIn(rescue);
    const { admins } = await operator.do<Named>('{ admins { username id } }');
    const { id } = admins.find(({ username }) => username === 'ann') ?? {};
    await operator.do(REMOVE, { id, password: CONFIGURED.password });
  }
  await alone.killAndRestart();
  await createOperator(alone).do(SIGN_IN, ANN);
}, 120_000);
