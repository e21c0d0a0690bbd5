import { expect, test } from 'vitest';
import { accountStats, startSandboxProcess } from '../testing/sandbox-process.ts';
import { startService, TEST_CONNECTION_TOKEN } from '../testing/service-process.ts';
import { chatBody } from './chat.ts';

const IMAGE = chatBody('gemini-2.5-flash-image-landscape', 'a fox');

test('an access token that dies early is refreshed once for 50 parallel callers', async () => {
  await using sandbox = await startSandboxProcess({
    accounts: [['session-a', 'a@example.com', 'PAYGATE_TIER_TWO', 1000]],
  });
  await using service = await startService({
    upstream: sandbox,
    env: { FLOW2API_GENERATION__IMAGE_CONCURRENCY: '-1' },
  });
  await service.addToken('session-a');
  expect((await service.post('/v1/chat/completions', IMAGE)).status).toBe(200);
  const before = await accountStats(sandbox, 'a@example.com');
  await sandbox.control('PATCH', 'accounts/a@example.com', { revokeAccessTokens: true });

  const answers = await Promise.all(Array.from({ length: 50 }, () => service.post('/v1/chat/completions', IMAGE)));

  expect(answers.map((answer) => answer.status)).toEqual(Array(50).fill(200));
  const after = await accountStats(sandbox, 'a@example.com');
  expect(after.calls.session - before.calls.session).toBe(1);
});

test('a rotated cookie is stored and used from then on, also after a restart', async () => {
  await using sandbox = await startSandboxProcess({
    accounts: [['session-a', 'a@example.com', 'PAYGATE_TIER_TWO', 1000]],
  });
  await using service = await startService({ upstream: sandbox });
  await service.addToken('session-a');
  await sandbox.control('PATCH', 'accounts/a@example.com', { rotateCookie: true, revokeAccessTokens: true });
  expect((await service.post('/v1/chat/completions', IMAGE)).status).toBe(200);
  // The sandbox now knows the account by the rotated cookie only.
  await sandbox.control('PATCH', 'accounts/a@example.com', { rotateCookie: false, revokeAccessTokens: true });
  await service.killAndRestart();
  expect((await service.post('/v1/chat/completions', IMAGE)).status).toBe(200);
});

test('slots are never exceeded under 200 parallel callers, and none is left behind', async () => {
  const emails = ['a@example.com', 'b@example.com', 'c@example.com'];
  await using sandbox = await startSandboxProcess({
    videoSeconds: 3600,
    accounts: emails.map((email) => [`session-${email}`, email, 'PAYGATE_TIER_TWO', 1_000_000]),
  });
  await using service = await startService({
    upstream: sandbox,
    env: { FLOW2API_GENERATION__IMAGE_CONCURRENCY: '4', FLOW2API_GENERATION__VIDEO_CONCURRENCY: '4' },
  });
  for (const email of emails) await service.addToken(`session-${email}`);

  await sandbox.control('POST', 'settings', { imageDelayMs: 400 });
  const video = chatBody('veo_3_1_t2v_fast_landscape', 'a fox runs');
  const answering = Promise.all(
    Array.from({ length: 200 }, (_, index) => service.post('/v1/chat/completions', index % 4 === 0 ? video : IMAGE)),
  );
  const peaks = async () => {
    const stats = await Promise.all(emails.map((email) => accountStats(sandbox, email)));
    return stats.flatMap((account) => [account.peakImagesInFlight, account.peakVideosInFlight]);
  };
  // No video ends before every slot has been taken; from then on they are short.
  await expect.poll(peaks, { timeout: 30_000 }).toEqual([4, 4, 4, 4, 4, 4]);
  await sandbox.control('POST', 'settings', { videoSeconds: 0.2, imageDelayMs: 0 });
  await sandbox.control('POST', 'videos/finish');
  const answers = await answering;

  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
  expect(await peaks()).toEqual([4, 4, 4, 4, 4, 4]);
  const metrics = await (await service.fetch('/metrics')).text();
  expect(metrics).toMatch(/^flow2api_leases\{kind="image"\} 0$/m);
  expect(metrics).toMatch(/^flow2api_leases\{kind="video"\} 0$/m);
}, 60_000);

