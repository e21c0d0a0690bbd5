import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type SandboxProcess, startSandboxProcess } from '../../server/testing/sandbox-process.ts';
import { barriers } from '../testing/barriers.ts';
import { type OpenConsole, openConsole } from '../testing/open-console.ts';

const IMAGE = 'gemini-2.5-flash-image-landscape';
const WAIT = { timeout: 20_000 };

let sandbox: SandboxProcess;
let open: OpenConsole;
let page: Page;
/** The key that the console has made. */
let secret: string;

beforeAll(async () => {
  const account = (name: string) =>
    [`session-${name}`, `${name}@example.com`, 'PAYGATE_TIER_TWO', 6_000] as [string, string, string, number];
  sandbox = await startSandboxProcess({ accounts: [account('ada'), account('bob')] });
  open = await openConsole({ upstream: sandbox, env: { FLOW2API_DEBUG__ENABLED: 'true' } });
  ({ page } = open);
  page.setDefaultTimeout(15_000);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
}, 180_000);
afterAll(async () => {
  await open?.[Symbol.asyncDispose]();
  await sandbox?.[Symbol.asyncDispose]();
});
afterEach(() => expect(open.problems()).toEqual([]));

const soon = <T>(read: () => Promise<T> | T) => expect.poll(read, WAIT);
const dialog = () => page.getByRole('dialog').last();
const button = (name: string | RegExp, of = dialog()) => of.getByRole('button', { name });
const rows = () => page.locator('[data-key]');
const address = () => new URL(page.url());

/** A call of the API by whoever has the key. Resolves with its status and its id once the answer has ended. */
async function call(path: string, body: object | null, key = secret) {
  const answer = await fetch(open.url + path, {
    method: body === null ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body !== null && { body: JSON.stringify(body) }),
  });
  await answer.text();
  return { status: answer.status, id: answer.headers.get('x-request-id') ?? '' };
}
const generate = (prompt: string, key?: string) => call('/v1/images/generations', { model: IMAGE, prompt }, key);

/** The log is written behind the answers. */
async function logged(id: string): Promise<void> {
  const input = encodeURIComponent(JSON.stringify({ filter: { text: id } }));
  await soon(async () => {
    const answer = await page.request.get(`${open.url}/trpc/requests.list?input=${input}`);
    return (await answer.json()).result.data.requests.length;
  }).toBe(1);
}

/** Opens the log and waits for all that was called; how many rows there are then. */
async function openLog(query = ''): Promise<number> {
  await page.goto(`${open.url}/requests${query}`);
  await rows().first().waitFor();
  return rows().count();
}

