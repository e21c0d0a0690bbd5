import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { chatBody } from '../../server/e2e/chat.ts';
import { barriers } from '../testing/barriers.ts';
import { OPERATOR, type OpenConsole, openConsole } from '../testing/open-console.ts';

vi.setConfig({ testTimeout: 60_000 });

let open: OpenConsole;
let page: Page;

beforeAll(async () => {
  open = await openConsole();
  ({ page } = open);
}, 120_000);
afterAll(() => open?.[Symbol.asyncDispose]());
afterEach(() => expect(open.problems()).toEqual([]));

/** A busy machine takes its time, for a password most of all. */
const soon = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 15_000 });
const heading = (of: Page) => of.locator('main h1').first();
const signIn = async (of: Page, password = OPERATOR.password) => {
  await of.getByLabel('User name').fill(OPERATOR.username);
  await of.getByLabel('Password').fill(password);
  await of.getByRole('button', { name: 'Sign in' }).click();
};

test('whoever opens a page without a session signs in, and is where they wanted to be', async () => {
  const visitor = await open.visit({ signedIn: false });
  await visitor.goto(`${open.url}/audit`);
  await visitor.waitForURL('**/sign-in?next=%2Faudit');
  expect(await barriers(visitor)).toEqual([]);
  await signIn(visitor);
  await visitor.waitForURL('**/audit');
  await soon(() => heading(visitor).textContent()).toBe('Audit log');
  await visitor.context().close();
});

test('who signs out leaves nothing behind in the tab that was seen or typed', async () => {
  const visitor = await open.visit({ signedIn: false });
  await visitor.goto(`${open.url}/playground`);
  await signIn(visitor);
  await visitor.getByLabel('Prompt', { exact: true }).fill('a secret otter');
  const inStore = () => visitor.evaluate(() => JSON.stringify({ ...sessionStorage }));
  await soon(inStore).toContain('a secret otter');
  await visitor.getByRole('button', { name: OPERATOR.username }).click();
  await visitor.getByRole('menuitem', { name: 'Sign out' }).click();
  await visitor.getByLabel('Password').waitFor();
  expect(await inStore()).toBe('{}');
  await visitor.goBack();
  await visitor.getByLabel('Password').waitFor();
  expect(await visitor.content()).not.toContain('a secret otter');
  await visitor.context().close();
});

test('a server that takes its time is waited for with the frame in view', async () => {
  const visitor = await open.visit({ signedIn: true });
  const answers = Promise.withResolvers<void>();
  await visitor.route('**/trpc/**', async (route) => {
    await answers.promise;
    await route.continue();
  });
  for (const path of ['/audit', '/sign-in']) {
    await visitor.goto(`${open.url}${path}`, { waitUntil: 'domcontentloaded' });
    const waiting = visitor.getByRole('main').getByRole('status', { name: 'Loading' });
    await soon(() => waiting.evaluate((element) => getComputedStyle(element).opacity)).toBe('1');
    expect(await waiting.locator('.breathe').first().isVisible()).toBe(true);
  }
  await visitor.goto(`${open.url}/audit`, { waitUntil: 'domcontentloaded' });
  answers.resolve();
  await soon(() => heading(visitor).textContent()).toBe('Audit log');
  await visitor.context().close();
});

test('a wrong password is said, and taken out of the field', async () => {
  const visitor = await open.visit({ signedIn: false });
  await signIn(visitor, 'not the password');
  await visitor.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
  expect(await visitor.getByLabel('Password').inputValue()).toBe('');
  // The browser itself writes every refused request to its console.
  expect(open.problems().every((problem) => problem.includes('401'))).toBe(true);
  await visitor.context().close();
});

test('a page is reached by link, by key and by name; it is announced, has the focus and a title of its own', async () => {
  await page.getByRole('link', { name: 'Audit log' }).click();
  await soon(() => heading(page).textContent()).toBe('Audit log');
  expect(await page.title()).toBe('Audit log · Flow2API');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  await soon(() => page.getByText('Audit log, page loaded').count()).toBe(1);

  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.waitForURL('**/settings');

  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox').fill('secur');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/security');
  await soon(() => page.getByRole('dialog').count()).toBe(0);
});

