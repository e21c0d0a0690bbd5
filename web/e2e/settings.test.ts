import { createTRPCClient, httpBatchLink } from '@trpc/client';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppRouter } from '../../server/control/trpc/app-router.ts';
import { barriers } from '../testing/barriers.ts';
import { OPERATOR, type OpenConsole, openConsole } from '../testing/open-console.ts';

const WAIT = { timeout: 10_000 };
const CARA = { username: 'cara', password: 'three green lamps burn' };
const BEN = { username: 'ben', password: 'four brown horses ran' };

let console: OpenConsole;
let page: Page;
/** Another operator, somewhere else. */
let ben: ReturnType<typeof trpcAs>;
beforeAll(async () => {
  console = await openConsole();
  ({ page } = console);
  page.setDefaultTimeout(10_000);
  const ada = trpcAs(await cookieOf(OPERATOR));
  await ada.security.addAdmin.mutate({ ...BEN, currentPassword: OPERATOR.password });
  ben = trpcAs(await cookieOf(BEN));
}, 240_000);
afterAll(() => console?.[Symbol.asyncDispose]());

async function cookieOf(who: { username: string; password: string }): Promise<string> {
  const answer = await fetch(`${console.url}/trpc/auth.signIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(who),
  });
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

const trpcAs = (cookie: string) =>
  createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url: `${console.url}/trpc`, headers: { cookie, origin: console.url } })],
  });

const visit = (path: string) => page.goto(console.url + path);
const button = (name: string | RegExp) => page.getByRole('button', { name });
const field = (name: string) => page.getByRole('spinbutton', { name, exact: true });
const dialog = () => page.getByRole('dialog');
const review = () => page.getByRole('button', { name: /^Review and apply/ }).click();
const apply = () =>
  dialog()
    .getByRole('button', { name: /^Apply/ })
    .click();

test('every setting has its place and its name, and one of the environment is locked', async () => {
  const { settings } = await ben.settings.get.query();
  await visit('/settings?q=.');
  await page.locator('[id^=setting-]').first().waitFor();
  const shown = await page.locator('[id^=setting-]').evaluateAll((rows) => rows.map((row) => row.id));
  expect(shown.toSorted()).toEqual(settings.map(({ key }) => `setting-${key.replace('.', '-')}`).toSorted());
  const labels = await page.locator('[id^=setting-] label').allInnerTexts();
  expect(labels.filter((label) => /^[a-z]+\.[a-z_]+$/.test(label))).toEqual([]);
  await visit('/settings/network?q=FLOW2API_FLOW__POLL_INTERVAL_MAX');
  expect(await page.getByLabel('Largest gap between looks').isDisabled()).toBe(true);
  await page.getByText('Set by the environment variable FLOW2API_FLOW__POLL_INTERVAL_MAX').waitFor();
});

test('a wrong field says so before anything is sent; all changes are reviewed with what follows, applied and taken back', async () => {
  await visit('/settings/routing');
  await field('Tokens tried per job').fill('11');
  await page.getByText('Give a number from 1 to 10.').waitFor();
  await field('Tokens tried per job').fill('2');
  await field('Image slots per token').fill('0');
  await field('Video slots per token').fill('0');
  await review();
  await dialog()
    .getByText(/no token could ever work/)
    .waitFor();
  expect(await barriers(page)).toEqual([]);
  await dialog().getByRole('button', { name: 'Go to the field' }).click();
  await page.getByText(/no token could ever work/).waitFor();
  await field('Image slots per token').fill('3');
  await page.getByRole('link', { name: 'Server' }).click();
  await field('Largest request').fill('32');
  await page.keyboard.press('ControlOrMeta+s');
  await dialog().getByText('Tokens tried per job').waitFor();
  expect(await dialog().innerText()).toMatch(/Tokens tried per job[\s\S]*3[\s\S]*2/);
  expect(await barriers(page)).toEqual([]);
  await apply();
  await page.getByText('4 changes applied').waitFor();
  const values = async () => {
    const { settings } = await ben.settings.get.query();
    return ['generation.max_attempts', 'server.body_limit_mb'].map(
      (key) => settings.find((each) => each.key === key)?.value,
    );
  };
  expect(await values()).toEqual([2, 32]);
  await button('Undo').click();
  await page.getByText('Change taken back').waitFor();
  expect(await values()).toEqual([3, 64]);
});

test('what another operator saves meanwhile shows at once, and the same setting is chosen one by one', async () => {
  await visit('/settings/generation');
  await field('Video timeout').fill('1800');
  await field('Image timeout').fill('200');
  const { version } = await ben.settings.get.query();
  await ben.settings.save.mutate({
    version,
    changes: [
      { key: 'generation.video_timeout', value: 1600 },
      { key: 'generation.image_timeout', value: 250 },
    ],
  });
  await page.getByText('2 of them were changed by somebody else meanwhile').waitFor();
  await review();
  await dialog().getByText('ben changed what you are changing, too.').waitFor();
  expect(await barriers(page)).toEqual([]);
  await button('Take this: Video timeout, Yours').click();
  await button(/^Take this: Image timeout, Theirs/).click();
  await apply();
  await page.getByText('1 change applied').waitFor();
  const { settings } = await ben.settings.get.query();
  expect(settings.find(({ key }) => key === 'generation.video_timeout')?.value).toBe(1_800);
  expect(settings.find(({ key }) => key === 'generation.image_timeout')?.value).toBe(250);
});

test('the history says who changed what, in an address of its own, and takes a save back', async () => {
  await button('History of Video timeout').click();
  await page.waitForURL(/history=generation\.video_timeout/);
  await page.reload();
  await dialog().getByText('ben').waitFor();
  expect(await barriers(page)).toEqual([]);
  await dialog().getByRole('button', { name: 'Revert' }).first().click();
  await page
    .getByRole('dialog', { name: /^Revert version/ })
    .getByRole('button', { name: 'Revert' })
    .click();
  await page.getByText(/^Version \d+ reverted$/).waitFor();
  await page.getByRole('dialog', { name: 'History of Video timeout' }).getByRole('button', { name: 'Close' }).click();
  await expect.poll(() => field('Video timeout').inputValue(), WAIT).toBe('1600');
});

test('tests say in words what they found, debug logging ends by itself, and leaving asks for what is not applied', async () => {
  await visit('/settings/network');
  await page.getByLabel('Request proxy', { exact: true }).fill('http://127.0.0.1:1');
  await button('Test Request proxy').click();
  await page.getByText(/aisandbox-pa\.googleapis\.com: connect/).waitFor();
  await page.getByRole('link', { name: 'Audit log' }).click();
  await dialog().getByRole('button', { name: 'Discard and leave' }).click();
  await page.getByRole('heading', { level: 1, name: 'Audit log' }).waitFor();

  await visit('/settings/logging');
  await button('Log for 15 min').click();
  await page.getByRole('timer').waitFor();
  await page.getByText(/Log files take/).waitFor();
  await button('Switch off').click();
  await page.getByText('Debug logging is off').waitFor();
  await page.getByRole('link', { name: 'Media and cache' }).click();
  await button('Test the folder').click();
  await page.getByText(/Files can be kept/).waitFor();
  await button('Delete…').click();
  await dialog().getByRole('textbox').fill('delete');
  await dialog().getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText(/0 files deleted/).waitFor();
});

test('the audit log is filtered in the address, opened line by line, verified and exported', async () => {
  await visit('/audit?action=settings.*');
  await page.getByText('Settings reverted').first().waitFor();
  expect(await page.getByRole('main').innerText()).not.toContain('Signed in');
  await page.getByRole('row').filter({ hasText: 'Settings changed' }).first().click();
  await dialog().getByText('Its seal').waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.reload();
  await dialog().getByText('Its seal').waitFor();
  await page.keyboard.press('Escape');
  await page.waitForURL(/audit\?action=settings\.\*$/);
  await button('Verify chain').click();
  await page.getByText(/^All \d+ lines are as they were written/).waitFor();
  const download = page.waitForEvent('download');
  await button('Export').click();
  await page.getByRole('menuitem', { name: 'What matches, as CSV' }).click();
  expect((await download).suggestedFilename()).toMatch(/^audit-.*\.csv$/);
});

test('new lines of the audit log are counted when they match, also by the address of an account', async () => {
  const [account] = (await ben.tokens.list.query({ limit: 1 })).items;
  if (account === undefined) throw new Error('there is no account');
  const address = account.email ?? '';
  await visit(`/audit?q=${address}`);
  await page.getByRole('heading', { name: 'Audit log' }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await ben.keys.create.mutate({ name: 'elsewhere' });
  await ben.tokens.update.mutate({ id: account.id, remark: 'here' });
  await button('1 new').click();
  await page.getByRole('row').filter({ hasText: address }).first().waitFor();
  expect(await button(/ new$/).count()).toBe(0);
});

test('Security tells from where operators may come as it changes, and leads to where that is set', async () => {
  const networks = async (value: string[] | null) => {
    const { version } = await ben.settings.get.query();
    await ben.settings.save.mutate({ changes: [{ key: 'server.operator_networks', value }], version });
  };
  await visit('/security');
  await page.getByText('Operators may come from every address.').waitFor();
  await networks(['192.0.2.0/24', 'uniquelocal']);
  await page
    .getByText('Operators may come from 192.0.2.0/24, uniquelocal and from the server’s own machine.')
    .waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('link', { name: 'See the setting' }).click();
  const shown = () => page.getByRole('textbox', { name: 'Networks of operators' }).inputValue();
  await expect.poll(shown, WAIT).toBe('192.0.2.0/24\nuniquelocal');
  await networks(null);
  await expect.poll(shown, WAIT).toBe('');
});

test('a tab whose address is shut out says so, keeps what was typed, and goes on when it is let in again', async () => {
  const cara = await ben.security.addAdmin.mutate({ ...CARA, currentPassword: BEN.password });
  const away = await console.visit({ signedIn: false, cookie: await cookieOf(CARA) });
  const before = (await ben.security.sessions.query()).length;
  await away.setExtraHTTPHeaders({ 'x-forwarded-for': '10.1.1.1' });
  await away.goto(`${console.url}/settings/network`);
  const typed = away.getByLabel('Request proxy', { exact: true });
  await typed.fill('http://half-');
  const save = async (value: string[] | null) => {
    const { version } = await ben.settings.get.query();
    await ben.settings.save.mutate({ changes: [{ key: 'server.operator_networks', value }], version });
  };
  await save(['192.0.2.0/24']);
  const told = away.getByText('This address is not let in any more');
  await told.waitFor({ timeout: 30_000 });
  await away.getByText('State not known now').waitFor();
  expect(await typed.inputValue()).toBe('http://half-');
  const sessions = async () => (await ben.security.sessions.query()).length;
  await expect.poll(sessions, WAIT).toBe(before - 1);
  await save(null);
  const again = away.getByRole('dialog', { name: 'Your session is over' });
  await again.getByLabel('Password').fill(CARA.password, { timeout: 60_000 });
  await again.getByRole('button', { name: 'Sign in' }).click();
  await told.waitFor({ state: 'detached' });
  expect(await typed.inputValue()).toBe('http://half-');
  await away.close();
  await ben.security.removeAdmin.mutate({ id: cara.id });
  // The browser tells of refusals by itself: of the address, and of the session that is over.
  expect(console.problems().filter((problem) => !/status of 40[13]|ERR_/.test(problem))).toEqual([]);
}, 120_000);

test('a wrong network is said while it is typed, beside the address that the operator comes from', async () => {
  await visit('/settings/security?q=server.operator_networks');
  await page.getByText('You come from 127.0.0.1.').waitFor();
  const networks = page.getByRole('textbox', { name: 'Networks of operators' });
  await networks.fill('127.0.0.1\n300.1.1.1/99');
  await page.getByText('“300.1.1.1/99” is no IP address, no CIDR block and no known range.').waitFor();
  expect(await networks.getAttribute('aria-invalid')).toBe('true');
  await networks.fill('');
  await expect.poll(() => networks.getAttribute('aria-invalid')).not.toBe('true');
});

test('an admin token is shown once and does its work until it is revoked', async () => {
  await visit('/security');
  await button('Make a token').first().click();
  await dialog().getByRole('button', { name: 'Make a token' }).click();
  await dialog().getByText('This is needed.').waitFor();
  await dialog().getByLabel('Name').fill('backup');
  await dialog()
    .getByLabel(/admin changes settings/)
    .check();
  expect(await barriers(page)).toEqual([]);
  await dialog().getByRole('button', { name: 'Make a token' }).click();
  await expect
    .poll(() =>
      dialog()
        .getByLabel('Your password')
        .evaluate((field) => field === document.activeElement),
    )
    .toBe(true);
  await dialog().getByLabel('Your password').fill('not the password');
  await dialog().getByRole('button', { name: 'Make a token' }).click();
  await dialog().getByText('The password is not right.').waitFor();
  await dialog().getByLabel('Your password').fill(OPERATOR.password);
  await dialog().getByRole('button', { name: 'Make a token' }).click();
  const token =
    (
      await dialog()
        .getByText(/^f2admin_\S+$/)
        .textContent()
    )?.trim() ?? '';
  expect(await barriers(page)).toEqual([]);
  const status = async () =>
    (await fetch(`${console.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await status()).toBe(200);
  await button('I have it').click();
  expect(await page.content()).not.toContain(token);
  await button('Revoke backup').click();
  await dialog().getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('backup was revoked').waitFor();
  // The browser itself tells of the refusal of the wrong password.
  expect(console.problems().filter((problem) => !/status of 400/.test(problem))).toEqual([]);
});

