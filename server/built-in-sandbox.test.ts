import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { defaults, type Settings } from '../schema/settings.ts';
import { openBuiltInSandbox } from './built-in-sandbox.ts';

async function open(sandbox: Partial<Settings['sandbox']>) {
  const dataDir = await mkdtemp(join(tmpdir(), 'flow2api-built-in-'));
  let settings = { ...defaults, sandbox: { ...defaults.sandbox, ...sandbox } };
  const opened = await openBuiltInSandbox({ settings: () => settings, dataDir, log: () => {} });
  onTestFinished(async () => {
    await opened.close();
    await rm(dataDir, { recursive: true });
  });
  return {
    ...opened,
    change(changes: Partial<Settings['sandbox']>) {
      settings = { ...settings, sandbox: { ...settings.sandbox, ...changes } };
      return opened.settingsChanged();
    },
  };
}

/** What the sandbox says its settings are, once it is asked to change nothing. */
async function settingsOf(origin: string | undefined): Promise<{ videoSeconds: number }> {
  const response = await fetch(`${origin}/_sandbox/settings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  return (await response.json()) as { videoSeconds: number };
}

test('is not there while it is off, and is started once when it is wanted', async () => {
  const { addresses, change } = await open({ mode: 'off' });
  expect(addresses()).toBeNull();
  expect(await change({ videoSeconds: 1 })).toBe(false);
  const started = await Promise.all([change({ mode: 'auto' }), change({ videoSeconds: 2 })]);
  expect(started).toContain(true);
  const { origin } = addresses() ?? {};
  expect((await fetch(`${addresses()?.labsBaseUrl}/auth/session`)).status).toBeLessThan(500);
  await change({ mode: 'off' });
  expect(await change({ mode: 'on' })).toBe(false);
  expect(addresses()?.origin).toBe(origin);
});

test('takes another length of its videos while it runs', async () => {
  const { addresses, change } = await open({ videoSeconds: 6 });
  expect(await settingsOf(addresses()?.origin)).toMatchObject({ videoSeconds: 6 });
  await change({ videoSeconds: 0.5 });
  expect(await settingsOf(addresses()?.origin)).toMatchObject({ videoSeconds: 0.5 });
});
