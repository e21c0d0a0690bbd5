import type { AccountConfig } from '../accounts.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox.ts';

/** An answer as the tests look at it. `json` is undefined when the body is none. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  json: any;
}

export const ADA: AccountConfig = {
  sessionToken: 'st.ada..invented.cookie',
  email: 'ada@example.com',
  tier: 'PAYGATE_TIER_TWO',
  credits: 1_000,
};
export const BEN: AccountConfig = {
  sessionToken: 'st.ben..invented.cookie',
  email: 'ben@example.com',
  tier: 'PAYGATE_TIER_NOT_PAID',
  credits: 50,
};

/** A sandbox that two accounts use, with jobs that are done at once unless said otherwise. */
export const startTestSandbox = (options: SandboxOptions = {}): Promise<Sandbox> =>
  startSandbox({ accounts: [ADA, BEN], videoSeconds: 0, ...options });

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, text, json: isJson(headers) ? parseJson(text) : undefined };
}

const isJson = (headers: Headers) => headers.get('content-type')?.includes('json') ?? false;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // some faults cut the text in half
  }
}

export const get = async (url: string, headers: Record<string, string> = {}): Promise<Answer> =>
  read(await fetch(url, { headers, redirect: 'manual' }));

export const send = async (
  method: string,
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  read(
    await fetch(url, {
      method,
      headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers },
      body: JSON.stringify(body),
    }),
  );

export const cookieOf = (sessionToken: string) => ({ cookie: `__Secure-next-auth.session-token=${sessionToken}` });

/** One account's way to a sandbox: an access token and a project are there already. */
export type Caller = Awaited<ReturnType<typeof logIn>>;

export async function logIn(sandbox: Pick<Sandbox, 'labsBaseUrl' | 'apiBaseUrl' | 'origin'>, account = ADA) {
  const cookie = cookieOf(account.sessionToken);
  const session = await get(`${sandbox.labsBaseUrl}/auth/session`, cookie);
  const bearer = { authorization: `Bearer ${session.json.access_token}` };
  const trpc = (procedure: string, json: unknown) =>
    send('POST', `${sandbox.labsBaseUrl}/trpc/${procedure}`, { json }, cookie);
  const created = await trpc('project.createProject', { projectTitle: 'Test', toolName: 'PINHOLE' });
  const projectId: string = created.json.result.data.json.result.projectId;
  const post = (path: string, body: unknown) => send('POST', `${sandbox.apiBaseUrl}${path}`, body, bearer);

  return {
    cookie,
    bearer,
    projectId,
    trpc,
    post,
    get: (path: string) => get(`${sandbox.apiBaseUrl}${path}`, bearer),
    labsGet: (path: string) => get(`${sandbox.labsBaseUrl}${path}`, cookie),
    image: (request: object = {}) =>
      post(`/projects/${projectId}/flowMedia:batchGenerateImages`, { requests: [{ ...imageRequest, ...request }] }),
    video: (operation: string, request: object, more: object = {}) =>
      post(`/video:batchAsyncGenerateVideo${operation}`, {
        clientContext: { projectId, tool: 'PINHOLE', sessionId: ';1765700000000' },
        requests: [{ ...videoRequest, ...request }],
        ...more,
      }),
    poll: (body: object) => post('/video:batchCheckAsyncVideoGenerationStatus', body),
    redirect: (name: string, type = 'MEDIA_URL_TYPE_FULL_MEDIA') =>
      get(`${sandbox.labsBaseUrl}/trpc/media.getMediaUrlRedirect?name=${name}&mediaUrlType=${type}`, cookie),
    control: (method: string, path: string, body: unknown = {}) =>
      send(method, `${sandbox.origin}/_sandbox${path}`, body),
    stats: async () => (await get(`${sandbox.origin}/_sandbox/stats`)).json.accounts[account.email],
  };
}

const imageRequest = {
  seed: 41_873,
  imageModelName: 'GEM_PIX_2',
  imageAspectRatio: 'IMAGE_ASPECT_RATIO_LANDSCAPE',
  prompt: 'a red kite',
};
const videoRequest = {
  aspectRatio: 'VIDEO_ASPECT_RATIO_LANDSCAPE',
  seed: 4_254,
  textInput: { prompt: 'waves at dusk' },
  videoModelKey: 'veo_3_1_t2v_lite',
  metadata: {},
};

/** The reason of a refusal on the bearer host. */
export const reasonOf = (answer: Answer): string | undefined => answer.json.error.details?.[0]?.reason;
/** The fields that a refusal complains about. */
export const fieldsOf = (answer: Answer): string[] =>
  (answer.json.error.details?.[0]?.fieldViolations ?? []).map(({ field }: { field: string }) => field);
