import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type SandboxProcess, startSandboxProcess } from '../../server/testing/sandbox-process.ts';
import { type OpenConsole, openConsole } from '../testing/open-console.ts';
import { smallTargets } from '../testing/small-targets.ts';

vi.setConfig({ testTimeout: 120_000 });

const IMAGE = 'gemini-2.5-flash-image-landscape';
const NAMES = ['ada', 'bob', 'cyd'];
const WAIT = { timeout: 15_000 };

let sandbox: SandboxProcess;
let open: OpenConsole;
let page: Page;

beforeAll(async () => {
  sandbox = await startSandboxProcess({
    accounts: NAMES.map((name) => [`session-${name}`, `${name}@example.com`, 'PAYGATE_TIER_TWO', 6_000]),
  });
  open = await openConsole({ upstream: sandbox, phone: true });
  ({ page } = open);
  page.setDefaultTimeout(15_000);
  for (const name of NAMES) await open.service.addToken(`session-${name}`);
  const generate = async (model: string) =>
    void (await (await open.service.post('/v1/images/generations', { model, prompt: 'a heron' })).text());
  await generate(IMAGE);
  await generate('no-such-model');
  // A token has an error to show, and its drawer with it the way to the request.
  await sandbox.control('POST', 'faults', { endpoint: 'image', times: 2, effect: { kind: 'html', status: 503 } });
  await generate(IMAGE);
}, 120_000);
afterAll(async () => {
  await open?.[Symbol.asyncDispose]();
  await sandbox?.[Symbol.asyncDispose]();
});

async function asked<T>(path: string, input: object = {}): Promise<T> {
  const query = encodeURIComponent(JSON.stringify(input));
  return (await (await page.request.get(`${open.url}/trpc/${path}?input=${query}`)).json()).result.data;
}

/** The drawer that is open has its content when this is in it; a page has it in its main part. */
type Address = [path: string, shows: string];

const PAGES: Address[] = [
  ['/', 'All models'],
  ['/playground', 'Generate'],
  ['/generations', 'a heron'],
  ['/generations?view=rows', 'a heron'],
  ['/requests', 'No such model'],
  ['/tokens', 'cyd@example.com'],
  ['/models?open=nano-banana', IMAGE],
  ['/keys', 'Create key'],
  ['/explore', 'Make an admin token'],
  ['/audit', 'ada'],
  ['/security', 'Your name and password are set by the configuration'],
  ['/nowhere', 'There is no such page'],
];
const SETTINGS = ['routing', 'generation', 'network', 'media', 'signin', 'logging', 'security', 'server', 'about'];

async function expectNoneSmall([path, shows]: Address, within: 'main' | 'dialog'): Promise<void> {
  await page.goto(open.url + path);
  const part = within === 'main' ? page.getByRole('main') : page.getByRole('dialog').last();
  await expect.poll(() => part.innerText(), WAIT).toContain(shows);
  expect([path, await smallTargets(page)]).toEqual([path, []]);
}

test('nothing on a page of a phone is too small to be pressed', async () => {
  for (const address of PAGES) await expectNoneSmall(address, 'main');
  for (const section of SETTINGS) await expectNoneSmall([`/settings/${section}`, 'Settings'], 'main');
});

test('nothing in a drawer or dialog of a phone is too small to be pressed', async () => {
  const { requests } = await asked<{ requests: { requestId: string; status: number; generationId: string | null }[] }>(
    'requests.list',
  );
  const made = requests.find(({ status, generationId }) => status === 200 && generationId !== null);
  const request = `/requests/${made?.requestId}`;
  const drawers: Address[] = [
    ['/tokens/1', 'Recent errors'],
    ['/tokens/2', 'Recent errors'],
    ['/tokens?add=1', 'Session token'],
    ['/tokens?import=1', 'Or paste it'],
    [`/generations/${made?.generationId}`, 'req_'],
    [request, 'gen_'],
    [`${request}?tab=upstream-1`, 'was taken'],
    [`${request}?tab=timeline`, 'Answered with 200'],
    [`/models/${IMAGE}`, 'Listed in /v1/models'],
    ['/keys/new', 'Expires'],
    ['/settings?history=all', 'History'],
    ['/audit?line=1', 'Line'],
  ];
  for (const address of drawers) await expectNoneSmall(address, 'dialog');
});
