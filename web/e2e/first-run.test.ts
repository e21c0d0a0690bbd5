import { expect, test } from 'vitest';
import { startService } from '../../server/testing/service-process.ts';
import { barriers } from '../testing/barriers.ts';
import { openBrowser } from '../testing/browser.ts';
import { buildConsole } from '../testing/build-console.ts';

/** From the link to the first picture it is to take less than a minute. */
const TARGET_MS = 60_000;

test('the link of the first start leads to an operator, the sandbox, a picture and a key', async () => {
  await buildConsole();
  await using service = await startService({ env: { FLOW2API_GLOBAL__API_KEY: '' } }); // so that it makes a first key itself
  await using browser = await openBrowser(service.baseUrl);
  await expect.poll(() => service.program.stderr(), { timeout: 15_000 }).toContain('/start#code=');
  const [link = ''] = /http:\S+\/start#code=\S+/.exec(service.program.stderr()) ?? [];

  const page = await browser.visit({});
  await page.waitForURL('**/start');
  await page.getByText('Open the link that the server printed').waitFor();
  await page.getByRole('button', { name: 'Language' }).click();
  await page.getByRole('menuitem', { name: '简体中文' }).click();
  await page.getByRole('heading', { name: '设置 Flow2API' }).waitFor();
  await page.getByRole('button', { name: '语言' }).click();
  await page.getByRole('menuitem', { name: 'English' }).click();
  await page.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('menuitem', { name: 'Dark' }).click();
  await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
  await page.goto(link); // in the tab that is there already
  const startedAt = Date.now();
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByText('It needs 12 characters at least.').waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByLabel('Password').fill('six plain words in a row');
  await page.getByRole('button', { name: 'Create the account' }).click();

  await page.getByRole('button', { name: 'Try with the sandbox' }).waitFor({ timeout: 20_000 });
  expect(page.url()).not.toContain('code');
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Add a token' }).click();
  await page.getByRole('dialog', { name: 'Add a token' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('You came here from the setup.').waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('link', { name: 'Go on with the setup' }).click();
  const step = (hasText: string) => page.getByRole('listitem').filter({ hasText });
  const picture = step('First picture');
  await page.getByRole('button', { name: 'Try with the sandbox' }).click();
  // What was pressed is gone with its step.
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Create the key' }).waitFor();
  await step('Upstream').getByText('done').waitFor();
  for (const name of ['First picture', 'Key']) expect(await step(name).textContent()).not.toContain('done');
  await picture.getByRole('button').click();
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.getByText(/^Made in /).waitFor({ timeout: TARGET_MS });
  expect(Date.now() - startedAt).toBeLessThan(TARGET_MS);
  expect(await barriers(page)).toEqual([]);

  await page.reload();
  await page.getByRole('button', { name: 'Make it' }).waitFor();
  expect(new URL(page.url()).search).toBe('?step=picture');
  await page.getByRole('button', { name: 'Next' }).click();
  await picture.getByText('done').waitFor();
  await page.getByRole('button', { name: 'Create the key' }).click();
  const key = await page
    .getByText(/^f2a_\S+$/)
    .first()
    .textContent();
  for (const label of ['API key', 'A first call']) {
    const code = page.getByRole('region', { name: label });
    const copy = code.locator('xpath=..').getByRole('button', { name: 'Copy' });
    expect(await copy.evaluate((button) => button.checkVisibility({ opacityProperty: true }))).toBe(true);
    const [over, under] = await Promise.all([copy.boundingBox(), code.boundingBox()]);
    expect((over?.y ?? 0) + (over?.height ?? 0)).toBeLessThanOrEqual(under?.y ?? 0);
  }
  const asking = page.getByRole('dialog', { name: 'Leave what is shown this once?' });
  await page.evaluate(() => history.back());
  await asking.getByRole('button', { name: 'Cancel' }).click();
  await picture.getByRole('button').click();
  await asking.getByRole('button', { name: 'Cancel' }).click();
  const asked = page.waitForEvent('dialog');
  await page.evaluate(() => void setTimeout(() => location.reload()));
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  expect(new URL(page.url()).search).toBe('?step=key');
  await page
    .getByText(key ?? '')
    .first()
    .waitFor();
  const models = await fetch(`${service.baseUrl}/v1/models`, { headers: { authorization: `Bearer ${key?.trim()}` } });
  expect(models.status).toBe(200);
  expect(await barriers(page)).toEqual([]);

  await page.getByRole('button', { name: 'Open the overview' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await page.getByText('Credits left').waitFor();
  expect(await page.getByText('First steps').count()).toBe(0); // a key that was made is a key, used or not
  expect(browser.problems()).toEqual([]);
}, 180_000);
