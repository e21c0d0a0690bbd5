import type { ServiceProcess } from '../../testing/service-process.ts';

/** The operator whom the configuration of a test names: give these to `startService` as its `env`. */
export const ADMIN = { username: 'admin', password: 'a-long-password-of-the-test' } as const;
export const ADMIN_ENV = { FLOW2API_GLOBAL__ADMIN_PASSWORD: ADMIN.password };

export interface GraphqlAnswer<Data> {
  status: number;
  data: Data | null;
  errors: readonly {
    message: string;
    path?: readonly (string | number)[];
    extensions: { code: string; [name: string]: unknown };
  }[];
  headers: Headers;
}

/** Somebody at `/graphql`: signed in with a cookie, with an admin token, or nobody. */
export interface GraphqlClient {
  /** Headers by which it is known. */
  readonly headers: Record<string, string>;
  /** What came back, whatever it is. */
  ask<Data = Record<string, unknown>>(query: string, variables?: object): Promise<GraphqlAnswer<Data>>;
  /** The data. @throws Error with what was refused */
  get<Data = Record<string, unknown>>(query: string, variables?: object): Promise<Data>;
}

/** `service` may be restarted meanwhile. */
export function graphqlClient(
  service: Pick<ServiceProcess, 'baseUrl'>,
  headers: Record<string, string> = {},
): GraphqlClient {
  async function ask<Data>(query: string, variables: object = {}): Promise<GraphqlAnswer<Data>> {
    const response = await fetch(`${service.baseUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const { data = null, errors = [] } = (await response.json()) as Partial<GraphqlAnswer<Data>>;
    return { status: response.status, data, errors, headers: response.headers };
  }
  return {
    headers,
    ask,
    async get<Data>(query: string, variables: object = {}): Promise<Data> {
      const { data, errors, status } = await ask<Data>(query, variables);
      if (errors.length > 0 || data === null) throw new Error(`GraphQL answered ${status}: ${JSON.stringify(errors)}`);
      return data;
    },
  };
}

/** Signs the configured operator in; the client sends the session's cookie from then on. */
export async function signedIn(
  service: Pick<ServiceProcess, 'baseUrl'>,
  { username, password } = ADMIN as { username: string; password: string },
): Promise<GraphqlClient> {
  const query =
    'mutation ($username: String!, $password: String!) { signIn(username: $username, password: $password) { name } }';
  const { errors, headers } = await graphqlClient(service).ask(query, { username, password });
  if (errors.length > 0) throw new Error(`Signing in was refused: ${JSON.stringify(errors)}`);
  const cookie = headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  return graphqlClient(service, { cookie });
}