/** Every theme and width, on the page as it is now. */
async function looks(name: string): Promise<void> {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const theme of ['light', 'dark']) {
      await page.evaluate((chosen) => {
        document.documentElement.dataset.theme = chosen;
        // Colours on their way to the other theme would be measured.
        return Promise.allSettled(
          document
            .getAnimations()
            .filter(({ effect }) => effect?.getTiming().iterations !== Number.POSITIVE_INFINITY)
            .map(({ finished }) => finished),
        ).then(() => {});
      }, theme);
      expect(await barriers(page), `${name}, ${theme}, ${width}`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

test('a log without a call says how to make the first one', async () => {
  await page.goto(`${open.url}/requests`);
  await page.getByText('No requests yet').waitFor();
  await page.getByRole('region', { name: 'curl' }).getByText('/v1/images/generations').waitFor();
  expect(await barriers(page)).toEqual([]);
});

test('a key is made by keyboard, told once, and lets its caller in', async () => {
  await page.getByRole('link', { name: 'API keys' }).first().click();
  await page.getByRole('heading', { name: 'API keys' }).waitFor();
  await page.keyboard.press('a');
  await page.waitForURL('**/keys/new');
  await button('Create key').click();
  await dialog().getByText('Give it a name.').waitFor();
  expect(await barriers(page)).toEqual([]);
  await dialog().getByLabel('Name').fill('storyboard-app');
  await dialog().getByLabel('Requests in a minute').fill('600');
  await dialog().getByLabel('Credits a day (UTC)').fill('500');
  await dialog().getByLabel('Name').press('Enter');
  await page.getByRole('dialog', { name: 'Keep this key now' }).waitFor();
  secret = (await page.locator('[data-secret]').textContent())?.trim() ?? '';
  expect(secret).toMatch(/^f2a_[\w-]{20,}$/);
  expect(await barriers(page)).toEqual([]);
  await button('Copy').last().click();
  await button('Copied').waitFor();
  await button('I have kept it').click();
  await page.getByRole('dialog', { name: 'storyboard-app' }).waitFor();
  const kept = () =>
    page.evaluate(() => document.body.innerHTML + JSON.stringify({ ...localStorage, ...sessionStorage }));
  await soon(async () => (await kept()).includes(secret)).toBe(false);

  for (const name of ['ada', 'bob']) await open.service.addToken(`session-${name}`);
  expect((await generate('a heron')).status).toBe(200);
  await soon(() => dialog().locator('dl', { hasText: 'Failed of them' }).first().textContent()).toMatch(/^Last hour1/);
  await looks('the drawer of a key');
});

test('a name that is taken is said at its field, and what was typed stays', async () => {
  await page.goto(`${open.url}/keys/new`);
  await dialog().getByLabel('Name').fill('storyboard-app');
  await button('Create key').click();
  await dialog()
    .getByText(/is an API key 'storyboard-app' already/)
    .waitFor();
  expect(await dialog().getByLabel('Name').inputValue()).toBe('storyboard-app');
  open.problems(); // the refusal, as the browser writes it
});

test('Esc asks before what was typed goes, and gives the focus to the link of what was opened by its address', async () => {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Leave what you typed behind?' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await button('Cancel').click();
  expect(await dialog().getByLabel('Name').inputValue()).toBe('storyboard-app');
  await page.keyboard.press('Escape');
  await button('Discard and leave').click();
  await soon(() => address().pathname).toBe('/keys');
  await soon(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Create key');
  await page.getByRole('link', { name: /storyboard-app/ }).click();
  await page.getByRole('dialog', { name: 'storyboard-app' }).waitFor();
  await page.reload();
  await page.getByRole('dialog', { name: 'storyboard-app' }).waitFor();
  await page.keyboard.press('Escape');
  await soon(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/^storyboard-app/);
});

test('a request that took two tokens shows each attempt, why it was that token, and its bodies', async () => {
  await page.goto(`${open.url}/requests`);
  await rows().first().waitFor();
  await sandbox.control('POST', 'faults', { preset: 'throttled', endpoint: 'image', promptContains: 'otter' });
  const { id } = await generate('an otter in the rain');
  await button(/^1 new$/, page.locator('main')).click();
  const row = page.locator(`[data-key="${id}"]`);
  await row.getByText('storyboard-app').waitFor();
  await row.click();
  await page.waitForURL(`**/requests/${id}`);
  await dialog().getByText('after 2 attempts').waitFor();
  await looks('the summary of a request');
  await dialog().getByRole('tab', { name: 'Upstream 1' }).click();
  await dialog().getByText('Rate limited by upstream').first().waitFor();
  await dialog().getByRole('tab', { name: 'Upstream 2' }).click();
  await dialog().getByText('was taken:').waitFor();
  await dialog().getByText('Passed over').waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.reload();
  await dialog().getByText('Passed over').waitFor();
  await dialog().getByRole('tab', { name: 'Request', exact: true }).click();
  await dialog().getByText('an otter in the rain').waitFor();
  await dialog().getByLabel('Search').fill('otter');
  await dialog().getByText('1 match').waitFor();
  expect(await barriers(page)).toEqual([]);
  await dialog().getByRole('tab', { name: 'Timeline' }).click();
  await dialog().getByText('Answered with 200').waitFor();
  await button('Retry').click();
  await page.getByText('Tried again, as a new job').waitFor();
  await page.keyboard.press('Escape');
  await soon(() => address().pathname).toBe('/requests');
  await row.getByRole('link').press('Enter');
  await dialog().getByText('How the time was spent').waitFor();
  await page.keyboard.press('Escape');
  await soon(() => page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-key]')?.dataset.key)).toBe(
    id,
  );
});

test('filters are in the address, Back takes them back, and a pasted id is found across all of them', async () => {
  const { id: refused } = await call('/v1/images/generations', { model: 'no-such-model', prompt: 'x' });
  const { id: listed } = await call('/v1/models', null);
  await logged(listed);
  const all = await openLog();
  await page.keyboard.press('e');
  await soon(() => address().searchParams.get('status')).toBe('4,5');
  await soon(() => rows().count()).toBe(1);
  await page.getByText('No such model').waitFor();
  await page.reload();
  await soon(() => rows().count()).toBe(1);
  await page.goBack();
  await soon(() => rows().count()).toBe(all);
  await page.keyboard.press('f');
  const panel = page.getByRole('dialog', { name: 'Filter' });
  await panel.getByRole('combobox', { name: 'Key' }).fill('story');
  await page.getByRole('option', { name: 'storyboard-app' }).click();
  await page.keyboard.press('Tab');
  await panel.getByLabel('Longer than').fill('3600');
  expect(await barriers(page)).toEqual([]);
  await page.getByText('No request matches').waitFor();
  await page.keyboard.press('Escape');
  await soon(() => page.getByRole('dialog').count()).toBe(0);
  await page.keyboard.press('/');
  await page.keyboard.insertText(refused);
  await page.keyboard.press('Enter');
  await dialog().getByText('No such model').first().waitFor();
  await page.keyboard.press('Escape');
  await soon(() => page.getByRole('dialog').count()).toBe(0);
  await page.getByRole('button', { name: 'Clear', exact: true }).first().click();
  await soon(() => rows().count()).toBe(all);
  expect(address().search).toBe('');
});

test('a range that is marked in the histogram becomes the time of the log', async () => {
  await page.getByRole('group', { name: 'Time range' }).getByText('1 hour').click();
  const histogram = page.getByRole('slider', { name: /Requests over time/ });
  await soon(async () => Number(await histogram.getAttribute('aria-valuemax'))).toBeLessThan(62);
  await histogram.focus();
  await page.keyboard.press('End');
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await soon(
    () => Number(address().searchParams.get('to')) - Number(address().searchParams.get('from')),
  ).toBeGreaterThan(60_000);
  await page.getByRole('button', { name: /^Remove: Time/ }).waitFor();
  await page.goBack();
  await soon(() => address().searchParams.get('from')).toBeNull();
});

test('new requests wait behind their number, and come in by themselves while the log is tailed', async () => {
  const all = await openLog();
  await call('/v1/models', null);
  await button(/^1 new$/, page.locator('main')).waitFor();
  expect(await rows().count()).toBe(all);
  await page.mouse.move(0, 0);
  await page.keyboard.press('t');
  await soon(() => rows().count()).toBe(all + 1);
  await call('/v1/models', null);
  await soon(() => rows().count()).toBe(all + 2);
  await looks('the log');
});

test('the log is exported as it is filtered, and cleared by age after a word is typed', async () => {
  await openLog('?status=4');
  await page.getByRole('button', { name: 'Export' }).click();
  const saving = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'As CSV' }).click();
  const lines = (await readFile(await (await saving).path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain('no-such-model');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'Clear old ones…' }).click();
  await dialog().getByText('There is none so old.').waitFor();
  await dialog().getByText('All there are').click();
  await dialog()
    .getByText(/^\d+ requests will be gone\.$/)
    .waitFor();
  expect(await barriers(page)).toEqual([]);
  expect(await button(/^Clear \d+$/).isDisabled()).toBe(true);
  await dialog().getByLabel('Type clear to confirm').fill('clear');
  await button(/^Clear \d+$/).click();
  await page.getByText(/^\d+ requests cleared$/).waitFor();
  await page.getByText('No request matches').waitFor();
});

