import type { ServiceProcess } from '../../testing/service-process.ts';

/** What a front answered: data, or the failures with their codes. */
export interface GraphqlAnswer {
  status: number;
  data: Record<string, unknown> | null;
  code: string | null;
  message: string | null;
  extensions: Record<string, unknown>;
  setCookie: string | null;
}

/** A browser, or a script with a token, that speaks GraphQL. It keeps the cookie that it is given. */
export interface Operator {
  cookie: string | null;
  ask(query: string, variables?: object, headers?: Record<string, string>): Promise<GraphqlAnswer>;
  /** The same, for what must succeed. */
  do<T = Record<string, unknown>>(query: string, variables?: object): Promise<T>;
}

/** `service` may be restarted meanwhile. */
export function createOperator(service: ServiceProcess, token?: string): Operator {
  const operator: Operator = {
    cookie: null,
    async ask(query, variables = {}, headers = {}) {
      const response = await fetch(`${service.baseUrl}/graphql`, {
        method: 'POST',
        body: JSON.stringify({ query, variables }),
        headers: {
          'content-type': 'application/json',
          ...(operator.cookie !== null && { cookie: operator.cookie }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...headers,
        },
      });
      const setCookie = response.headers.get('set-cookie');
      if (setCookie !== null) operator.cookie = setCookie.split(';')[0] ?? null;
      const { data = null, errors } = (await response.json()) as {
        data?: GraphqlAnswer['data'];
        errors?: { message: string; extensions: Record<string, unknown> }[];
      };
      const { message = null, extensions = {} } = errors?.[0] ?? {};
      return {
        status: response.status,
        data,
        message,
        extensions,
        code: (extensions.code as string) ?? null,
        setCookie,
      };
    },
    async do<T>(query: string, variables?: object) {
      const { data, message } = await operator.ask(query, variables);
      if (message !== null || data === null) throw new Error(message ?? 'no data');
      return data as T;
    },
  };
  return operator;
}

export const CONFIGURED = { username: 'op', password: 'of-the-operator-42' } as const;
/** Settings with which `CONFIGURED` may sign in. */
export const CONFIGURED_ENV = {
  FLOW2API_GLOBAL__ADMIN_USERNAME: CONFIGURED.username,
  FLOW2API_GLOBAL__ADMIN_PASSWORD: CONFIGURED.password,
};

export const SIGN_IN =
  'mutation ($username: String!, $password: String!) { signIn(username: $username, password: $password) { name } }';

/** An operator who is signed in by the configured credentials. */
export async function signedIn(service: ServiceProcess): Promise<Operator> {
  const operator = createOperator(service);
  await operator.do(SIGN_IN, CONFIGURED);
  return operator;
}
