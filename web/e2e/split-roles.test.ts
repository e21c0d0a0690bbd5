import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningProgram } from '../../server/testing/child-process.ts';
import { startControlFront } from '../../server/testing/control-front.ts';
import { listeningUrl, type ServiceProcess, startService } from '../../server/testing/service-process.ts';
import { openBrowser } from '../testing/browser.ts';
import { buildConsole } from '../testing/build-console.ts';

const OPERATOR = { username: 'ada', password: 'correct horse battery staple' };
const SOON = { timeout: 20_000 };

let shim: ServiceProcess;
let front: RunningProgram;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let url: string;
beforeAll(async () => {
  await buildConsole();
  shim = await startService({
    env: {
      FLOW2API_ROLE: 'shim',
      FLOW2API_GLOBAL__ADMIN_USERNAME: OPERATOR.username,
      FLOW2API_GLOBAL__ADMIN_PASSWORD: OPERATOR.password,
    },
  });
  front = startControlFront(shim);
  url = await front.line(listeningUrl);
  browser = await openBrowser(url);
}, 240_000);
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await front?.[Symbol.asyncDispose]();
  await shim?.[Symbol.asyncDispose]();
});

test('while the half that works is away the console says so, and asks again by itself when it is back', async () => {
  const page = await browser.visit({});
  page.setDefaultTimeout(SOON.timeout);
  await page.goto(`${url}/tokens`);
  await page.getByLabel('User name').fill(OPERATOR.username);
  await page.getByLabel('Password').fill(OPERATOR.password);
  await page.keyboard.press('Enter');
  await page.getByText('Live', { exact: true }).waitFor();
  shim.program.signal('SIGKILL');
  await shim.program.exited;
  await page.keyboard.press('/');
  await page.keyboard.type('sandbox');
  await page.getByText('The server does not answer', { exact: false }).first().waitFor();
  await shim.killAndRestart();
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByText('The server does not answer', { exact: false }).first().waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /sandbox/ }).waitFor();
  // The browser itself writes every refused request to its console, and the stream that was cut off.
  expect(browser.problems().filter((problem) => !/status of (401|50[23])|net::ERR_/.test(problem))).toEqual([]);
}, 120_000);
