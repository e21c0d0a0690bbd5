import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SandboxProcess, startSandboxProcess } from '../../server/testing/sandbox-process.ts';
import { predecessorDatabase } from '../../server/tokens/testing/predecessor.ts';
import { barriers } from '../testing/barriers.ts';
import { OPERATOR, type OpenConsole, openConsole } from '../testing/open-console.ts';

const NAMES = ['ada', 'bob', 'cyd', 'dan', 'eve', 'fay'] as const;
/** Comes when most has been seen. */
const LAST = 'gus' as const;
type Name = (typeof NAMES)[number] | typeof LAST;
const secretOf = (name: Name) => `canary-session-${name}-0123456789abcdef`;
const CANARY = 'canary-session';
const WAIT = { timeout: 15_000 };

let sandbox: SandboxProcess;
let open: OpenConsole;
let page: Page;
/** The same console in another tab of somebody else's browser. */
let other: Page;
/** Everything that the server has answered to the page. */
const answers: string[] = [];

beforeAll(async () => {
  sandbox = await startSandboxProcess({
    accounts: [...NAMES, LAST].map((name) => [secretOf(name), `${name}@example.com`, 'PAYGATE_TIER_TWO', 6_000]),
  });
  open = await openConsole({ upstream: sandbox });
  ({ page } = open);
  page.setDefaultTimeout(10_000);
  page.on('response', (response) => {
    if (response.url().includes('exportSecrets')) return; // the one answer that is meant to hold them
    if (response.headers()['content-type']?.includes('event-stream')) return; // has no end
    void response.text().then(
      (text) => answers.push(text),
      () => {},
    );
  });
  other = await open.visit();
  await Promise.all([page, other].map((each) => each.goto(`${open.url}/tokens`)));
}, 120_000);
afterAll(async () => {
  await open?.[Symbol.asyncDispose]();
  await sandbox?.[Symbol.asyncDispose]();
});

const row = (name: string, on = page) => on.getByRole('row', { name: new RegExp(`${name}@example\\.com`) });
const dialog = () => page.getByRole('dialog').last();
const button = (name: string | RegExp) => dialog().getByRole('button', { name });
const tab = (name: string, on = page) => on.getByRole('group', { name: 'Views' }).getByRole('button', { name });
const secretField = () => dialog().getByRole('textbox', { name: 'Session token' });

async function check(name: Name): Promise<void> {
  await page.getByRole('heading', { name: 'Tokens' }).waitFor();
  await page.keyboard.press('a');
  await secretField().fill(`__Secure-next-auth.session-token=${secretOf(name)}; Path=/`);
  await page.keyboard.press('Enter');
}

test('the first token is checked, named and added by keyboard, and is seen live in a second tab', async () => {
  await page.getByText('No tokens yet').waitFor();
  await other.getByText('No tokens yet').waitFor();
  await other.getByText('Live', { exact: true }).waitFor(WAIT);
  await check('ada');
  await dialog().getByText('ada@example.com').waitFor();
  expect(await dialog().innerText()).toMatch(/Ultra[\s\S]*6,000/);
  await page.keyboard.type('lab-03'); // the focus has gone on to the name
  await page.keyboard.press('Enter');
  await toast('lab-03 was added').hover(); // which holds it there
  await page.setViewportSize({ width: 1440, height: 480 }); // so that the dialog reaches down to the foot
  await page.keyboard.press('i');
  expect(await isOver(page.getByRole('region', { name: 'Notifications' }), button('Cancel'))).toBe(false);
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1440, height: 900 });
  await row('ada').waitFor();
  await row('ada', other).getByText('Serving').waitFor(WAIT);
  expect(await row('ada', other).innerText()).toMatch(/lab-03[\s\S]*Ultra[\s\S]*6,000/);
});

