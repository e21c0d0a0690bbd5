import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type SandboxProcess, startSandboxProcess } from '../../server/testing/sandbox-process.ts';
import { type OpenConsole, openConsole } from '../testing/open-console.ts';

let sandbox: SandboxProcess;
let open: OpenConsole;
let page: Page;

beforeAll(async () => {
  sandbox = await startSandboxProcess({ accounts: [['session-ada', 'ada@example.com', 'PAYGATE_TIER_TWO', 6_000]] });
  open = await openConsole({ upstream: sandbox });
  await open.service.addToken('session-ada');
  ({ page } = open);
  page.setDefaultTimeout(15_000);
  // As in high contrast of Windows.
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
}, 120_000);
afterAll(async () => {
  await open?.[Symbol.asyncDispose]();
  await sandbox?.[Symbol.asyncDispose]();
});
afterEach(() => expect(open.problems()).toEqual([]));

/** Its ground as it is painted; the browser tells the colours of the system, not those of the styles. */
const ground = (of: Locator): Promise<string> =>
  of.first().evaluate((element) => getComputedStyle(element).backgroundColor);
/** A colour of the system. */
const system = (name: string): Promise<string> =>
  page.evaluate((color) => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.cssText = `forced-color-adjust: none; background: ${color}`;
    const shown = getComputedStyle(probe).backgroundColor;
    probe.remove();
    return shown;
  }, name);

/** What is on is highlighted, its words can be read on that, and what is not on is not. */
async function expectTold(on: Locator, off: Locator): Promise<void> {
  const highlight = await system('Highlight');
  await expect.poll(() => ground(on)).toBe(highlight);
  expect(await ground(off)).not.toBe(highlight);
  const inks = await on
    .first()
    .evaluate((element) => [element, ...element.querySelectorAll('*')].map((each) => getComputedStyle(each).color));
  expect(new Set(inks)).toEqual(new Set([await system('HighlightText')]));
}

test('in forced colours the page that is open, the view and the range are told from the others', async () => {
  await page.goto(`${open.url}/`);
  const here = page.getByRole('navigation').first();
  await expectTold(here.locator('[aria-current]'), here.getByRole('link', { name: 'Models' }));
  const range = page.locator('fieldset').first();
  await expectTold(range.locator('label:has(:checked)'), range.locator('label:not(:has(:checked))'));
  await page.goto(`${open.url}/tokens`);
  const views = page.getByRole('group', { name: 'Views' });
  await expectTold(views.locator('[aria-pressed=true]'), views.locator('[aria-pressed=false]'));
  await page.goto(`${open.url}/settings/network`);
  await expectTold(here.getByRole('link', { name: 'Settings' }), here.getByRole('link', { name: 'Models' }));
  const sections = page.getByRole('main').getByRole('navigation');
  await expectTold(sections.locator('[aria-current]'), sections.locator('a:not([aria-current])'));
});

test('in forced colours a mode and a shape that are chosen are told from the others', async () => {
  await page.goto(`${open.url}/playground`);
  const shapes = page.getByRole('group', { name: 'Shape' });
  await expectTold(shapes.locator('label:has(:checked)'), shapes.locator('label:not(:has(:checked))'));
  const modes = page.getByRole('main');
  await expectTold(
    modes.locator('button:is([aria-pressed=true],[aria-selected=true])'),
    modes.locator('button:is([aria-pressed=false],[aria-selected=false])'),
  );
});

test('in forced colours a state has its dot, and the item of a menu that the keys are on is seen', async () => {
  await page.goto(`${open.url}/tokens`);
  const row = page.getByRole('row', { name: /ada@example/ });
  const dot = row.getByText('Serving').locator('i');
  await dot.waitFor();
  const grounds = [await system('Canvas'), await system('ButtonFace'), 'rgba(0, 0, 0, 0)'];
  for (const mark of [dot, page.getByRole('banner').locator('button:has([role=status]) i')]) {
    expect(grounds).not.toContain(await ground(mark));
  }
  await row.getByRole('button', { name: /^More actions/ }).press('Enter');
  const items = page.getByRole('menuitem');
  await items.first().waitFor();
  await page.keyboard.press('ArrowDown');
  await expectTold(
    page.locator('[role=menuitem][data-highlighted]'),
    page.locator('[role=menuitem]:not([data-highlighted])'),
  );
  await page.keyboard.press('Escape');
});

test('in forced colours a switch is there, and is seen to be on or off', async () => {
  await page.goto(`${open.url}/tokens`);
  await page
    .getByRole('row', { name: /ada@example/ })
    .getByRole('link')
    .click();
  const input = page.getByRole('dialog').getByRole('switch').first();
  const track = input.locator('xpath=following-sibling::span[1]');
  const knob = track.locator('span');
  await track.waitFor();
  const looks = async () => [await ground(track), await ground(knob)];
  expect(await input.isChecked()).toBe(true);
  await expect.poll(looks).toEqual([await system('Highlight'), await system('HighlightText')]);
  await input.press('Space');
  await expect.poll(looks).toEqual([await system('ButtonFace'), await system('ButtonText')]);
  expect(await track.evaluate((element) => getComputedStyle(element).borderTopWidth)).toBe('1px');
});
