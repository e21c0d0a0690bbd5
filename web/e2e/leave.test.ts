import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SandboxProcess, startSandboxProcess } from '../../server/testing/sandbox-process.ts';
import { OPERATOR, type OpenConsole, openConsole } from '../testing/open-console.ts';

/** More than one group of an import. */
const NAMES = Array.from({ length: 20 }, (_, index) => `n${index + 10}`);
const secretOf = (name: string) => `session-of-${name}-0123456789abcdef`;

let sandbox: SandboxProcess;
let open: OpenConsole;
let page: Page;

beforeAll(async () => {
  sandbox = await startSandboxProcess({
    accounts: NAMES.map((name) => [secretOf(name), `${name}@example.com`, 'PAYGATE_TIER_TWO', 6_000]),
  });
  open = await openConsole({ upstream: sandbox });
  ({ page } = open);
  page.setDefaultTimeout(10_000);
}, 240_000);
afterAll(async () => {
  await open?.[Symbol.asyncDispose]();
  await sandbox?.[Symbol.asyncDispose]();
});

const dialog = (name: string | RegExp) => page.getByRole('dialog', { name });
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const unsaved = () => dialog('Leave what you typed behind?');

async function visitTokens(key: string): Promise<void> {
  await page.goto(`${open.url}/tokens`);
  await page.getByRole('heading', { level: 1, name: 'Tokens' }).waitFor();
  await page.keyboard.press(key);
}

/** Takes the way back, and what the browser then has the page ask is answered by staying. */
async function goBackAndStay(asking = unsaved()): Promise<void> {
  await page.evaluate(() => history.back());
  await hasFocus(asking);
  await asking.getByRole('button', { name: 'Cancel' }).click();
  await asking.waitFor({ state: 'detached' });
}

/** What is typed, and Enter, are for it, and not for what is under it. */
const hasFocus = (asking: Locator) =>
  expect
    .poll(() => asking.evaluate((dialog) => dialog.contains(document.activeElement)), { timeout: 10_000 })
    .toBe(true);

/** Esc, and to the question that it raises the answer that keeps what was typed. */
async function escapeAndStay(): Promise<void> {
  await page.keyboard.press('Escape');
  await hasFocus(unsaved());
  await unsaved().getByRole('button', { name: 'Cancel' }).click();
  await unsaved().waitFor({ state: 'detached' });
}

/** A reload, to which the browser's own question is answered by staying. */
async function reloadAndStay(): Promise<void> {
  const asked = page.waitForEvent('dialog');
  await page.evaluate(() => void setTimeout(() => location.reload()));
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
}

test('a session token that was pasted is not lost by Esc, Back or a reload', async () => {
  await visitTokens('a');
  const field = dialog('Add a token').getByRole('textbox', { name: 'Session token' });
  await field.fill(secretOf('n10'));
  await escapeAndStay();
  await goBackAndStay();
  await reloadAndStay();
  expect(await field.inputValue()).toBe(secretOf('n10'));
  await page.evaluate(() => history.back());
  await button('Discard and leave').click();
  await page.waitForURL(/\/tokens$/);
  expect(await page.getByRole('dialog').count()).toBe(0);
});

test('a list that was pasted is not lost by Esc or Back, neither before it was looked at nor after', async () => {
  await visitTokens('i');
  const field = dialog('Import tokens').getByRole('textbox', { name: 'Or paste it' });
  await field.fill(NAMES.map(secretOf).join('\n'));
  await escapeAndStay();
  await goBackAndStay();
  await button('Look at it').click();
  await button('Import 20').waitFor();
  await escapeAndStay();
  await goBackAndStay();
  await reloadAndStay();
  await button('Import 20').waitFor();
});

test('an import that runs is not stopped by a reload, and by Back only when that is wanted', async () => {
  const held = Promise.withResolvers<void>();
  let calls = 0;
  await page.route('**/trpc/tokens.import*', async (route) => {
    calls += 1;
    await held.promise;
    await route.continue();
  });
  await button('Import 20').click();
  await page.getByText('0 of 20').first().waitFor();
  const asking = dialog('Stop the import and leave?');
  await goBackAndStay(asking);
  await reloadAndStay();
  expect(await page.getByText('0 of 20').first().isVisible()).toBe(true);
  await page.evaluate(() => history.back());
  await asking.getByText('0 of 20 are in.').waitFor();
  await button('Stop and leave').click();
  await page.waitForURL(/\/tokens$/);
  held.resolve();
  await page.getByRole('row', { name: /n19@example\.com/ }).waitFor(); // the group that was on its way
  await page.unroute('**/trpc/tokens.import*');
  expect(calls).toBe(1);
});

test('a key that is shown once is not lost by Back or by a reload', async () => {
  await page.goto(`${open.url}/keys`);
  await page.getByRole('link', { name: 'Create key' }).first().click();
  await page.getByRole('textbox', { name: 'Name' }).fill('ci');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Create/ })
    .click();
  const key = await page.locator('[data-secret]').textContent();
  await goBackAndStay(dialog('Leave what is shown this once?'));
  await reloadAndStay();
  expect(await page.locator('[data-secret]').textContent()).toBe(key);
  await button('I have kept it').click();
  await page.waitForURL(/\/keys\/[^/]+$/);
  await page.reload();
  expect(open.problems()).toEqual([]);
});

test('an admin token that is shown once goes away by its own button alone', async () => {
  await page.goto(`${open.url}/security`);
  await button('Make a token').first().click();
  await page.getByRole('dialog').getByLabel('Name').fill('backup');
  await page.getByRole('dialog').getByRole('button', { name: 'Make a token' }).click();
  const shown = page.getByRole('dialog').getByText(/^f2admin_\S+$/);
  const token = await shown.textContent();
  await page.keyboard.press('Escape');
  await reloadAndStay();
  expect(await shown.textContent()).toBe(token);
  await button('I have it').click();
  await shown.waitFor({ state: 'detached' });
  await hasFocus(button('Make a token').first());
  expect(open.problems()).toEqual([]);
});

test('a session that ends under a note asks for the password where it is typed, and the note stays as it was', async () => {
  await page.goto(`${open.url}/tokens`);
  await page.getByRole('link', { name: 'n19@example.com' }).click();
  const note = page.getByRole('textbox', { name: 'Note' });
  await note.fill('a note ');
  await note.click();
  await page.evaluate(() =>
    fetch('/trpc/auth.signOut', { method: 'POST', headers: { 'content-type': 'application/json' } }),
  );
  const over = dialog('Your session is over');
  await hasFocus(over);
  await page.keyboard.type(OPERATOR.password);
  await page.keyboard.press('Enter');
  await over.waitFor({ state: 'detached' });
  expect(await note.inputValue()).toBe('a note ');
  // The browser tells of refusals by itself.
  expect(open.problems().filter((problem) => !/status of 401/.test(problem))).toEqual([]);
});
