import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import decodeQR from 'qr/decode.js';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { AppRouter } from '../../server/control/trpc/app-router.ts';
import { barriers } from '../testing/barriers.ts';
import { OPERATOR, type OpenConsole, openConsole } from '../testing/open-console.ts';

vi.setConfig({ testTimeout: 90_000 });

const BEN = { username: 'ben', password: 'four brown horses ran' };

let open: OpenConsole;
/** Of ben's device. */
let secret: string;
let recoveryCodes: string[];
beforeAll(async () => {
  open = await openConsole();
  const cookie = (await open.page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const headers = { cookie, origin: open.url };
  const ada = createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${open.url}/trpc`, headers })] });
  await ada.security.addAdmin.mutate({ ...BEN, currentPassword: OPERATOR.password });
}, 240_000);
afterAll(() => open?.[Symbol.asyncDispose]());
afterEach(() => {
  // The browser itself writes every refused request to its console.
  expect(open.problems().filter((problem) => !/status of 40[01]/.test(problem))).toEqual([]);
});

const code = (steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
const soon = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 15_000 });
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

async function visit(path: string, how: Parameters<OpenConsole['visit']>[0] = {}): Promise<Page> {
  const page = await open.visit({ signedIn: false, ...how });
  page.setDefaultTimeout(15_000);
  await page.goto(open.url + path);
  return page;
}

async function givePassword(page: Page): Promise<void> {
  await page.getByLabel('User name').fill(BEN.username);
  await page.getByLabel('Password').fill(BEN.password);
  await press(page, 'Sign in');
}

/** What a camera would read. */
async function scanned(page: Page): Promise<string> {
  const picture = await page.getByRole('img', { name: 'QR code of the secret' }).screenshot();
  const { data, info } = await sharp(picture)
    .resize({ width: 600 })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return decodeQR({ width: info.width, height: info.height, data: new Uint8Array(data) });
}

test('an operator sets a second factor up by keyboard, and keeps the recovery codes', async () => {
  const page = await visit('/security');
  await givePassword(page);
  await page.getByRole('button', { name: 'Set it up' }).focus();
  await page.keyboard.press('Enter');
  await dialog(page, 'Set up a second factor').getByLabel('Your password').fill('wrong');
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByText('The password is not right.').waitFor();
  await dialog(page, 'Set up a second factor').getByLabel('Your password').fill(BEN.password);
  await page.keyboard.press('Enter');
  const prove = dialog(page, 'Scan, then give the code');
  await prove.waitFor();
  expect(await barriers(page)).toEqual([]);
  const uri = await prove.getByRole('link', { name: /this device/ }).getAttribute('href');
  expect(await scanned(page)).toBe(uri);
  secret = new URL(uri ?? '').searchParams.get('secret') ?? '';
  const shown = await prove.getByRole('region', { name: 'Secret' }).innerText();
  expect(shown.replaceAll(/\s/g, '')).toBe(secret);
  expect(await page.evaluate(() => document.activeElement?.getAttribute('autocomplete'))).toBe('one-time-code');
  await page.keyboard.type('12345');
  await page.keyboard.press('Enter');
  await page.getByText('This is not the code that the secret gives now.').waitFor();
  await page.keyboard.type(code());
  await page.keyboard.press('Enter');
  const kept = dialog(page, 'The second factor is on');
  await kept.waitFor();
  expect(await barriers(page)).toEqual([]);
  recoveryCodes = (await kept.getByRole('region', { name: 'Recovery codes' }).innerText()).trim().split(/\s+/);
  expect(recoveryCodes).toHaveLength(10);
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Download')]);
  expect(download.suggestedFilename()).toBe('flow2api-recovery-codes.txt');
  await page.keyboard.press('Escape');
  expect(await kept.isVisible()).toBe(true);
  await press(page, 'I have them');
  await page.getByText('10 recovery codes are left.').waitFor();
  await soon(() => page.getByRole('row', { name: /ben/ }).filter({ hasText: '10 codes left' }).count()).toBe(1);
  expect(await barriers(page)).toEqual([]);
  expect(await page.content()).not.toContain(secret);
  await page.context().close();
});

test('signing in asks for the code in place, and takes a recovery code instead', async () => {
  const page = await visit('/audit', { phone: true });
  await givePassword(page);
  const field = page.getByLabel('Code', { exact: true });
  await field.waitFor();
  expect(await barriers(page)).toEqual([]);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(await page.evaluate(() => document.activeElement?.getAttribute('inputmode'))).toBe('numeric');
  await field.fill('000000');
  await page.keyboard.press('Enter');
  await page.getByText('The code is not right').waitFor();
  expect([await field.inputValue(), await page.content()]).toEqual(['', expect.not.stringContaining(BEN.password)]);
  await press(page, 'Back');
  expect(await page.getByLabel('User name').inputValue()).toBe(BEN.username);
  expect(await page.getByLabel('Password').inputValue()).toBe('');
  await givePassword(page);
  await press(page, 'Use a recovery code');
  await page.getByLabel('Recovery code').fill(recoveryCodes[0] ?? '');
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/audit');
  await page.context().close();
});

test('a session that ends asks for the code in its dialog as well, and goes on', async () => {
  const page = await visit('/security');
  await givePassword(page);
  await page.getByLabel('Code', { exact: true }).fill(code(1));
  await page.keyboard.press('Enter');
  await page.waitForURL('**/security');
  await page.getByText('9 recovery codes are left.').waitFor();
  await page.context().clearCookies();
  const clicked = page.getByRole('link', { name: 'Requests' }).click();
  const over = dialog(page, 'Your session is over');
  await over.getByLabel('Password').fill(BEN.password);
  await page.keyboard.press('Enter');
  await over.getByRole('button', { name: 'Use a recovery code' }).click();
  await over.getByLabel('Recovery code').fill(recoveryCodes[1] ?? '');
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await clicked;
  await page.waitForURL('**/requests');
  await page.context().close();
});

test('other recovery codes are made by the password, on a phone and in Chinese', async () => {
  const page = await visit('/security', { phone: true, language: 'zh', theme: 'dark' });
  await page.getByLabel('用户名').fill(BEN.username);
  await page.getByLabel('密码').fill(BEN.password);
  await press(page, '登录');
  await press(page, '使用恢复码');
  await page.getByLabel('恢复码').fill(recoveryCodes[2] ?? '');
  await page.keyboard.press('Enter');
  await press(page, '新的恢复码');
  await page.getByRole('dialog').getByLabel('您的密码').fill(BEN.password);
  await page.keyboard.press('Enter');
  const codes = page.getByRole('region', { name: '恢复码' });
  await codes.waitFor();
  expect(await barriers(page)).toEqual([]);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect((await codes.innerText()).trim().split(/\s+/)).toHaveLength(10);
  await press(page, '我已保存');
  await page.getByText('还剩 10 个恢复码。').waitFor();
  await press(page, '更换设备');
  await page.getByRole('dialog').getByLabel('您的密码').fill(BEN.password);
  await page.keyboard.press('Enter');
  await page.getByRole('img', { name: '密钥的二维码' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.keyboard.press('Escape');
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.context().close();
});

test('another operator takes it off who has lost the device', async () => {
  const { page } = open;
  page.setDefaultTimeout(15_000);
  await page.goto(`${open.url}/security`);
  await page.getByText('has no second factor').waitFor();
  await press(page, 'Take the second factor off ben');
  await page.getByRole('dialog').getByLabel('Your password').fill(OPERATOR.password);
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByText('ben signs in with the password alone now').waitFor();
  const ben = await visit('/audit');
  await givePassword(ben);
  await ben.waitForURL('**/audit');
  await ben.getByText('Second factor taken off').first().waitFor();
  await ben.context().close();
});
