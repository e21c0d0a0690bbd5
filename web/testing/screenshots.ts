import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type SandboxProcess, startSandboxProcess } from '../../server/testing/sandbox-process.ts';
import type { ServiceProcess } from '../../server/testing/service-process.ts';
import { openConsole } from './open-console.ts';

/** Where the pictures of the README and the documents are. */
const PICTURES = join(import.meta.dirname, '../../docs/pictures');
/** Name, tier and credits of the accounts that are to be seen. */
const ACCOUNTS = [
  ['studio-07', 'PAYGATE_TIER_TWO', 12_400],
  ['studio-03', 'PAYGATE_TIER_TWO', 9_800],
  ['lab-12', 'PAYGATE_TIER_ONE', 940],
  ['lab-03', 'PAYGATE_TIER_ONE', 620],
  ['north-02', 'PAYGATE_TIER_NOT_PAID', 50],
] as const;
const PROMPTS = [
  ...['a fox in the snow, morning light', 'harbour at dawn, fog lifting', 'a paper boat on a city canal'],
  ...['terraced fields after rain', 'a lighthouse in a storm', 'hands folding origami, close up'],
];
const PICTURE_MODELS = ['gemini-3.0-pro-image', 'gemini-2.5-flash-image'];
const VIDEO_MODEL = 'veo_3_1_t2v_fast_landscape';

/** What is photographed: by name, the page and how it is looked at. */
const SHOTS = [
  { name: 'overview', path: '/', theme: 'light' },
  { name: 'tokens', path: '/tokens', theme: 'light' },
  { name: 'playground', path: '/playground?mode=text-video', theme: 'dark' },
  { name: 'requests', path: '/requests', theme: 'light' },
  { name: 'generations', path: '/generations', theme: 'dark' },
] as const;

/** Photographs the console as it is now, over a pool of the sandbox's accounts that has had some work. */
async function main(folder = PICTURES): Promise<void> {
  await mkdir(folder, { recursive: true });
  await using sandbox = await startSandboxProcess({
    videoSeconds: 4,
    accounts: ACCOUNTS.map(([name, tier, credits]) => [`session-${name}`, `${name}@example.com`, tier, credits]),
  });
  await using open = await openConsole({ upstream: sandbox });
  await work(open.service, sandbox);
  for (const { name, path, theme } of SHOTS) {
    const page = await open.visit({ theme });
    await page.goto(open.url + path);
    if (name === 'playground') await generate(page);
    await quiet(page);
    await writeFile(join(folder, `console-${name}.png`), await still(page));
    await page.context().close();
    process.stdout.write([`console-${name}.png`, ...open.problems(), ''].join('\n'));
  }
}

const MOST_TRIES = 100;

/** Some of everything: pictures, videos, a refusal, and an account that has to sign in again. */
async function work(service: ServiceProcess, sandbox: SandboxProcess): Promise<void> {
  for (const [name] of ACCOUNTS) await service.addToken(`session-${name}`);
  const ask = async (model: string, prompt: string): Promise<void> => {
    const answer = await service.post('/v1/chat/completions', { model, messages: [{ role: 'user', content: prompt }] });
    await answer.arrayBuffer();
  };
  await Promise.all(PROMPTS.flatMap((prompt) => PICTURE_MODELS.map((model) => ask(model, prompt))));
  await Promise.all(PROMPTS.slice(0, 4).map((prompt) => ask(VIDEO_MODEL, prompt)));
  await ask(PICTURE_MODELS[0] ?? '', 'something that is refused [[sandbox:unsafe-generation]]');
  await sandbox.control('POST', 'faults', { preset: 'throttled-with-retry-after', endpoint: 'image' });
  await ask(PICTURE_MODELS[1] ?? '', 'one account has made enough for now');
}

async function generate(page: Page): Promise<void> {
  await page.getByLabel('Prompt', { exact: true }).fill('Fog lifts from a harbour at dawn, slow dolly forward');
  await page.keyboard.press('Control+Enter');
  await page.locator('video').first().waitFor({ timeout: 30_000 });
}

/** All that is in view has been loaded, and what moves has come to rest. */
async function quiet(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => {}); // the live stream never ends
  await page.waitForFunction(() => {
    const seen = [...document.images].filter((image) => image.getBoundingClientRect().top < innerHeight);
    const videos = [...document.querySelectorAll<HTMLVideoElement>('video[controls]')];
    return (
      seen.every(({ complete }) => complete) &&
      videos.every(({ readyState }) => readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) &&
      document.getAnimations().every(({ playState }) => playState === 'finished')
    );
  });
}

/** A picture of what no longer moves, the browser's own player included: two that follow one another are the same. */
async function still(page: Page): Promise<Buffer> {
  let before = await page.screenshot();
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const now = await page.screenshot();
    if (now.equals(before)) return now;
    before = now;
  }
  throw new Error('The page does not come to rest.');
}

await main(process.argv[2]);
