import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { routersOf } from '../../shim/app.ts';
import { createFakeService } from '../../shim/testing/fake-service.ts';
import { consolePathOf } from './paths.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const asked = (url: string, accept: string | undefined, method = 'GET') =>
  consolePathOf({ url, method, headers: { accept } } as IncomingMessage);

test.each(['/', '/?range=1h', '/tokens', '/tokens/studio-07', '/requests/req_1?tab=2', '/sign-in', '/start'])(
  'a browser that opens %s gets the console',
  (url) => expect(asked(url, BROWSER)).toBe('page'),
);

test.each(['/', '/tokens', '/models'])('a program that asks for %s gets what it got before', (url) => {
  expect(asked(url, '*/*')).toBeNull();
  expect(asked(url, 'application/json')).toBeNull();
  expect(asked(url, undefined)).toBeNull();
  expect(asked(url, BROWSER, 'POST')).toBeNull();
});

test.each([
  ...['/v1', '/v1/none', '//v1/models', '/v1beta/models', '/upload/v1beta/files', '/files/x.png', '/health', '/ready'],
  ...['/metrics', '/openapi.json', '/api/plugin/update-token', '/trpc/viewer', '/graphql/explorer', '/graphql/stream'],
  ...['/graphql?query={viewer{name}}', '/graphql?'],
])('%s stays where it was, also for a browser', (url) => expect(asked(url, BROWSER)).toBeNull());

test('every route of the API stays where it was, also for a browser', () => {
  const routes = routersOf(createFakeService().deps).flatMap(({ router }) =>
    router.stack.map(({ path }) => String(path)),
  );
  expect(routes.length).toBeGreaterThan(30);
  for (const path of routes.filter((each) => each !== '/'))
    expect(asked(path.replace(':version', 'v1beta'), BROWSER), path).toBeNull();
});

test.each(['/none', '/tokens/a/b', '/tokensx', '/favicon.ico'])(
  '%s is a page that there is not, for a browser alone',
  (url) => {
    expect(asked(url, BROWSER)).toBe('missing');
    expect(asked(url, '*/*')).toBeNull();
    expect(asked(url, BROWSER, 'POST')).toBeNull();
  },
);

test('a browser that opens the address of GraphQL is shown the page about it, a program is not', () => {
  expect(asked('/graphql', BROWSER)).toBe('explore');
  expect(asked('/graphql', 'application/json')).toBeNull();
  expect(asked('/graphql', BROWSER, 'POST')).toBeNull();
});

test('parts are the console, whatever a client accepts', () => {
  expect(asked('/assets/index-1.js', '*/*')).toBe('part');
  expect(asked('/theme.js', undefined)).toBe('part');
});
