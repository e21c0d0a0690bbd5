import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ADA, type Caller, get, logIn, startTestSandbox } from '../testing/caller.ts';
import { probeVideo } from '../testing/decode.ts';

let folder: string;
let stateFile: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-state-'));
  stateFile = join(folder, 'state.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const download = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

/** The sandbox as a process of its own, so that it can be killed. */
async function startProcess(): Promise<{
  child: ChildProcess;
  origin: string;
  labsBaseUrl: string;
  apiBaseUrl: string;
}> {
  const main = new URL('../main.ts', import.meta.url).pathname;
  const account = `${ADA.sessionToken},${ADA.email},${ADA.tier},1000`;
  const child = spawn(
    process.execPath,
    [main, '--port', '0', '--video-seconds', '1', '--state', stateFile, '--account', account],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (!child.stdout) throw new Error('stdout is a pipe');
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, ...JSON.parse(String(line)) };
}

test('killed with twenty videos running: after a restart all are there, at the same price', async () => {
  const first = await startProcess();
  const before = await logIn(first);
  const names: string[] = [];
  for (let index = 0; index < 20; index += 1) {
    names.push((await before.video('Text', { seed: index })).json.media[0].name);
  }
  const killed = once(first.child, 'exit');
  first.child.kill('SIGKILL');
  await killed;

  const second = await startProcess();
  const after: Caller = { ...before, ...(await logIn(second)) };
  const poll = async () =>
    (await get(`${second.apiBaseUrl}/credits`, before.bearer)).status === 200 &&
    (await after.poll({ media: names.map((name) => ({ name })) })).json.media.every(
      (media: { mediaMetadata: { mediaStatus: { mediaGenerationStatus: string } } }) =>
        media.mediaMetadata.mediaStatus.mediaGenerationStatus === 'MEDIA_GENERATION_STATUS_SUCCESSFUL',
    );
  await expect.poll(poll, { timeout: 10_000 }).toBe(true);
  expect((await after.get('/credits')).json.credits).toBe(1_000 - 20 * 5);
  const url = (await after.redirect(names[19] ?? '')).headers.get('location') ?? '';
  expect(url.startsWith(second.origin)).toBe(true);
  expect(await probeVideo(await download(url))).toMatchObject({ codec: 'avc', seconds: 8 });

  const ended = once(second.child, 'exit');
  second.child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('an address that was given out before a restart opens the same file after it, also at another address', async () => {
  const first = await startTestSandbox({ stateFile });
  const ada = await logIn(first);
  const name = (await ada.video('Text', {})).json.media[0].name;
  const old = new URL((await ada.redirect(name)).headers.get('location') ?? '');
  const bytes = await download(old.href);
  await first.close();
  await using second = await startTestSandbox({ stateFile, host: '127.0.0.2' });
  expect(await download(`${second.origin}${old.pathname}${old.search}`)).toEqual(bytes);
});

test('a rotated cookie, a refund that was still owed, and uploads survive', async () => {
  let now = Date.now();
  const first = await startTestSandbox({ stateFile, videoSeconds: 100, now: () => now });
  const ada = await logIn(first);
  const image = (await ada.image()).json.media[0].name;
  await ada.control('POST', '/faults', { preset: 'async-unavailable' });
  expect((await ada.video('Text', { videoModelKey: 'veo_3_1_t2v' })).json.remainingCredits).toBe(900);
  await ada.control('PATCH', `/accounts/${ADA.email}`, { rotateCookie: true });
  const rotated =
    /session-token=([^;]+)/.exec((await ada.labsGet('/auth/session')).headers.getSetCookie()[0] ?? '')?.[1] ?? '';
  await first.close();

  now += 100_000;
  await using second = await startTestSandbox({ stateFile, now: () => now });
  const again = await logIn(second, { ...ADA, sessionToken: rotated });
  expect((await again.get('/credits')).json.credits).toBe(1_000);
  expect((await again.redirect(image)).status).toBe(302);
  await second.close();
  await using third = await startTestSandbox({ stateFile, now: () => now });
  expect((await (await logIn(third, { ...ADA, sessionToken: rotated })).get('/credits')).json.credits).toBe(1_000);
});

test('half a line at the end of the file does not spoil what is written after it', async () => {
  const first = await startTestSandbox({ stateFile });
  await logIn(first);
  await first.close();
  await appendFile(stateFile, '["media","half');
  const said: string[] = [];
  const second = await startTestSandbox({ stateFile, log: (message) => said.push(message) });
  const { projectId } = await logIn(second);
  await second.close();
  expect(said.join()).toContain('damaged');
  await using third = await startTestSandbox({ stateFile });
  const input = encodeURIComponent(JSON.stringify({ json: { pageSize: 20, toolName: 'PINHOLE' } }));
  const listed = await (await logIn(third)).labsGet(`/trpc/project.searchUserProjects?input=${input}`);
  const ids = listed.json.result.data.json.result.projects.map((project: { projectId: string }) => project.projectId);
  expect(ids).toContain(projectId);
});

test('media older than a day are forgotten, and the file shrinks with them', async () => {
  let now = Date.now();
  const first = await startTestSandbox({ stateFile, now: () => now });
  const ada = await logIn(first);
  for (let index = 0; index < 50; index += 1) await ada.image({ seed: index });
  await first.close();
  const before = (await stat(stateFile)).size;
  now += 25 * 3_600_000;
  await using second = await startTestSandbox({ stateFile, now: () => now });
  await expect.poll(async () => (await stat(stateFile)).size).toBeLessThan(before / 5);
  expect((await get(`${second.origin}/_sandbox/stats`)).json.media).toBe(0);
  expect(await readFile(stateFile, 'utf8')).toContain(ada.projectId);
});
