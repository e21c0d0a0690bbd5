import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SandboxProcess, startSandboxProcess } from '../../testing/sandbox-process.ts';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { chatBody } from '../chat.ts';
import { everyOperation } from './every-operation.ts';
import { type GraphqlClient, graphqlClient, signedIn } from './graphql-client.ts';

/** One for each place that a secret can be put into; none is part of another. */
const CANARY = {
  adminPassword: 'canary-of-the-operator-Aq1',
  wrongPassword: 'canary-that-was-mistyped-Bw2',
  session: 'canary-of-an-account-Ce3',
  deadSession: 'canary-of-a-dead-account-Dr4',
  proxyPassword: 'canaryOfAProxyEt5',
  apiKey: 'canary-of-all-callers-Fy6',
  plugin: 'canary-of-the-extension-Gu7',
  addedPassword: 'canary-of-another-operator-Hi8',
};

let sandbox: SandboxProcess;
let service: ServiceProcess;
let admin: GraphqlClient;
beforeAll(async () => {
  sandbox = await startSandboxProcess({ accounts: [[CANARY.session, 'a@example.com', 'PAYGATE_TIER_TWO', 100]] });
  service = await startService({
    upstream: sandbox,
    env: { FLOW2API_GLOBAL__ADMIN_PASSWORD: CANARY.adminPassword, FLOW2API_DEBUG__ENABLED: 'true' },
  });
  admin = await signedIn(service, { username: 'admin', password: CANARY.adminPassword });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

/** Sets up the second factor of an operator; gives what was told for it, which is never told again. */
async function secondFactor(): Promise<Record<string, string>> {
  const carl = { username: 'carl', password: CANARY.addedPassword };
  const add =
    'mutation ($username: String!, $password: String!, $mine: String) { addAdmin(username: $username, password: $password, currentPassword: $mine) { id } }';
  await admin.get(add, { ...carl, mine: CANARY.adminPassword });
  const client = await signedIn(service, carl);
  const begin = 'mutation ($password: String!) { beginSecondFactor(password: $password) { secret } }';
  const { secret } = (await client.get<{ beginSecondFactor: { secret: string } }>(begin, carl)).beginSecondFactor;
  const confirm = 'mutation ($code: String!) { confirmSecondFactor(code: $code) }';
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  const { confirmSecondFactor: codes } = await client.get<{ confirmSecondFactor: string[] }>(confirm, { code });
  const enter =
    'mutation ($username: String!, $password: String!, $code: String) { signIn(username: $username, password: $password, code: $code) { name } }';
  await graphqlClient(service).get(enter, { ...carl, code: codes[0] });
  return { secret, ...Object.fromEntries(codes.map((each, index) => [`recovery code ${index}`, each])) };
}

test('no secret that was put in anywhere comes out anywhere', async () => {
  /** What was answered, by who was asked. */
  const said: Record<string, string> = {};
  const ask = async (query: string, variables: object = {}, client = admin) => {
    const { data, errors } = await client.ask<Record<string, unknown>>(query, variables);
    said[`${Object.keys(said).length} ${query.slice(0, 60)}`] = JSON.stringify({ data, errors });
    return data ?? {};
  };

  const signIn = 'mutation ($password: String!) { signIn(username: "admin", password: $password) { name } }';
  await ask(signIn, { password: CANARY.wrongPassword }, graphqlClient(service));
  const told = await secondFactor();
  const add =
    'mutation ($session: String!, $input: TokenInput) { addToken(sessionToken: $session, input: $input) { id } }';
  const { addToken } = await ask(add, { session: CANARY.session });
  await ask(add, { session: CANARY.deadSession });
  const proxyUrl = `http://someone:${CANARY.proxyPassword}@127.0.0.1:9`;
  await ask(add, { session: CANARY.session, input: { proxyUrl } });
  const change = 'mutation ($id: ID!, $input: TokenInput!) { updateToken(id: $id, input: $input) { id } }';
  await ask(change, { id: (addToken as { id: string }).id, input: { proxyUrl } });
  await ask('mutation ($id: ID!) { testTokenProxy(id: $id) { __typename } }', addToken as object);
  await ask(change, { id: (addToken as { id: string }).id, input: { proxyUrl: null } });
  await ask('mutation ($url: String) { testProxy(url: $url, use: CALLS) { __typename } }', { url: proxyUrl });
  const { settingsVersion: version } = await ask('{ settingsVersion }');
  const save =
    'mutation ($changes: [SettingInput!]!, $version: Int!) { applySettings(changes: $changes, version: $version) { version problems { __typename } } }';
  await ask(save, {
    version,
    changes: [
      { key: 'proxy.media_proxy_url', value: proxyUrl },
      { key: 'global.keys', value: [{ name: 'canary', key: CANARY.apiKey }] },
    ],
  });
  await ask(save, { version, changes: [{ key: 'plugin.connection_token', value: CANARY.plugin }] });
  // Through that proxy no picture would come home.
  const { settingsVersion: later } = await ask('{ settingsVersion }');
  await ask(save, { version: later, changes: [{ key: 'proxy.media_proxy_url', value: null }] });
  await service.post('/v1/chat/completions', chatBody('gemini-2.5-flash-image', 'a fox'), {
    headers: { authorization: `Bearer ${CANARY.apiKey}` },
  });
  await service.fetch(`/v1beta/models?key=${CANARY.apiKey}`, { headers: { authorization: '' } });
  await service.fetch('/v1/models', { headers: { authorization: `Bearer ${CANARY.wrongPassword}` } });

  for (const { type, everything, name } of everyOperation()) {
    if (type === 'query' || name === 'mutation exportTokens') await ask(everything);
  }
  for (const path of ['/metrics', '/ready', '/openapi.json', '/trpc/settings.get', '/trpc/tokens.list?input={}']) {
    const response = await fetch(service.baseUrl + path, { headers: admin.headers });
    said[path] = await response.text();
  }
  expect(Object.keys(said).length).toBeGreaterThan(40);
  const texts = new Map<string, string>(Object.entries(said));
  texts.set('stdout', service.program.lines.join('\n')).set('stderr', service.program.stderr());
  for (const file of await filesUnder(service.dataDir)) texts.set(file, await readFile(file, 'latin1'));

  const leaks = Object.entries({ ...CANARY, ...told }).flatMap(([name, secret]) =>
    [...texts].filter(([, text]) => text.includes(secret)).map(([where]) => `${name} in ${where}`),
  );
  expect(leaks).toEqual([]);
}, 120_000);
