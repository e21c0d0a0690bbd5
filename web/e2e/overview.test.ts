import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chatBody } from '../../server/e2e/chat.ts';
import { barriers } from '../testing/barriers.ts';
import { type OpenConsole, openConsole } from '../testing/open-console.ts';

const IMAGE = 'gemini-2.5-flash-image';
const WAIT = { timeout: 15_000 };

let console: OpenConsole;
let page: Page;
beforeAll(async () => {
  console = await openConsole();
  ({ page } = console);
  page.setDefaultTimeout(10_000);
}, 120_000);
afterAll(() => console?.[Symbol.asyncDispose]());

const address = () => new URL(page.url());
/** The legend of the chart, once one picture was made. */
const made = () => page.getByText(/^(Image|图片)\s*1$/);
const text = () => page.getByRole('main').innerText();

async function ask(model: string): Promise<void> {
  const answer = await console.service.post('/v1/chat/completions', chatBody(model, 'a heron at dusk'));
  await answer.text();
}

test('an empty gateway shows the first steps and empty axes, and both follow the first call without a reload', async () => {
  await page.getByText('3 of 4 done').waitFor();
  await page.getByText('No jobs in the last hour').first().waitFor();
  expect(await text()).toContain('0 jobs in flight');
  await page.getByText('Live', { exact: true }).waitFor();
  await ask(IMAGE);
  await made().waitFor(WAIT);
  await page.getByText('First steps').waitFor({ ...WAIT, state: 'detached' });
  await page.getByRole('link', { name: 'nano-banana' }).waitFor(WAIT);
  await expect.poll(text, WAIT).toMatch(/Success\s+100%/);
});

test('a request that fails is told by its reason, which leads to the requests that failed of it', async () => {
  await ask('no-such-model');
  const reason = page.getByRole('link', { name: 'No such model' });
  await reason.waitFor(WAIT);
  expect(await text()).toContain('1 request in the last hour');
  await reason.click();
  await page.waitForURL(/\/requests\?reason=model_not_found&range=1h/);
  await page.goBack();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
});

test('a key chooses the range, which the address keeps; the space bar pauses and goes on', async () => {
  await page.keyboard.press('4');
  await page.getByRole('heading', { name: 'Jobs finished per 2 hours' }).waitFor();
  expect(address().search).toBe('?range=7d');
  await page.reload();
  await made().waitFor();
  expect(await page.getByRole('radio', { name: '7 days' }).isChecked()).toBe(true);
  await page.keyboard.press('2');
  await expect.poll(() => address().search).toBe('');
  await page.getByText('Live', { exact: true }).waitFor(WAIT);
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Resume', exact: true }).waitFor();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await page.keyboard.press('Shift+?');
  expect(await page.getByRole('dialog').innerText()).toContain('Show 24 hours');
  await page.keyboard.press('Escape');
});