test('a signed-out account answers 503 with the reason, and serves again once the extension brings a new cookie', async () => {
  await using sandbox = await startSandboxProcess({
    accounts: [['session-a', 'a@example.com', 'PAYGATE_TIER_TWO', 1000]],
  });
  await using service = await startService({ upstream: sandbox });
  await service.addToken('session-a');
  await sandbox.control('PATCH', 'accounts/a@example.com', { sessionDead: true, revokeAccessTokens: true });

  const refused = await service.post('/v1/chat/completions', IMAGE);
  expect(refused.status).toBe(503);
  const again = await service.post('/v1/chat/completions', IMAGE);
  expect(again.status).toBe(503);
  expect(await again.json()).toMatchObject({ error: { message: expect.stringMatching(/signed out/) } });
  expect((await service.fetch('/ready')).status).toBe(503);

  await sandbox.control('POST', 'accounts', {
    sessionToken: 'session-new',
    email: 'a@example.com',
    tier: 'PAYGATE_TIER_TWO',
    credits: 1000,
  });
  await service.addToken('session-new');
  expect((await service.post('/v1/chat/completions', IMAGE)).status).toBe(200);
});

test('while the only account is refused everywhere callers hear when it is asked again, and that they may come back then', async () => {
  await using sandbox = await startSandboxProcess({
    accounts: [['session-a', 'a@example.com', 'PAYGATE_TIER_TWO', 1000]],
  });
  await using service = await startService({ upstream: sandbox });
  await service.addToken('session-a');
  const refusal = { kind: 'status', status: 401, googleStatus: 'UNAUTHENTICATED', message: 'Sign in.' };
  await sandbox.control('POST', 'faults', { endpoint: '*', times: 0, effect: refusal });
  const ask = async () => {
    const { status, headers } = await service.post('/v1/chat/completions', IMAGE);
    return { status, after: Number(headers.get('retry-after')), mayRetry: headers.get('x-should-retry') === null };
  };
  const readiness = async () => {
    await ask();
    return (await service.fetch('/ready')).status;
  };
  await expect.poll(readiness, { timeout: 20_000 }).toBe(503); // its faults have put it out of the pool

  const told = await ask();
  expect(told).toMatchObject({ status: 503, mayRetry: true });
  expect(told.after).toBeGreaterThanOrEqual(1);
  expect(told.after).toBeLessThanOrEqual(15);

  await sandbox.control('DELETE', 'faults');
  await expect.poll(async () => (await ask()).status, { timeout: 20_000, interval: 500 }).toBe(200);
}, 60_000);

test('an outage of the sign-in says nothing about the account', async () => {
  await using sandbox = await startSandboxProcess({
    accounts: [['session-a', 'a@example.com', 'PAYGATE_TIER_TWO', 1000]],
  });
  await using service = await startService({ upstream: sandbox });
  await service.addToken('session-a');
  await sandbox.control('POST', 'faults', { endpoint: 'session', times: 0, effect: { kind: 'html', status: 503 } });
  await sandbox.control('PATCH', 'accounts/a@example.com', { revokeAccessTokens: true });
  expect((await service.post('/v1/chat/completions', IMAGE)).status).toBe(503);
  await sandbox.control('DELETE', 'faults');
  const status = async () => (await service.post('/v1/chat/completions', IMAGE)).status;
  await expect.poll(status, { timeout: 5_000, interval: 250 }).toBe(200);
});

test('the extension learns what it needs, and nothing more', async () => {
  await using sandbox = await startSandboxProcess({
    accounts: [['session-a', 'a@example.com', 'PAYGATE_TIER_TWO', 1000]],
  });
  await using service = await startService({ upstream: sandbox });
  const plugin = (path: string, body: unknown, token = TEST_CONNECTION_TOKEN) =>
    service.post(path, body, { headers: { authorization: `Bearer ${token}` } });

  const added = await plugin('/api/plugin/update-token', {
    session_token: 'session-a',
    google_cookies: 'SID=1',
    login_password: 'x',
  });
  expect(await added.json()).toMatchObject({
    success: true,
    action: 'added',
    message: 'Token added for a@example.com',
  });
  const updated = await plugin('/api/plugin/update-token', { session_token: 'session-a' });
  expect(await updated.json()).toEqual({
    success: true,
    action: 'updated',
    message: 'Token updated for a@example.com',
  });
  const wrong = await plugin('/api/plugin/update-token', { session_token: 'session-a' }, 'wrong');
  expect([wrong.status, await wrong.json()]).toEqual([401, { detail: 'Invalid connection token' }]);
  const missing = await plugin('/api/plugin/update-token', {});
  expect([missing.status, await missing.json()]).toEqual([400, { detail: 'Missing session_token' }]);
  const dead = await plugin('/api/plugin/update-token', { session_token: 'nobody' });
  expect(dead.status).toBe(400);
  const listed = await (await plugin('/api/plugin/check-tokens', {})).text();
  expect(JSON.parse(listed)).toMatchObject({ success: true, tokens: [{ email: 'a@example.com', is_active: true }] });
  expect(listed).not.toContain('session-a');
});
