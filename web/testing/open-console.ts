import type { Page } from 'playwright-core';
import { type ServiceOptions, type ServiceProcess, startService } from '../../server/testing/service-process.ts';
import { openBrowser, type Visit } from './browser.ts';
import { buildConsole } from './build-console.ts';

const OPERATOR = { username: 'ada', password: 'correct horse battery staple' };

export interface OpenConsole extends AsyncDisposable {
  readonly service: ServiceProcess;
  /** A page of a browser that is signed in. */
  readonly page: Page;
  readonly url: string;
  /** Another page with a store of cookies of its own, signed in as everywhere here or by another cookie; see `Visit`. */
  visit(options?: Visit & { signedIn?: boolean; cookie?: string }): Promise<Page>;
  /** What was wrong on any page since the last time: console messages, refused content, requests to elsewhere. */
  problems(): string[];
}

/**
 * The service as it is shipped, with the sandbox as its upstream and the console built, and a browser that is signed in.
 * One for each test file: both take their time to start.
 */
export async function openConsole(options: ServiceOptions & Visit = {}): Promise<OpenConsole> {
  await buildConsole();
  const stack = new AsyncDisposableStack();
  const env = {
    FLOW2API_GLOBAL__ADMIN_USERNAME: OPERATOR.username,
    FLOW2API_GLOBAL__ADMIN_PASSWORD: OPERATOR.password,
    ...options.env,
  };
  const service = stack.use(await startService({ ...options, env }));
  const browser = stack.use(await openBrowser(service.baseUrl));
  const cookie = await signIn(service);
  const visit: OpenConsole['visit'] = ({ signedIn = true, ...how } = {}) =>
    browser.visit({ ...how, ...(signedIn && { cookie }) });
  return {
    service,
    page: await visit(options),
    url: service.baseUrl,
    visit,
    problems: browser.problems,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** The session's cookie, as the console gets it. */
async function signIn({ baseUrl }: ServiceProcess): Promise<string> {
  const answer = await fetch(`${baseUrl}/trpc/auth.signIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(OPERATOR),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (cookie === undefined) throw new Error(`signing in answered ${answer.status}: ${await answer.text()}`);
  return cookie;
}

export { OPERATOR };
