import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePort } from '../../server/testing/free-port.ts';
import { type OpenConsole, openConsole } from '../testing/open-console.ts';

vi.setConfig({ testTimeout: 90_000 });

let open: OpenConsole;
beforeAll(async () => {
  open = await openConsole({ env: { FLOW2API_SERVER__PORT: String(await freePort()) } });
}, 120_000);
afterAll(() => open?.[Symbol.asyncDispose]());

async function stop(): Promise<void> {
  open.service.program.signal('SIGKILL');
  await open.service.program.exited;
}
const start = () => open.service.killAndRestart();

/** The field of a setting, also under a dialog. */
const field = (page: Page) => page.locator('#setting-generation-max_attempts input');
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const notLoaded = (page: Page) => page.getByRole('alert').filter({ hasText: 'could not be loaded' });
const REVIEW = 'Review and apply';

/** A page of a browser that is never at rest, which has loaded nothing beforehand. */
async function visitInHaste(): Promise<Page> {
  const page = await open.visit();
  page.setDefaultTimeout(15_000);
  await page.addInitScript(() => {
    globalThis.requestIdleCallback = () => 0;
  });
  return page;
}

async function change(page: Page): Promise<void> {
  await page.goto(`${open.url}/settings/routing`);
  await field(page).fill('8');
  await page.getByText('Live', { exact: true }).waitFor();
  await page.evaluate(() => document.documentElement.setAttribute('data-first', ''));
}
/** It is still the document that was opened, with what was typed in it. */
async function expectAsItWas(page: Page): Promise<void> {
  expect(await field(page).inputValue()).toBe('8');
  expect(await page.locator('html[data-first]').count()).toBe(1);
}

test('what cannot be loaded while the service is away leaves the page and what was typed, and comes when it is back', async () => {
  const page = await visitInHaste();
  await change(page);
  await stop();
  await page.keyboard.press('ControlOrMeta+s');
  await notLoaded(page).waitFor();
  await expectAsItWas(page);
  await page.keyboard.press('ControlOrMeta+k');
  await field(page).blur();
  await page.keyboard.press('Shift+?');
  await expect.poll(() => notLoaded(page).count()).toBe(1);
  expect(await page.getByRole('dialog').count()).toBe(0);
  await start();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('Shift+?');
  await dialog(page, 'Keyboard shortcuts').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('Live', { exact: true }).waitFor();
  await page.keyboard.press('ControlOrMeta+s');
  await dialog(page, REVIEW).waitFor();
  await expectAsItWas(page);
  expect(open.problems().filter((problem) => problem.startsWith('thrown'))).toEqual([]);
  await page.context().close();
});

test('a part that the server does not have is told as a console that was renewed', async () => {
  const page = await visitInHaste();
  await page.route('**/assets/review-dialog-*.js', (route) => route.fulfill({ status: 404 }));
  await change(page);
  await page.keyboard.press('ControlOrMeta+s');
  await notLoaded(page).filter({ hasText: 'renewed' }).waitFor();
  await expectAsItWas(page);
  await page.unroute('**/assets/review-dialog-*.js');
  await page.keyboard.press('ControlOrMeta+s');
  await dialog(page, REVIEW).waitFor();
  await expectAsItWas(page);
  open.problems(); // the refused part, as the browser writes it
  await page.context().close();
});

test('a page at rest has its dialogs before they are needed, also that for signing in again', async () => {
  const page = await open.visit();
  await change(page);
  const loaded = () =>
    page.evaluate(() =>
      ['sign-in-again', 'command-menu', 'shortcut-help', 'review-dialog', 'history-drawer'].filter(
        (part) => !performance.getEntriesByType('resource').some(({ name }) => name.includes(`/${part}-`)),
      ),
    );
  await expect.poll(loaded, { timeout: 30_000 }).toEqual([]);
  await stop();
  await page.keyboard.press('ControlOrMeta+s');
  await dialog(page, REVIEW).waitFor();
  await expectAsItWas(page);
  await start();
  await page.context().close();
});

test('a page that could not be loaded without a connection comes by itself once there is one again', async () => {
  const page = await visitInHaste();
  await page.goto(`${open.url}/tokens`);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.evaluate(() => document.documentElement.setAttribute('data-first', ''));
  await page.context().setOffline(true);
  await page.getByRole('link', { name: 'Models' }).first().click();
  await page.getByRole('heading', { name: 'This page could not be shown' }).waitFor();
  await page.context().setOffline(false);
  await page.getByRole('heading', { name: 'Models', exact: true }).waitFor();
  expect(await page.locator('html[data-first]').count()).toBe(1);
  open.problems(); // the connection that was lost, as the browser writes it
  await page.context().close();
});