/** Whether one part lies over another. */
async function isOver(one: Locator, other: Locator): Promise<boolean> {
  const [a, b] = await Promise.all([one.boundingBox(), other.boundingBox()]);
  if (a === null || b === null) throw new Error('one of them is not to be seen');
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
const toast = (text: string | RegExp) => page.getByRole('region', { name: 'Notifications' }).getByText(text);

test('a session token that is here already, or opens nothing, is said before anything is stored', async () => {
  await check('ada');
  await dialog().getByText('This very session token is already here as lab-03.').waitFor();
  await button('Another token').click();
  await secretField().fill('of-nobody-0123456789abcdef');
  await page.keyboard.press('Enter');
  await dialog()
    .getByText(/This session token opens no account/)
    .waitFor();
  expect(await secretField().getAttribute('aria-invalid')).toBe('true');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Leave what you typed behind?' }).waitFor();
  await button('Discard and leave').click();
  await expect.poll(() => new URL(page.url()).search).toBe('');
});

test('a database of the predecessor is dropped, looked at, and taken in; what is broken says why', async () => {
  const account = (name: Name) => ({ st: secretOf(name), email: `${name}@example.com`, remark: `of ${name}` });
  const bytes = predecessorDatabase([
    ...(['bob', 'cyd', 'dan', 'eve'] as const).map(account),
    { st: 'x y', email: 'z@example.com' },
  ]);
  await page.keyboard.press('i');
  const file = { name: 'flow.db', mimeType: 'application/octet-stream', buffer: bytes };
  await dialog().locator('input[type=file]').setInputFiles(file);
  await dialog().getByText('SQLite database').waitFor(WAIT);
  expect(await dialog().innerText()).toMatch(/New\s*4[\s\S]*Invalid\s*1/);
  await dialog()
    .getByText(/it holds characters that no cookie has/)
    .waitFor();
  expect(await page.getByRole('row').filter({ hasText: '@example.com' }).count()).toBeGreaterThan(0);
  await button('Import 4').click();
  await dialog().getByText('4 added, 0 updated').waitFor(WAIT);
  await button('Close').last().click();
  await expect.poll(() => tab('All', other).innerText(), WAIT).toMatch(/5/);
  await row('eve', other).waitFor(WAIT);
});

test('a text is pasted without being shown, and one that is here is not taken again', async () => {
  await page.keyboard.press('i');
  await dialog()
    .getByRole('textbox', { name: 'Or paste it' })
    .fill(`# mine\n${secretOf('fay')}\n${secretOf('bob')}\n`);
  await button('Look at it').press('Enter');
  await dialog().getByText('Already here').first().waitFor();
  await dialog().getByText('already here as bob').waitFor();
  await page.keyboard.press('Enter');
  await dialog().getByText('1 added, 0 updated').waitFor(WAIT);
  await page.keyboard.press('Tab');
  expect(await dialog().evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('Escape');
  await row('fay').waitFor();
});

test('ticked tokens are turned off together, which the second tab sees, and on again by Undo', async () => {
  for (const name of ['bob', 'cyd', 'dan'] as const) await row(name).getByRole('checkbox').click();
  await page.getByRole('toolbar', { name: '3 selected' }).getByRole('button', { name: 'Turn off' }).click();
  await toast(/Turning off 3 tokens: 3 done/).waitFor();
  expect(await isOver(page.getByRole('region', { name: 'Notifications' }), page.getByRole('toolbar'))).toBe(false);
  await expect.poll(() => tab('Off', other).innerText(), WAIT).toMatch(/3/);
  await row('cyd', other).getByText('Off', { exact: true }).waitFor(WAIT);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => tab('Off', other).innerText(), WAIT).toMatch(/0/);
  await page.keyboard.press('Escape');
});

test('on a phone the bar of the ticked tokens is all in view, and what is not is behind its menu', async () => {
  await other.setViewportSize({ width: 390, height: 844 });
  await row('bob', other).getByRole('checkbox').click();
  const bar = other.getByRole('toolbar', { name: '1 selected' });
  for (const name of ['Turn off', 'Delete', 'More actions', 'Clear selection']) {
    const { x, width } = (await bar.getByRole('button', { name }).boundingBox()) ?? { x: -1, width: 0 };
    expect([name, x >= 0 && x + width <= 390]).toEqual([name, true]);
  }
  await bar.getByRole('button', { name: 'More actions' }).click();
  const items = await other.getByRole('menuitem').allInnerTexts();
  expect(items).toEqual(['Refresh sign-in', 'Refresh credits', 'Set limits', 'Export']);
  await other.keyboard.press('Escape');
  await bar.getByRole('button', { name: 'Clear selection' }).click();
  await other.setViewportSize({ width: 1440, height: 900 });
});

test('of many the failed ones are told with their reason, and only those are tried again', async () => {
  const fault = { endpoint: 'credits', account: 'dan@example.com', times: 0, effect: { kind: 'html', status: 503 } };
  await sandbox.control('POST', 'faults', fault);
  await page.getByRole('checkbox', { name: 'Select all' }).click();
  await page.getByRole('toolbar').getByRole('button', { name: 'Refresh credits' }).click();
  await dialog().getByText('5 done, 1 failed').waitFor(WAIT);
  expect(await dialog().getByRole('listitem').innerText()).toContain('dan@example.com');
  await sandbox.control('DELETE', 'faults');
  await button('Retry failed (1)').click();
  await page.getByText(/: 6 done/).waitFor(WAIT);
  await page.keyboard.press('Escape');
});

test('a filter is in the address, says when nothing matches, and is cleared', async () => {
  await page.keyboard.press('/');
  await page.keyboard.type('of eve');
  await expect.poll(() => new URL(page.url()).search).toBe('?q=of+eve');
  await row('bob').waitFor({ state: 'detached' });
  await row('eve').waitFor();
  await page.getByRole('textbox', { name: 'Search tokens' }).fill('no such');
  await page.getByText('No token matches').waitFor();
  await page.reload();
  await page.getByText('No token matches').waitFor();
  await page.getByRole('main').getByRole('button', { name: 'Clear' }).last().click();
  await row('bob').waitFor();
});

test('a row opens by keyboard in a drawer of its own address, with its neighbours, limits and notes', async () => {
  await row('ada').getByRole('link').focus();
  await page.keyboard.press('Enter');
  await dialog().getByText('Limits').waitFor();
  const first = page.url();
  expect(first).toMatch(/\/tokens\/\d+$/);
  const images = dialog().getByRole('spinbutton', { name: 'Images at once' });
  await images.focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => row('ada', other).innerText(), WAIT).toMatch(/0\/3/);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect.poll(() => images.innerText()).toBe('4');
  await dialog().getByRole('textbox', { name: 'Note' }).fill('borrowed');
  await button('Save').click();
  await button('Save').waitFor({ state: 'detached' });
  await images.focus();
  await page.keyboard.press(']');
  await expect.poll(() => page.url()).not.toBe(first);
  await page.keyboard.press('[');
  await page.waitForURL(first);
  await page.reload();
  await expect.poll(() => dialog().getByRole('textbox', { name: 'Note' }).inputValue(), WAIT).toBe('borrowed');
});