test('the narrowest phones scroll the overview downwards only', async () => {
  await page.setViewportSize({ width: 320, height: 800 });
  await page.goto(console.url);
  await made().waitFor();
  const over = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await over()).toBeLessThanOrEqual(0);
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Resume', exact: true }).waitFor();
  expect(await over()).toBeLessThanOrEqual(0);
  await page.keyboard.press('Space');
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('a part that fails says so with its request, while the others stay, and comes back by Retry', async () => {
  await page.route(/\/trpc\/.*overview\.activity/, failing('overview.activity'));
  await page.reload();
  const card = page.getByRole('alert').filter({ hasText: 'The jobs over time could not be loaded' }).first();
  await card.waitFor();
  expect(await card.innerText()).toContain('req_of_the_test');
  await page.getByText('Credits left').waitFor();
  await page.unroute(/\/trpc\/.*overview\.activity/);
  await card.getByRole('button', { name: 'Retry' }).click();
  await made().waitFor();
});

/** Answers one procedure of a batch with a mistake of the server, and leaves the rest as it is. */
const failing = (path: string) => async (route: Route) => {
  const answer = await route.fetch();
  const paths = new URL(route.request().url()).pathname.replace('/trpc/', '').split(',');
  const data = { code: 'internal_error', httpStatus: 500, requestId: 'req_of_the_test' };
  const error = { error: { message: 'broken', code: -32603, data } };
  const parts = (await answer.json()) as unknown[];
  await route.fulfill({ status: 200, json: parts.map((part, index) => (paths[index] === path ? error : part)) });
};

test('models are folded by family; one is found, hidden from lists and shown again by Undo', async () => {
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await page.getByRole('heading', { name: 'Models' }).waitFor();
  const family = page.getByRole('button', { name: /^veo-3\.1-lite/ });
  await family.click();
  expect(address().search).toBe('?open=veo-3.1-lite');
  await page.getByRole('link', { name: 'veo_3_1_t2v_lite_8s', exact: true }).waitFor();
  await family.click();
  await page.keyboard.press('/');
  await page.keyboard.type('no such thing');
  await page.getByText('No model matches').waitFor();
  await page.getByRole('main').getByRole('button', { name: 'Clear' }).last().click();
  await page.getByRole('textbox', { name: 'Find a model or an alias' }).fill(IMAGE);
  const listed = page.getByRole('switch', { name: `Show ${IMAGE} in /v1/models`, exact: true });
  await listed.uncheck({ force: true });
  await page.getByText(`${IMAGE} is hidden from /v1/models`).waitFor();
  expect(await names()).not.toContain(IMAGE);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText(`${IMAGE} is listed again`).waitFor();
  expect(await names()).toContain(IMAGE);
});

async function names(): Promise<string[]> {
  const { data } = (await (await console.service.fetch('/v1/models')).json()) as { data: { id: string }[] };
  return data.map(({ id }) => id);
}

test('a drawer tells who can serve a model, and gives it a further name that works at once', async () => {
  await page.getByRole('link', { name: IMAGE, exact: true }).click();
  await page.waitForURL(/\/models\/gemini-2\.5-flash-image\?q=/);
  const drawer = page.getByRole('dialog');
  await drawer.getByText('1 token', { exact: true }).first().waitFor();
  const field = drawer.getByLabel('New name for it');
  await field.fill('two words');
  await field.press('Enter');
  await page.getByText(`${IMAGE} could not be changed`).waitFor();
  expect(console.problems()).toEqual([expect.stringContaining('400')]); // as the browser tells of the refusal
  await field.fill('house-style');
  await field.press('Enter');
  await drawer.getByRole('button', { name: 'Remove house-style' }).waitFor();
  expect((await console.service.fetch('/v1/models/house-style')).status).toBe(200);
  await drawer.getByRole('button', { name: 'Remove house-style' }).click();
  await page.getByText('house-style is no longer a name').waitFor();
});

test('both pages and the drawer are free of barriers in both languages, both themes, wide and narrow', async () => {
  const found: string[] = [];
  async function look(where: string, widths = [1440, 390]): Promise<void> {
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
        for (const barrier of await barriers(page)) found.push(`${where} ${colorScheme} ${width}: ${barrier}`);
      }
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) found.push(`${where} ${width}: ${over} pixels too wide`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  }
  await look('drawer', [1440]);
  for (const language of ['English', '简体中文']) {
    await page.goto(`${console.url}/models?open=omni-flash`);
    await page.getByRole('button', { name: /^(Language|语言)$/ }).click();
    await page.getByRole('menuitem', { name: language }).click();
    await page.getByRole('link', { name: 'gemini-omni', exact: true }).waitFor();
    await look(`models ${language}`);
    await page.goto(console.url);
    await made().waitFor();
    await look(`overview ${language}`);
  }
  expect(found).toEqual([]);
  expect(console.problems()).toEqual([]);
}, 120_000);
