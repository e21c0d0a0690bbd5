import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { barriers } from '../testing/barriers.ts';
import { type OpenConsole, openConsole } from '../testing/open-console.ts';

const PROMPT = 'Fog lifts from a harbour at dawn';
const WAIT = { timeout: 15_000 };
vi.setConfig({ testTimeout: 60_000 }); // each makes several results, on a machine that may be busy

let console: OpenConsole;
let page: Page;
beforeAll(async () => {
  console = await openConsole();
  ({ page } = console);
  page.setDefaultTimeout(15_000);
}, 120_000);
afterAll(() => console?.[Symbol.asyncDispose]());

const go = (path: string) => page.goto(console.url + path);
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const stage = () => page.getByRole('region', { name: 'Result' });

async function generate(prompt: string): Promise<void> {
  await page.getByLabel('Prompt', { exact: true }).fill(prompt);
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/job=gen_/);
}

test('a prompt becomes a video that plays, and its last frame the first of the next', async () => {
  await go('/playground?mode=text-video');
  await page.getByText('Veo 3.1 Fast').first().waitFor();
  await page.getByRole('radio', { name: '6 s' }).check({ force: true });
  await generate(PROMPT);
  const video = stage().locator('video');
  await video.waitFor(WAIT);
  const seconds = await video.evaluate(async (clip: HTMLVideoElement) => {
    await clip.play();
    clip.pause();
    return clip.duration;
  });
  expect(seconds).toBeCloseTo(6, 0);
  expect(await stage().getByRole('list', { name: 'Steps' }).textContent()).toMatch(/Queued.*Sandbox.*Generated.*Saved/);
  await button('curl').click();
  const code = page.getByRole('region', { name: 'curl' });
  expect(await code.textContent()).toContain('"seconds": 6');
  expect(await code.textContent()).toContain('YOUR_KEY');

  await button('Use last frame').click();
  const frames = page.getByRole('region', { name: 'Frames' });
  await frames.getByAltText('First').waitFor();
  const picture = await sharp({ create: { width: 320, height: 180, channels: 3, background: '#a53' } })
    .png()
    .toBuffer();
  await frames.locator('input[type=file]').setInputFiles({ name: 'last.png', mimeType: 'image/png', buffer: picture });
  await frames.getByAltText('Last').waitFor();
  const first = await frames.getByAltText('First').getAttribute('src');
  await button('Swap first and last frame').click();
  expect(await frames.getByAltText('Last').getAttribute('src')).toBe(first);
  await generate(`${PROMPT}, then the sun`);
  await expect.poll(() => stage().textContent(), WAIT).toContain('Uploaded');
  await stage().locator('video').waitFor(WAIT);
  const labels = stage().getByRole('list', { name: 'Steps' }).locator('.font-500');
  expect(await labels.evaluateAll((all) => all.filter((label) => label.scrollWidth > label.clientWidth))).toEqual([]);
});

test('what was typed outlives a reload, and a file that is no picture is refused before it is sent', async () => {
  await page.getByLabel('Prompt', { exact: true }).fill('half a thou');
  await page.reload();
  await expect.poll(() => page.getByLabel('Prompt', { exact: true }).inputValue(), WAIT).toBe('half a thou');
  await button('Edit image').click();
  const pictures = page.getByRole('region', { name: 'Pictures' });
  await pictures.getByText('20 MB at most').waitFor();
  const file = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('x') };
  await pictures.locator('input[type=file]').setInputFiles(file);
  await pictures.getByText('notes.txt is of a kind that is not taken here.').waitFor();
  await button(/^Generate/).click();
  await page.getByRole('region', { name: 'Request', exact: true }).getByText('Add a picture.').waitFor();
  await page.keyboard.press('Alt+Digit6');
  await button('Choose a result').click();
  await page
    .getByRole('dialog')
    .getByRole('button')
    .filter({ has: page.locator('video') })
    .first()
    .click();
  await page
    .getByText('There is no larger size')
    .or(page.getByRole('radio', { name: '1080p' }))
    .first()
    .waitFor();
});

