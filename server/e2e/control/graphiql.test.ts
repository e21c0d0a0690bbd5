import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { ADMIN_ENV, type GraphqlClient, signedIn } from './graphql-client.ts';

const PAGE = '/graphql/explorer';

let service: ServiceProcess;
let admin: GraphqlClient;
beforeAll(async () => {
  service = await startService({ env: ADMIN_ENV });
  admin = await signedIn(service);
});
afterAll(() => service[Symbol.asyncDispose]());

const get = (path: string) => fetch(service.baseUrl + path, { headers: admin.headers });

test('GraphiQL is for those who are signed in', async () => {
  const response = await fetch(service.baseUrl + PAGE);
  expect([response.status, await response.json()]).toMatchObject([
    401,
    { errors: [{ extensions: { code: 'signed_out' } }] },
  ]);
});

test('all of it comes from our own origin, with no script in the page', async () => {
  const page = await get(PAGE);
  const html = await page.text();
  expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self';/);
  const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
  const { pathname } = new URL(`${service.baseUrl}${PAGE}/start.js`);
  const start = await (await get(pathname)).text();
  addresses.push(...[...start.matchAll(/'(\/graphql\/explorer\/[^']+)'/g)].map(([, address = '']) => address));
  expect(addresses).toHaveLength(6);
  expect(html).not.toMatch(/<script>|on\w+=/);
  for (const address of addresses) {
    const part = await get(address);
    const [size, type] = [(await part.arrayBuffer()).byteLength, part.headers.get('content-type')];
    expect([part.status, type, size > 200, address]).toEqual([
      200,
      expect.stringMatching(/^text\/(css|javascript)/),
      true,
      address,
    ]);
    // Not by fetch, which asks for all of it anew once a request has conditions.
    const headers = { ...admin.headers, 'if-none-match': part.headers.get('etag') ?? '' };
    const { statusCode, body } = await request(service.baseUrl + address, { headers });
    await body.dump();
    expect(statusCode).toBe(304);
  }
  expect((await get(`${PAGE}/other.js`)).status).toBe(404);
});

test('the editor begins with a query of ours, which can be sent as it stands', async () => {
  const start = await (await get(`${PAGE}/start.js`)).text();
  const [, query = '""'] = /defaultQuery: (".*"),\n/.exec(start) ?? [];
  expect(await admin.get(JSON.parse(query) as string)).toMatchObject({ pool: { ready: true } });
});

test('a setting switches it off', async () => {
  const { settingsVersion: version } = await admin.get<{ settingsVersion: number }>('{ settingsVersion }');
  const save =
    'mutation ($changes: [SettingInput!]!, $version: Int!) { applySettings(changes: $changes, version: $version) { version } }';
  await admin.get(save, { version, changes: [{ key: 'server.graphiql', value: false }] });
  expect((await get(PAGE)).status).toBe(404);
});