test('the command menu does what is done everywhere, and finds keys and models by what is typed', async () => {
  await page.evaluate(() =>
    fetch('/trpc/keys.create', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'night shift' }),
    }),
  );
  const jump = async (text: string, option: string) => {
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox').fill(text);
    await page.getByRole('option', { name: option, exact: true }).click({ timeout: 15_000 });
    await soon(() => page.getByRole('combobox').count()).toBe(0);
  };
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  await jump('dark', 'Theme: Dark');
  expect(await theme()).toBe('dark');
  await jump('theme sys', 'Theme: Like the system');
  await jump('pause', 'Pause live updates');
  await soon(() => page.getByRole('banner').getByText('Paused').count()).toBe(1);
  await jump('resume', 'Resume live updates');
  await jump('night sh', 'API key night shift');
  await page.getByRole('dialog', { name: 'night shift' }).waitFor();
  await page.keyboard.press('Escape');
  await jump('image-square-4k', 'Model gemini-3.0-pro-image-square-4k');
  await page.waitForURL('**/models/gemini-3.0-pro-image-square-4k');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.goto(`${open.url}/security`);
  await soon(() => heading(page).textContent()).toBe('Security');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox').fill('sign out');
  await page.getByRole('option', { name: 'Sign out' }).waitFor();
  await page.getByRole('combobox').fill('no such thing');
  await page.getByText('Nothing has this name.').waitFor({ timeout: 15_000 });
  await page.keyboard.press('Escape');
});

test('the help lists the shortcuts, and can switch single keys off', async () => {
  await page.keyboard.press('Shift+?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await help.getByText('Go to Overview').waitFor();
  const keys = await help.locator('kbd').allInnerTexts();
  expect(keys).toEqual(expect.arrayContaining(['?', 'Ctrl K', 'Enter', 'Esc']));
  expect(await help.getByText(/Ctrl K and Esc stay/).count()).toBe(1);
  expect(await barriers(page)).toEqual([]);
  await help.getByText('Single keys are shortcuts').click();
  await page.keyboard.press('Escape');
  await soon(() => page.getByRole('dialog').count()).toBe(0);
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.keyboard.press('Shift+?');
  expect(new URL(page.url()).pathname).toBe('/security');
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.evaluate(() => localStorage.removeItem('flow2api.shortcuts'));
});

test('language and theme change at once, and are kept', async () => {
  await page.getByRole('button', { name: 'Language' }).click();
  await page.getByRole('menuitem', { name: '简体中文' }).click();
  await soon(() => page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
  await soon(() => page.title()).toContain('安全');
  await page.getByRole('button', { name: '主题' }).click();
  await page.getByRole('menuitem', { name: '深色' }).click();
  await page.reload();
  const kept = () => page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme]);
  expect(await kept()).toEqual(['zh-CN', 'dark']);
  const other = await page.context().newPage();
  await other.goto(open.url);
  await other.getByRole('button', { name: '主题' }).click();
  await other.getByRole('menuitem', { name: '浅色' }).click();
  await soon(kept).toEqual(['zh-CN', 'light']);
  await other.close();
  await page.evaluate(() => localStorage.clear());
});

test.each([
  ['en', 'light', false],
  ['zh', 'dark', false],
  ['en', 'dark', true],
  ['zh', 'light', true],
] as const)('the frame has no barriers in %s, %s, on a phone: %s', async (language, theme, phone) => {
  const visitor = await open.visit({ language, theme, phone });
  await visitor.goto(`${open.url}/audit`);
  await heading(visitor).waitFor();
  expect(await barriers(visitor)).toEqual([]);
  const overflow = await visitor.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await visitor.context().close();
});

test('on a phone the pages that the bar has no room for are behind its last button', async () => {
  const visitor = await open.visit({ phone: true });
  await visitor.getByRole('button', { name: 'More', exact: true }).click();
  await visitor.getByRole('dialog', { name: 'Pages' }).getByRole('link', { name: 'Audit log' }).click();
  await visitor.waitForURL('**/audit');
  await visitor.getByRole('dialog').waitFor({ state: 'detached' });
  await visitor.context().close();
});

test('a session that ends asks for another in place, and goes on', async () => {
  const visitor = await open.visit();
  await heading(visitor).waitFor();
  await visitor.context().clearCookies();
  // Whichever asks first: what the page asks by itself, or this. The click then waits until the dialog has gone.
  const clicked = visitor.getByRole('link', { name: 'Requests' }).click();
  const dialog = visitor.getByRole('dialog', { name: 'Your session is over' });
  await dialog.getByLabel('Password').waitFor();
  await signIn(visitor);
  await soon(() => visitor.getByRole('dialog').count()).toBe(0);
  await clicked;
  await visitor.waitForURL('**/requests');
  open.problems(); // refused requests, as the browser writes them
  await visitor.context().close();
});