test('a refusal is told in words, and from the list it is two clicks away', async () => {
  await button('Text to image').click();
  await generate('[[sandbox:violence]] a duel');
  await stage().getByText('Refused by the upstream’s policy').waitFor(WAIT);
  await stage().getByRole('link', { name: 'Details' }).waitFor();
  expect(await stage().getByRole('link', { name: 'Request log' }).count()).toBe(0); // no request has asked for it
  await generate('a quiet lake');
  await stage().locator('img').waitFor(WAIT);
  await go('/generations');
  await button(/^Failed/).click();
  await page.getByRole('link', { name: /Refused/ }).click();
  const viewer = page.getByRole('dialog');
  await viewer.getByText('content_rejected').first().waitFor();
  await viewer.getByText('1 attempt').waitFor();
  expect(await viewer.textContent()).toContain('It was the only one that could');
  await page.reload();
  await viewer.getByText('content_rejected').first().waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => new URL(page.url()).pathname, WAIT).toBe('/generations');
  expect(new URL(page.url()).search).toBe('?tab=failed');
});

test('from the overview, what failed in the console is two clicks away, by its reason as by the figure', async () => {
  await go('/');
  await page.getByRole('link', { name: 'Refused by safety policy' }).click();
  await page.waitForURL(/\/generations\?tab=failed&from=\d+&key=console$/);
  await page.getByRole('link', { name: /Refused/ }).click();
  await page.getByRole('dialog').getByText('content_rejected').first().waitFor();
  await go('/');
  await page.getByRole('link', { name: /^\d+(\.\d)?%$/ }).click(); // the share of jobs that were completed
  await page.waitForURL(/\/generations\?tab=failed&from=\d+$/);
  await page.getByRole('link', { name: /Refused/ }).waitFor();
});

test('a log without any request says of a filter that nothing fits it', async () => {
  await go('/requests?q=lake');
  await page.getByText('No request matches').waitFor();
  await button('Clear').last().click();
  await page.getByText('No requests yet').waitFor();
});

test('failed ones are tried again, results saved together, and files deleted once that is typed', async () => {
  await go('/generations?tab=failed');
  await button('Retry failed 1').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retry 1' }).click();
  await page.getByText('1 generation made anew').waitFor();
  await go('/generations?view=rows&tab=done');
  await page.getByRole('row').nth(3).waitFor();
  await page.getByLabel('Select all').check({ force: true });
  await page.evaluate(() => Object.assign(window, { showSaveFilePicker: undefined }));
  const [saved] = await Promise.all([page.waitForEvent('download'), button('Download as ZIP').click()]);
  expect(saved.suggestedFilename()).toBe('generations-3.zip');
  await button('Delete 3 from cache').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('delete 3');
  await dialog.getByRole('button', { name: 'Delete 3 from cache' }).click();
  await page.getByText('Files of 3 generations deleted').waitFor();
  await button(/^Expired\s*3/).waitFor();
  await page.getByText('Nothing is done yet').waitFor();
});

test('nobody is kept out: both pages and the lightbox, in either language, theme and width', async () => {
  const found: string[] = [];
  const look = async (where: string, theme: 'light' | 'dark', width: number): Promise<void> => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await expect.poll(() => page.locator('html').getAttribute('data-theme'), WAIT).toBe(theme);
    for (const barrier of await barriers(page)) found.push(`${where} ${theme} ${width}: ${barrier}`);
  };
  const LOOKS = [
    ['light', 1440],
    ['dark', 1440],
    ['light', 390],
    ['dark', 390],
  ] as const;
  for (const language of ['English', '简体中文']) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await go('/generations');
    await button(/Language|语言/).click();
    await page.getByRole('menuitem', { name: language }).click();
    await page.locator('[data-job]').first().waitFor();
    for (const [theme, width] of LOOKS) await look(`generations ${language}`, theme, width);
    await page.locator('[data-job] a').first().click();
    await page.getByRole('dialog').getByRole('list').first().waitFor();
    for (const [theme, width] of language === 'English' ? LOOKS.slice(0, 2) : LOOKS.slice(2)) {
      await look(`lightbox ${language}`, theme, width);
    }
    await go('/playground?mode=frames');
    await page.locator('textarea').waitFor();
    for (const [theme, width] of LOOKS) await look(`playground ${language}`, theme, width);
  }
  expect(found).toEqual([]);
  expect(console.problems().filter((problem) => !problem.includes('404'))).toEqual([]);
}, 120_000);
