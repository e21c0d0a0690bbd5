import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCOPES, type Scope } from '../../../schema/scopes.ts';
import { appRouter } from '../../control/trpc/app-router.ts';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { everyOperation, type Operation } from './every-operation.ts';
import { ADMIN, ADMIN_ENV, type GraphqlClient, graphqlClient, signedIn } from './graphql-client.ts';

const MAKE = `mutation ($name: String!, $scopes: [Scope!]!) {
  createAdminToken(name: $name, scopes: $scopes, currentPassword: "${ADMIN.password}") { token }
}`;

let service: ServiceProcess;
let nobody: GraphqlClient;
/** By the one scope that each lacks. */
const lacking = new Map<Scope, GraphqlClient>();
beforeAll(async () => {
  service = await startService({ env: ADMIN_ENV });
  nobody = graphqlClient(service);
  const admin = await signedIn(service);
  for (const scope of SCOPES) {
    const scopes = SCOPES.filter((other) => other !== scope);
    const { createAdminToken } = await admin.get<{ createAdminToken: { token: string } }>(MAKE, {
      name: scope,
      scopes,
    });
    lacking.set(scope, graphqlClient(service, { authorization: `Bearer ${createAdminToken.token}` }));
  }
});
afterAll(() => service[Symbol.asyncDispose]());

const guarded = everyOperation().filter(({ scope }) => scope !== 'anyone');

interface Refused {
  message: string;
  extensions: { code: string };
}

/** The refusal; a subscription is refused in the stream that it opens. */
async function refusal({ headers }: GraphqlClient, { query, type }: Operation): Promise<Refused | undefined> {
  const isStream = type === 'subscription';
  const response = await fetch(`${service.baseUrl}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: isStream ? 'text/event-stream' : 'application/json',
      ...headers,
    },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  const json = isStream ? /^data: (\{.*\})$/m.exec(text)?.[1] : text;
  const { errors } = JSON.parse(json ?? text) as { errors?: Refused[] };
  return errors?.[0];
}

describe('GraphQL', () => {
  test('what anybody may do is what signing in takes, and nothing else', () => {
    const open = everyOperation().filter(({ scope }) => scope === 'anyone');
    expect(open.map(({ name }) => name).sort()).toEqual([
      ...['mutation setUp', 'mutation signIn', 'mutation signOut'],
      ...['query setUpState', 'query viewer'],
    ]);
  });

  test.each(guarded)('$name is refused to nobody in particular', async (operation) => {
    expect((await refusal(nobody, operation))?.extensions.code).toBe('signed_out');
  });

  test.each(guarded)('$name is refused to a token without the scope $scope', async (operation) => {
    const client = lacking.get(operation.scope as Scope);
    if (client === undefined) throw new Error(`${operation.name} names no known scope: ${operation.scope}`);
    expect(await refusal(client, operation)).toMatchObject({
      message: expect.stringContaining(`needs the scope '${operation.scope}'`),
      extensions: { code: 'scope_missing' },
    });
  });

  test.each(['POST', 'OPTIONS'])(
    'no page of elsewhere may read an answer to %s, whoever is signed in',
    async (method) => {
      const answer = await fetch(`${service.baseUrl}/graphql`, {
        method,
        headers: {
          'content-type': 'application/json',
          origin: 'http://localhost:3000',
          'access-control-request-method': 'POST',
        },
        ...(method === 'POST' && { body: '{"query":"{ viewer { name } }"}' }),
      });
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    },
  );

  test('the schema is told to those who are signed in alone', async () => {
    const query = '{ __schema { queryType { name } } }';
    expect((await nobody.ask(query)).data).toBe(null);
    expect(await lacking.get('admin')?.get(query)).toEqual({ __schema: { queryType: { name: 'Query' } } });
  });
});

interface Procedure {
  _def: { type: 'query' | 'mutation' | 'subscription'; meta?: { scope?: Scope } };
}

describe('tRPC', () => {
  const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>).map(
    ([path, { _def }]) => ({ path, type: _def.type, scope: _def.meta?.scope }),
  );
  const closed = procedures.filter(({ scope }) => scope !== undefined);

  async function statusOf({ path, type }: (typeof procedures)[number], { headers }: GraphqlClient): Promise<unknown> {
    const response = await fetch(`${service.baseUrl}/trpc/${path}`, {
      method: type === 'mutation' ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', ...headers },
      ...(type === 'mutation' ? { body: '{}' } : {}),
    });
    const text = await response.text();
    return type === 'subscription' ? (/"code":"(signed_out|scope_missing)"/.exec(text)?.[1] ?? text) : response.status;
  }

  test('what anybody may do is what signing in takes, and nothing else', () => {
    const open = procedures.filter(({ scope }) => scope === undefined).map(({ path }) => path);
    expect(open.sort()).toEqual(['auth.setUp', 'auth.setUpState', 'auth.signIn', 'auth.signOut', 'viewer']);
  });

  test.each(closed)('$path is refused to nobody in particular', async (procedure) => {
    expect(await statusOf(procedure, nobody)).toBe(procedure.type === 'subscription' ? 'signed_out' : 401);
  });

  test.each(closed)('$path is refused to a token without the scope $scope', async (procedure) => {
    const client = lacking.get(procedure.scope as Scope) as GraphqlClient;
    expect(await statusOf(procedure, client)).toBe(procedure.type === 'subscription' ? 'scope_missing' : 403);
  });
});
