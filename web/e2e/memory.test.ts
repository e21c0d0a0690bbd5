import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openConsole } from '../testing/open-console.ts';

declare global {
  var left: WeakRef<Element> | undefined;
}

async function isKept(page: Page): Promise<boolean> {
  const client = await page.context().newCDPSession(page);
  await client.send('HeapProfiler.collectGarbage');
  await client.detach();
  return page.evaluate(() => globalThis.left?.deref() !== undefined);
}

test('a page that was left is let go of, however long its answers are kept', async () => {
  await using console = await openConsole();
  const { page } = console;
  const go = async (key: string, heading: string) => {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  };
  // Nobody asks for the answers of this range again.
  await page.goto(`${console.url}/?range=15m`);
  await page.getByText(/^Jobs finished per minute/).waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => {
    const heading = document.querySelector('h1');
    if (heading !== null) globalThis.left = new WeakRef(heading);
  });
  await go('t', 'Tokens');
  await go('o', 'Overview');
  await go('t', 'Tokens');
  await expect.poll(() => isKept(page), { timeout: 20_000 }).toBe(false);
  expect(console.problems()).toEqual([]);
}, 120_000);