test('a session token is replaced by a masked field, and one of another account is refused at it', async () => {
  await dialog().getByText('ends with cdef').waitFor({ state: 'attached' });
  await button('Replace session token').click();
  const field = dialog().getByLabel('Replace session token').last();
  await field.fill(secretOf('bob'));
  await page.keyboard.press('Enter');
  await dialog()
    .getByText(/belongs to bob@example\.com|another account/)
    .waitFor();
  await dialog().locator('input[type=password]').fill(secretOf('ada'));
  await page.keyboard.press('Enter');
  await page.getByText('The session token of lab-03 was replaced').waitFor();
  await page.keyboard.press('Escape');
  await page.waitForURL(/\/tokens$/);
});

test('a note that is not saved is not lost by Esc, and the row of a token opened by its address gets the focus', async () => {
  await row('ada').getByRole('link').click();
  await dialog().getByText('Limits').waitFor();
  await page.reload();
  const note = dialog().getByRole('textbox', { name: 'Note' });
  await note.fill('half a thou');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Leave what you typed behind?' }).waitFor();
  await button('Cancel').click();
  expect(await note.inputValue()).toBe('half a thou');
  await page.keyboard.press('Escape');
  await button('Discard and leave').click();
  await page.waitForURL(/\/tokens$/);
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent), WAIT).toMatch(/^lab-03/);
});

