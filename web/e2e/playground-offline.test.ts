import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type OpenConsole, openConsole } from '../testing/open-console.ts';

const WAIT = { timeout: 20_000 };
vi.setConfig({ testTimeout: 90_000 });

let open: OpenConsole;
beforeAll(async () => {
  open = await openConsole();
}, 240_000);
afterAll(() => open?.[Symbol.asyncDispose]());

const prompt = (page: Page) => page.getByLabel('Prompt', { exact: true });
const model = (page: Page) => page.getByRole('button', { name: /^Model/ });
const notLoaded = (page: Page) => page.getByText('The models could not be loaded', { exact: true });

async function visit(path: string): Promise<Page> {
  const page = await open.visit();
  page.setDefaultTimeout(20_000);
  await page.goto(open.url + path);
  await prompt(page).waitFor();
  return page;
}

test('a list that cannot be renewed leaves the form, and is asked for by itself once the connection is back', async () => {
  const page = await visit('/playground?mode=text-image');
  await model(page).waitFor();
  await page.clock.install();
  await prompt(page).fill('half a thou');
  await page.context().setOffline(true);
  const isFailed = page.waitForEvent('requestfailed', (request) => request.url().includes('models.variants'));
  await page.clock.fastForward(90_000);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await isFailed;
  await page.clock.fastForward(10_000);
  expect(await notLoaded(page).count()).toBe(0);
  expect(await prompt(page).inputValue()).toBe('half a thou');
  await model(page).waitFor();
  const asked = page.waitForResponse((response) => response.url().includes('models.variants') && response.ok());
  await page.context().setOffline(false);
  await asked;
  await page.context().close();
});