test('a key is rotated with an overlap, switched off with an undo, and revoked at once', async () => {
  await page.goto(`${open.url}/keys`);
  await page.getByRole('link', { name: /storyboard-app/ }).click();
  await button('Rotate').click();
  await button('Rotate').click();
  await page.getByRole('dialog', { name: 'Keep this key now' }).waitFor();
  const old = secret;
  secret = (await page.locator('[data-secret]').textContent())?.trim() ?? '';
  await button('I have kept it').click();
  expect([(await call('/v1/models', null, old)).status, (await call('/v1/models', null)).status]).toEqual([200, 200]);
  await dialog().getByText('The key before the last rotation still works.').waitFor();
  await dialog().getByRole('switch', { name: 'Callers are let in with it' }).press('Space');
  await page.getByText('storyboard-app is off').waitFor();
  await soon(async () => (await call('/v1/models', null)).status).toBe(401);
  await page.getByRole('button', { name: 'Undo' }).click();
  await soon(async () => (await call('/v1/models', null)).status).toBe(200);
  await button('Revoke now').click();
  await dialog()
    .getByText(/refused at once/)
    .waitFor();
  expect(await barriers(page)).toEqual([]);
  await button('Revoke now').click();
  await page.getByText('storyboard-app is revoked').waitFor();
  await soon(() => address().pathname).toBe('/keys');
  expect((await call('/v1/models', null)).status).toBe(401);
  expect((await call('/v1/models', null, old)).status).toBe(401);
  await looks('the list of keys');
});

test('both pages speak Chinese', async () => {
  await page.getByRole('button', { name: 'Language' }).click();
  await page.getByRole('menuitem', { name: '简体中文' }).click();
  await page.getByRole('heading', { name: 'API 密钥' }).waitFor();
  await looks('the list of keys in Chinese');
  await page.getByRole('link', { name: '请求日志' }).click();
  await page.getByText('/v1/models').first().waitFor();
  await looks('the log in Chinese');
  await rows().first().click();
  await dialog().getByText('时间用在哪里').waitFor();
  await looks('a request in Chinese');
});