test('what somebody else saves meanwhile reaches the fields that nobody has touched, and no others', async () => {
  const field = (name: string, from = page) => from.getByRole('dialog').getByRole('textbox', { name });
  for (const each of [page, other]) await row('ada', each).getByRole('link').click();
  await field('Note').fill('mine');
  await field('Name', other).fill('lab-04');
  await field('Note', other).fill('theirs');
  await other.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => field('Name').inputValue(), WAIT).toBe('lab-04');
  await page.getByText('Changed by somebody else meanwhile, to “theirs”.').waitFor();
  expect(await field('Note').inputValue()).toBe('mine');
  await button('Save').click();
  await expect.poll(() => field('Note', other).inputValue(), WAIT).toBe('mine');
  expect(await field('Name', other).inputValue()).toBe('lab-04');
  await field('Name').fill('lab-03');
  await button('Save').click();
  for (const each of [page, other]) {
    await each.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' });
    await each.keyboard.press('Escape');
    await each.waitForURL(/\/tokens$/);
  }
});

test('an export holds no secrets unless the password is given again', async () => {
  const exported = async (): Promise<string> => {
    const [download] = await Promise.all([page.waitForEvent('download'), button('Download').click()]);
    return readFile(await download.path(), 'utf8');
  };
  const opens = () => page.getByRole('main').getByRole('button', { name: 'Export' }).click();
  await opens();
  const plain = await exported();
  expect(JSON.parse(plain).tokens).toHaveLength(NAMES.length);
  expect(plain).not.toContain(CANARY);
  await opens();
  await dialog().getByText('With secrets').click();
  expect(await button('Download').isDisabled()).toBe(true);
  await dialog().getByRole('textbox', { name: /Type/ }).fill('export 6');
  await dialog().locator('input[type=password]').fill('wrong');
  await button('Download').click();
  await expect.poll(() => dialog().locator('input[type=password]').getAttribute('aria-invalid')).toBe('true');
  await dialog().locator('input[type=password]').fill(OPERATOR.password);
  expect(await exported()).toContain(secretOf('ada'));
});

test('what was pasted is nowhere afterwards: not in the page, its address, its storage, nor in what the server says', async () => {
  const kept = await page.evaluate(async () => ({
    page: document.documentElement.outerHTML,
    fields: [...document.querySelectorAll<HTMLInputElement>('input,textarea')].map(({ value }) => value),
    local: JSON.stringify(localStorage),
    session: JSON.stringify(sessionStorage),
    history: JSON.stringify(history.state),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    address: location.href,
  }));
  expect(JSON.stringify(kept)).not.toContain(CANARY);
  expect(kept.databases).toEqual([]);
  expect(kept.caches).toEqual([]);
  expect(answers.length).toBeGreaterThan(10);
  expect(answers.filter((text) => text.includes(CANARY))).toEqual([]);
  expect(open.problems().filter((problem) => !problem.includes('status of 4'))).toEqual([]);
});

test('more than one is deleted only by typing how many', async () => {
  for (const name of ['eve', 'fay'] as const) await row(name).getByRole('checkbox').click();
  await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
  await dialog().getByText('The 2 tokens that you ticked.').waitFor();
  expect(await button('Delete 2').isDisabled()).toBe(true);
  await dialog().getByRole('textbox').fill('delete 2');
  await button('Delete 2').click();
  await row('eve').waitFor({ state: 'detached', ...WAIT });
  await row('fay', other).waitFor({ state: 'detached', ...WAIT });
});

