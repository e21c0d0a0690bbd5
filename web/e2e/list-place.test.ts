import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type SandboxProcess, startSandboxProcess } from '../../server/testing/sandbox-process.ts';
import { type OpenConsole, openConsole } from '../testing/open-console.ts';

vi.setConfig({ testTimeout: 120_000 });

const NAMES = Array.from({ length: 24 }, (_, index) => `account-${index}`);
const REQUESTS = 120;
const GENERATIONS = 14;
const IMAGE = 'gemini-2.5-flash-image-landscape';
const WAIT = { timeout: 15_000 };

let sandbox: SandboxProcess;
let open: OpenConsole;

beforeAll(async () => {
  sandbox = await startSandboxProcess({
    accounts: NAMES.map((name) => [`session-${name}`, `${name}@example.com`, 'PAYGATE_TIER_TWO', 6_000]),
  });
  open = await openConsole({ upstream: sandbox });
  for (const name of NAMES) await open.service.addToken(`session-${name}`);
  for (let made = 0; made < REQUESTS; made += 1) await (await open.service.fetch('/v1/models')).text();
  const generate = () => open.service.post('/v1/images/generations', { model: IMAGE, prompt: 'a heron' });
  for (let made = 0; made < GENERATIONS; made += 1) expect((await generate()).status).toBe(200);
}, 180_000);
afterAll(async () => {
  await open?.[Symbol.asyncDispose]();
  await sandbox?.[Symbol.asyncDispose]();
});
afterEach(() => expect(open.problems()).toEqual([]));

/** Lists by their address, and how far down there is something in each of them; pixels. */
const LISTS = [
  ['/tokens', 400],
  ['/requests', 2_400],
  ['/generations?view=rows', 300],
  ['/generations', 300],
] as const;
type Way = 'link' | 'row' | 'keyboard';

const scrolled = (page: Page): Promise<number> => page.evaluate(() => Math.round(scrollY));
const pathOf = (page: Page): string => new URL(page.url()).pathname;

/** The page with its list moved down, and the address of something that is in the middle of what is seen then. */
async function goDown(page: Page, list: string, by: number): Promise<string> {
  const path = list.split('?')[0];
  await page.goto(open.url + list);
  const links = `main a[href^="${path}/"]`;
  await page.locator(links).nth(8).waitFor();
  await expect
    .poll(async () => {
      await page.evaluate((to) => scrollTo(0, to), by);
      return scrolled(page);
    }, WAIT)
    .toBe(by);
  const inView = () =>
    page.evaluate((selector) => {
      const isInView = ({ top }: DOMRect) => top > innerHeight / 3 && top < innerHeight - 120;
      const found = [...document.querySelectorAll(selector)].find((link) => isInView(link.getBoundingClientRect()));
      return found?.getAttribute('href') ?? null;
    }, links);
  await expect.poll(inView, WAIT).not.toBeNull();
  return (await inView()) ?? '';
}

/** Opens it the way that is asked for; resolves with the path that is open then. */
async function enter(page: Page, href: string, way: Way): Promise<string> {
  const link = page.locator(`main a[href="${href}"]`);
  if (way === 'link') await link.click();
  else if (way === 'row') await link.locator('xpath=ancestor::*[@role="row"]').click({ position: { x: 420, y: 12 } });
  else {
    await link.locator('xpath=ancestor::*[@role="row"]').focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
  }
  await page.getByRole('dialog').waitFor();
  return pathOf(page);
}

const focused = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const here = document.activeElement;
    const link = here?.matches('a') ? here : here?.querySelector('a');
    return link instanceof HTMLAnchorElement ? link.pathname : null;
  });

/** Opens something far down, and closes it again. */
async function expectToStay(page: Page, [list, by]: readonly [string, number], way: Way): Promise<void> {
  const what = `${list} by ${way}`;
  const href = await goDown(page, list, by);
  const before = await scrolled(page);
  const opened = await enter(page, href, way);
  // One row further may have to come into view.
  expect(Math.abs((await scrolled(page)) - before), what).toBeLessThan(60);
  const during = await scrolled(page);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(() => focused(page), WAIT).toBe(opened);
  expect(await scrolled(page), what).toBe(during);
}

test.each(LISTS)(
  'what is opened in the list of %s leaves the list where it is, and Esc goes back to its row',
  async (...list) => {
    const page = await open.visit();
    const ways: Way[] = list[0] === '/generations' ? ['link'] : ['link', 'row', 'keyboard'];
    await page.setViewportSize({ width: 1440, height: 520 });
    for (const way of ways) await expectToStay(page, list, way);
    await page.context().close();
  },
);

test.each(LISTS)('on a phone, too, the list of %s stays where it is', async (...list) => {
  const page = await open.visit({ phone: true });
  await page.setViewportSize({ width: 390, height: 600 });
  await expectToStay(page, list, 'link');
  await page.context().close();
});

test('what the command menu opens over the list leaves it where it is, and another page begins at its top', async () => {
  const page = await open.visit();
  await page.setViewportSize({ width: 1440, height: 520 });
  await goDown(page, '/tokens', 400);
  const jump = async (to: string, name: string | RegExp): Promise<void> => {
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox').fill(to);
    await page.getByRole('option', { name }).click();
  };
  await jump('account-3@', /^Token account-3/);
  await page.waitForURL(/\/tokens\/\d+$/);
  await page.getByRole('dialog', { name: 'account-3' }).waitFor();
  expect(await scrolled(page)).toBe(400);
  await jump('create new API key', /Create/);
  await page.waitForURL('**/keys/new');
  await expect.poll(() => scrolled(page), WAIT).toBe(0);
  await page.context().close();
});