test('signing in again in one tab is enough for all', async () => {
  const visitor = await open.visit();
  const other = await visitor.context().newPage();
  await other.goto(open.url);
  for (const tab of [visitor, other]) await tab.getByText('Live', { exact: true }).waitFor();
  await visitor.context().clearCookies();
  await open.service.post('/v1/chat/completions', chatBody('gemini-2.5-flash-image', 'a crane')); // news for both
  const again = (tab: Page) => tab.getByRole('dialog', { name: 'Your session is over' });
  for (const tab of [visitor, other]) await again(tab).getByLabel('Password').waitFor();
  await signIn(visitor);
  for (const tab of [visitor, other]) await again(tab).waitFor({ state: 'detached' });
  open.problems(); // refused requests, as the browser writes them
  await visitor.context().close();
});

test('a session that ends while something is typed leaves it there, and Esc does not lose it', async () => {
  const visitor = await open.visit();
  await visitor.goto(`${open.url}/tokens`);
  await visitor.getByRole('row').nth(1).waitFor();
  await visitor.getByText('Live', { exact: true }).waitFor();
  await visitor.keyboard.press('a');
  const field = visitor.getByRole('dialog').locator('input').first();
  await field.fill('typed-before-the-end');
  await visitor.context().clearCookies();
  await open.service.post('/v1/chat/completions', chatBody('gemini-2.5-flash-image', 'a heron')); // news for the page
  const again = visitor.getByRole('dialog', { name: 'Your session is over' });
  await again.getByLabel('Password').waitFor();
  expect(await barriers(visitor)).toEqual([]);
  await visitor.keyboard.press('Escape');
  await signIn(visitor);
  await again.waitFor({ state: 'detached' });
  expect(await field.inputValue()).toBe('typed-before-the-end');
  open.problems(); // refused requests, as the browser writes them
  await visitor.context().close();
});

test('open menus, a pool with a token that is off, and a page that is paused keep nobody out', async () => {
  const visitor = await open.visit();
  const turn = async (action: 'enable' | 'disable') => {
    const data = { selection: { ids: [1] }, work: { action } };
    const answer = await visitor.request.post(`${open.url}/trpc/tokens.bulk`, { headers: { origin: open.url }, data });
    expect(answer.status()).toBe(200);
  };
  await turn('disable');
  await visitor.getByRole('link', { name: /\boff\b.*image/i }).waitFor();
  for (const name of ['Language', 'Theme', `Account of ${OPERATOR.username}`]) {
    await visitor.getByRole('button', { name }).click();
    await visitor.getByRole('menu').waitFor();
    expect(await barriers(visitor)).toEqual([]);
    await visitor.keyboard.press('Escape');
  }
  await visitor.getByText('Live', { exact: true }).waitFor();
  await visitor.getByRole('button', { name: 'Pause', exact: true }).click();
  await visitor.getByText(/^What is here is as of/).waitFor();
  for (const width of [1440, 390, 320]) {
    await visitor.setViewportSize({ width, height: 844 });
    const words = visitor.getByRole('banner').getByText('Paused');
    expect((await words.boundingBox())?.width).toBeGreaterThan(30);
    expect(await visitor.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await barriers(visitor)).toEqual([]);
  }
  await turn('enable');
  await visitor.context().close();
});

test('an address of no page is told in the console to who looks, and by the API to programs', async () => {
  const answer = await page.goto(`${open.url}/nowhere`);
  expect(answer?.status()).toBe(404);
  await soon(() => heading(page).textContent()).toBe('There is no such page');
  expect(open.problems()).toEqual([expect.stringContaining('404')]); // as the browser writes it
  const program = await fetch(`${open.url}/nowhere`);
  expect([program.status, program.headers.get('content-type')]).toEqual([404, expect.stringContaining('json')]);
});

test('the address of GraphQL shows its page to who opens it, and answers programs as before', async () => {
  await page.goto(`${open.url}/graphql`);
  await page.waitForURL('**/explore');
  expect((await fetch(`${open.url}/graphql`)).headers.get('content-type')).toContain('json');
});