test('a token that is deleted while it is open is shown as gone, and what was typed about it can be copied', async () => {
  await row('dan').getByRole('link').click();
  const note = dialog().getByRole('textbox', { name: 'Note' });
  await note.fill('half a thought');
  const id = Number(new URL(page.url()).pathname.split('/').at(-1));
  const data = { selection: { ids: [id] }, work: { action: 'delete', force: false } };
  const headers = { origin: open.url };
  expect((await other.request.post(`${open.url}/trpc/tokens.bulk`, { data, headers })).status()).toBe(200);
  await dialog().getByText('There is no such token').waitFor(WAIT);
  const shown = await dialog().innerText();
  expect(shown).toContain('It can no longer be saved');
  expect(shown).not.toMatch(/Serving|Limits|Refresh sign-in|Delete/);
  expect(await button('Save').count()).toBe(0);
  expect([await note.inputValue(), await note.isEditable()]).toEqual(['half a thought', false]);
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await button('Discard and leave').click();
  await page.waitForURL(/\/tokens$/);
});

/** Colours change within a moment; in between none of them is right. */
/** A change of theme or width is seen in the next frame, and only then are its transitions there to be waited for. */
const settled = (on: Page) =>
  on.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})));
  });

const LOOKS = [
  ['light', 1440],
  ['dark', 1440],
  ['light', 390],
  ['dark', 390],
] as const;

test('what is added while the pointer rests over the rows is shown at once; an address of no token says so', async () => {
  await page.goto(`${open.url}/tokens`);
  await row('ada').hover();
  await check(LAST);
  await dialog().getByRole('textbox', { name: 'Name' }).fill('lab-09');
  await page.keyboard.press('Enter');
  await page.getByText('lab-09 was added').waitFor();
  await row(LAST).waitFor(WAIT);
  await new Promise((resolve) => setTimeout(resolve, 1_500)); // until the stream has told of it, too
  expect(await page.getByText('The list has changed').count()).toBe(0);

  await page.goto(`${open.url}/tokens/abc`);
  await dialog().getByText('There is no such token').waitFor();
  expect(await dialog().innerText()).not.toMatch(/NaN|\{/);
  await page.keyboard.press('Escape');
  await page.waitForURL('**/tokens');
});

test('the command menu finds tokens on every page, by a part of their name or address', async () => {
  await page.goto(`${open.url}/audit`);
  await page.getByRole('heading', { name: 'Audit log' }).waitFor();
  for (const text of ['gus@exam', 'lab-09']) {
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox').fill(text);
    await page.getByRole('option', { name: `Token lab-09 (${LAST}@example.com)` }).waitFor(WAIT);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/tokens\/\d+$/);
    await page.getByRole('dialog', { name: 'lab-09' }).waitFor();
    await page.keyboard.press('Escape');
  }
});

test('a list that something before the server refuses says the status of that', async () => {
  await other.route('**/trpc/*tokens.list*', (route) =>
    route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
  );
  await other.goto(`${open.url}/tokens`);
  await other.getByText('The answer has status 502').waitFor(WAIT);
  await other.unroute('**/trpc/*tokens.list*');
  await other.goto(`${open.url}/tokens`);
  await row('ada', other).waitFor(WAIT);
  open.problems(); // the refused request, as the browser writes it
});

test('nobody is kept out of the list, the drawer and the dialogs, in either language, theme and width', async () => {
  const found: string[] = [];
  const look = async (what: string): Promise<void> => {
    for (const [theme, width] of LOOKS) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height: 900 });
      await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe(theme);
      await settled(page);
      found.push(...(await barriers(page)).map((barrier) => `${what} ${theme} ${width}: ${barrier}`));
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  };
  for (const language of ['English', '简体中文']) {
    await page
      .getByRole('banner')
      .getByRole('button', { name: /Language|语言/ })
      .click();
    await page.getByRole('menuitem', { name: language }).click();
    await row('bob').waitFor();
    await look(`list ${language}`);
    await row('ada').getByRole('link').click();
    await page.getByRole('spinbutton').first().waitFor();
    await look(`drawer ${language}`);
    await page.keyboard.press('Escape');
    await page.keyboard.press(language === 'English' ? 'a' : 'i');
    await dialog().locator('input[type=file]').waitFor({ state: 'attached' });
    await look(`dialog ${language}`);
    await page.keyboard.press('Escape');
  }
  expect(found).toEqual([]);
  expect(open.problems().filter((problem) => !problem.includes('status of 4'))).toEqual([]);
}, 120_000);
