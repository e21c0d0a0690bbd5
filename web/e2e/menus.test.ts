import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type OpenConsole, openConsole } from '../testing/open-console.ts';

const SOON = { timeout: 10_000 };

let open: OpenConsole;
beforeAll(async () => {
  open = await openConsole();
}, 240_000);
afterAll(() => open?.[Symbol.asyncDispose]());
afterEach(() => expect(open.problems()).toEqual([]));

const account = (page: Page) => page.getByRole('button', { name: 'Account of ada' });
/** What has the focus, by its text or its name. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: active } = document;
    return active?.getAttribute('aria-label') ?? active?.textContent?.trim() ?? '';
  });

/** What a drawer does about the focus, and about all that is outside of it, is done: within a few frames, and what moves has come to rest. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    for (let frames = 0; frames < 10; frames += 1) await new Promise((next) => requestAnimationFrame(next));
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  });

async function visit(): Promise<Page> {
  const page = await open.visit();
  page.setDefaultTimeout(SOON.timeout);
  await page.goto(`${open.url}/tokens`);
  await page.getByRole('heading', { level: 1, name: 'Tokens' }).waitFor();
  return page;
}

test.each([
  ['Enter', 'Password and sessions'],
  ['Space', 'Password and sessions'],
  ['ArrowDown', 'Password and sessions'],
  ['ArrowUp', 'Sign out'],
])('by %s a menu opens at %s the first time as ever after, and Esc leads back to its button', async (key, item) => {
  const page = await visit();
  const button = await account(page).elementHandle();
  const name = (await button?.getAttribute('aria-label')) ?? '';
  await account(page).focus();
  for (const _ of ['the first time', 'and again']) {
    await page.keyboard.press(key);
    await expect.poll(() => focused(page), SOON).toContain(item);
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page), SOON).toBe(name);
  }
  await page.context().close();
});

test('a menu whose code is on its way is called off by Esc and by going elsewhere, and takes no focus then', async () => {
  const page = await visit();
  const arrival = Promise.withResolvers<void>();
  let asked = 0;
  await page.route(/opened-menu/, async (route) => {
    asked += 1;
    await arrival.promise;
    await route.continue();
  });
  await page.reload();
  await page.getByRole('row').nth(1).waitFor();
  await account(page).click();
  await expect.poll(() => asked, SOON).toBeGreaterThan(0);
  const name = await account(page).getAttribute('aria-label');
  expect(await focused(page)).toBe(name);
  await page.keyboard.press('Escape');
  await account(page).press('Enter');
  await page.getByRole('button', { name: 'Theme' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('/');
  await page.keyboard.type('acc');
  const loaded = page.waitForResponse(/opened-menu/);
  arrival.resolve();
  await (await loaded).finished();
  await page.keyboard.type('02');
  expect(await page.locator('input:focus').inputValue()).toBe('acc02');
  expect(await page.getByRole('menu').count()).toBe(0);
  await account(page).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  await page.context().close();
});

test('a menu over a drawer stays open from the first click on, and is there for screen readers', async () => {
  const page = await visit();
  await page.getByRole('row').nth(1).getByRole('link').first().click();
  const drawer = page.getByRole('dialog');
  await drawer.locator('button[aria-haspopup="true"]').click();
  const menu = page.getByRole('menu');
  await menu.getByRole('menuitem').first().waitFor();
  await settled(page);
  expect(await menu.getByRole('menuitem').count()).toBeGreaterThan(0);
  await page.keyboard.press('Escape');
  await menu.waitFor({ state: 'detached' });
  expect(await drawer.isVisible()).toBe(true);
  await page.context().close();
});

test('what a select offers in a dialog is there for screen readers', async () => {
  const page = await visit();
  await page.goto(`${open.url}/security`);
  await page.getByRole('button', { name: 'Make a token' }).first().click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Expires/ })
    .click();
  await page.getByRole('listbox').getByRole('option').first().waitFor();
  await settled(page);
  expect(await page.getByRole('option').count()).toBeGreaterThan(1);
  await page.context().close();
});