test('an operator changes the password, sees the sessions and ends one', async () => {
  expect(console.problems()).toEqual([]);
  await visit('/security');
  const there = await console.visit({ signedIn: false });
  await there.getByLabel('User name').fill(BEN.username);
  await there.getByLabel('Password').fill(BEN.password);
  await there.keyboard.press('Enter');
  await there.getByRole('navigation').first().waitFor();
  await there.goto(`${console.url}/security`);
  await there.getByLabel('Current password').fill('not the password');
  await there.getByLabel('New password', { exact: true }).fill('short');
  await there.getByText('It needs 12 characters at least.').waitFor();
  await there.getByLabel('New password', { exact: true }).fill('five green boats sail home');
  await there.getByLabel('New password again').fill('five green boats sail home');
  await there.getByRole('button', { name: 'Change password' }).click();
  await there.getByText('The present password is not right.').waitFor();
  await there.getByLabel('Current password').fill(BEN.password);
  await there.getByRole('button', { name: 'Change password' }).click();
  await there.getByText('Password changed, 1 session ended').waitFor();
  await button(/^End the session of Chrome/).click();
  await page.getByText('Session ended').waitFor();
  await there.context().close();
  // The browser tells of refusals by itself: of the wrong password, and of the session that is over.
  expect(console.problems().filter((problem) => !/status of 40[01]/.test(problem))).toEqual([]);
});

