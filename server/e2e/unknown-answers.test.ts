import { expect, test } from 'vitest';
import { accountStats, startSandboxProcess } from '../testing/sandbox-process.ts';
import { startService } from '../testing/service-process.ts';
import { chatBody } from './chat.ts';
import { ADMIN_ENV, signedIn } from './control/graphql-client.ts';

/** Another one each time: the same would be answered with the failure that it has met already. */
const video = (time: number) => chatBody('veo_3_1_t2v_fast_landscape', `a fox runs ${time}`);
const IMAGE = chatBody('gemini-2.5-flash-image-landscape', 'a fox');

test('an operation whose answers are no longer understood is stopped before it costs more, and told once', async () => {
  const emails = ['a@example.com', 'b@example.com'];
  await using sandbox = await startSandboxProcess({
    accounts: emails.map((email) => [`session-${email}`, email, 'PAYGATE_TIER_TWO', 1000]),
  });
  await using service = await startService({ upstream: sandbox });
  for (const email of emails) await service.addToken(`session-${email}`);
  await sandbox.control('POST', 'faults', { endpoint: 'submit', times: 0, effect: { kind: 'html', status: 200 } });

  const answers: unknown[] = [];
  for (let time = 0; time < 5; time += 1) {
    const response = await service.post('/v1/chat/completions', video(time));
    const { error } = (await response.json()) as { error: { code: string } };
    answers.push([response.status, error.code, response.headers.get('x-should-retry')]);
  }
  // The first three may have been taken, so nobody is invited to send them again; the others were never sent.
  const lost = [502, 'upstream_unknown', 'false'];
  const notSent = [502, 'upstream_malformed', null];
  expect(answers).toEqual([lost, lost, lost, notSent, notSent]);
  const submits = await Promise.all(emails.map(async (email) => (await accountStats(sandbox, email)).calls.submit));
  expect(submits.reduce((sum, count) => sum + count, 0)).toBe(3);

  const told = service.program.lines.filter((line) => line.includes('no longer answers an operation'));
  expect(told).toHaveLength(1);
  expect(JSON.parse(told[0] ?? '{}')).toMatchObject({ level: 'warn', sample: 'not JSON' });
  const { tokens } = (await (
    await service.post(
      '/api/plugin/check-tokens',
      {},
      { headers: { authorization: 'Bearer test-token-of-the-extension' } },
    )
  ).json()) as { tokens: { is_active: boolean }[] };
  expect(tokens.map((token) => token.is_active)).toEqual([true, true]);
  expect((await service.post('/v1/chat/completions', IMAGE)).status).toBe(200);
});

test('an operation that was stopped is tried again at once when the operator has an account rejoin', async () => {
  await using sandbox = await startSandboxProcess({
    accounts: [['session-a', 'a@example.com', 'PAYGATE_TIER_TWO', 1000]],
  });
  await using service = await startService({ upstream: sandbox, env: ADMIN_ENV });
  await service.addToken('session-a');
  const ask = async (time: number) => (await service.post('/v1/chat/completions', video(time))).status;
  await sandbox.control('POST', 'faults', { endpoint: 'submit', times: 0, effect: { kind: 'html', status: 200 } });
  for (let time = 0; time < 7; time += 1) await ask(time);
  await sandbox.control('DELETE', 'faults');
  expect(await ask(7)).toBe(502);

  const admin = await signedIn(service);
  const { tokens } = await admin.get<{ tokens: { edges: { node: { id: string } }[] } }>(
    '{ tokens(first: 1) { edges { node { id } } } }',
  );
  const ids = tokens.edges.map(({ node }) => node.id);
  await admin.ask('mutation ($ids: [ID!]) { rejoinTokens(ids: $ids) { ok } }', { ids });
  expect(await ask(8)).toBe(200);
});
