import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type OpenConsole, openConsole } from '../testing/open-console.ts';

const WAIT = { timeout: 20_000 };
vi.setConfig({ testTimeout: 90_000 });

let open: OpenConsole;
beforeAll(async () => {
  open = await openConsole();
}, 240_000);
afterAll(() => open?.[Symbol.asyncDispose]());

const form = (page: Page) => page.getByRole('region', { name: 'Request', exact: true });
const prompt = (page: Page) => page.getByLabel('Prompt', { exact: true });
const model = (page: Page) => form(page).getByRole('button', { name: /^Model/ });
const code = (page: Page) => page.getByRole('region', { name: 'Python' });
const notLoaded = (page: Page) => form(page).getByRole('alert').filter({ hasText: 'could not be loaded' });
const isOf = (name: string) => (thing: { url(): string }) => thing.url().includes(name);

async function visit(path: string, isLoaded = true): Promise<Page> {
  const page = await open.visit();
  page.setDefaultTimeout(WAIT.timeout);
  if (!isLoaded) await page.route(/trpc\/.*(models\.|jobs\.list)/, (route) => route.abort());
  await page.goto(open.url + path);
  await (isLoaded ? model(page) : prompt(page)).waitFor();
  return page;
}

/** Once what has just been answered is on the page. */
const drawn = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

test('lists that cannot be renewed leave the form, and are asked for by themselves once the connection is back', async () => {
  const page = await visit('/playground?mode=text-image');
  await prompt(page).fill('half a thou');
  let failed = 0;
  page.on('requestfailed', (request) => {
    if (isOf('models.variants')(request)) failed += 1;
  });
  await page.context().setOffline(true);
  const lookAway = async () => {
    if (failed === 0) await page.evaluate(() => dispatchEvent(new Event('visibilitychange')));
    return failed;
  };
  await expect.poll(lookAway, WAIT).toBeGreaterThan(2); // with each try that is made
  await drawn(page);
  expect(await notLoaded(page).count()).toBe(0);
  expect(await prompt(page).inputValue()).toBe('half a thou');
  const renewed = page.waitForResponse((answer) => isOf('models.variants')(answer) && answer.ok());
  await page.context().setOffline(false);
  await renewed;
  await page.context().close();
});

test('without a connection Back leads to the whole form, out of what was answered before', async () => {
  const page = await visit('/playground?mode=text-image');
  await page
    .getByRole('navigation')
    .first()
    .getByRole('link', { name: /^Tokens/ })
    .click();
  await page.getByRole('heading', { name: 'Tokens', level: 1 }).waitFor();
  await page.context().setOffline(true);
  await page.goBack();
  await prompt(page).waitFor();
  await model(page).waitFor();
  await page.context().close();
});

test('where no list was ever answered there is the prompt, and every failure stays within its column', async () => {
  const page = await visit('/playground?mode=text-image', false);
  await notLoaded(page).waitFor();
  await prompt(page).fill('typed meanwhile');
  const recent = page.getByRole('complementary', { name: 'Recent' });
  await recent.getByRole('alert').waitFor();
  const overflow = await recent.evaluate((column) => {
    const { right } = column.getBoundingClientRect();
    return [...column.querySelectorAll('[role=alert], [role=alert] *')].filter(
      (part) => part.getBoundingClientRect().right > right + 1,
    ).length;
  });
  expect(overflow).toBe(0);
  await page.unrouteAll();
  await form(page).getByRole('button', { name: 'Retry' }).click();
  await model(page).waitFor();
  expect(await prompt(page).inputValue()).toBe('typed meanwhile');
  await page.context().close();
});

test('what is missing is said to the shortcut as to the button, and by the code', async () => {
  const page = await visit('/playground?mode=text-image');
  await prompt(page).fill('   ');
  await page.keyboard.press('ControlOrMeta+Enter');
  await form(page).getByText('Write a prompt first.').waitFor();
  await code(page).getByText('Write a prompt first.').waitFor();
  const copy = page.getByRole('region', { name: 'Client code' }).getByRole('button', { name: 'Copy' });
  expect(await copy.count()).toBe(0); // of a sentence
  await prompt(page).fill('a boat');
  await copy.waitFor();
  await page.keyboard.press('Alt+Digit4');
  await prompt(page).fill('the sun goes down');
  const frames = page.getByRole('region', { name: 'Frames' });
  const buffer = await sharp({ create: { width: 320, height: 180, channels: 3, background: '#a53' } })
    .png()
    .toBuffer();
  const last = { name: 'last.png', mimeType: 'image/png', buffer };
  await frames.locator('input[type=file]').last().setInputFiles(last);
  await frames.getByAltText('Last').waitFor();
  expect(await code(page).textContent()).toBe('Add the first frame.');
  expect(await form(page).getByText('Add the first frame.').count()).toBe(0);
  await page.keyboard.press('ControlOrMeta+Enter');
  await form(page).getByText('Add the first frame.').waitFor();
  await page.context().close();
});

test('each mode is a step that Back takes back, and what is typed is none', async () => {
  const page = await visit('/playground');
  const mode = (name: string) => page.getByRole('button', { name, exact: true, pressed: true });
  await mode('Text to image').waitFor();
  await page.getByRole('button', { name: 'Text to video' }).click();
  await page.waitForURL(/mode=text-video$/);
  await prompt(page).fill('a heron at dusk');
  await page.keyboard.press('Alt+Digit5');
  await page.waitForURL(/mode=references$/);
  await page.goBack();
  await mode('Text to video').waitFor();
  await page.goBack();
  await mode('Text to image').waitFor();
  expect(new URL(page.url()).search).toBe('?mode=text-image');
  expect(await prompt(page).inputValue()).toBe('a heron at dusk');
  await page.context().close();
});