test('GraphQL: subscriptions, limits, the schema and GraphiQL, or that it is switched off', async () => {
  await visit('/explore?topic=usage&as=curl');
  await page.getByText('usageTicked').waitFor();
  await page.getByText('20,000').waitFor();
  const download = page.waitForEvent('download');
  await button('Schema').click();
  expect((await download).suggestedFilename()).toBe('schema.graphql');
  expect(await page.getByRole('link', { name: 'Open GraphiQL' }).getAttribute('href')).toBe('/graphql/explorer');
  const ada = trpcAs(await cookieOf(OPERATOR));
  const { version } = await ada.settings.get.query();
  await ada.settings.save.mutate({ version, changes: [{ key: 'server.graphiql', value: false }] });
  await page.getByText(/switched off by a setting/).waitFor();
});

/** Each language, theme and width with each other in pairs. */
const LOOKS = [
  [
    'English',
    [
      [1440, 'light'],
      [390, 'dark'],
    ],
  ],
  [
    '简体中文',
    [
      [1440, 'dark'],
      [390, 'light'],
    ],
  ],
] as const;
const PLACES = ['/settings/network', '/settings/logging', '/audit', '/security', '/explore'];

test('all pages are free of barriers in both languages, both themes, wide and narrow', async () => {
  const found: string[] = [];
  for (const [language, looks] of LOOKS) {
    await page.getByRole('button', { name: /^(Language|语言)$/ }).click();
    await page.getByRole('menuitem', { name: language }).click();
    for (const place of PLACES) {
      await visit(place);
      await page.getByRole('heading', { level: 2 }).or(page.getByRole('row')).nth(1).waitFor();
      for (const [width, colorScheme] of looks) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme), WAIT).toBe(colorScheme);
        for (const barrier of await barriers(page))
          found.push(`${place} ${language} ${colorScheme} ${width}: ${barrier}`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (over > 0) found.push(`${place} ${language} ${width}: ${over} pixels too wide`);
      }
      await page.setViewportSize({ width: 1440, height: 900 });
    }
  }
  expect(found).toEqual([]);
  expect(console.problems()).toEqual([]);
}, 120_000);
