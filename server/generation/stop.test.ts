import { expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import { startRig } from './testing/rig.ts';

test('a stop begins no new submit, and waits for the one whose answer is under way', async () => {
  const answering = Promise.withResolvers<void>();
  let sent = 0;
  await using rig = await startRig({
    accounts: ['ada', 'bob'],
    wrapFlow: (flow) => ({
      ...flow,
      async startVideo(...call) {
        sent += 1;
        if (sent > 1) return flow.startVideo(...call);
        await answering.promise;
        throw new ServiceError('token_throttled', 'slow down', { outcome: 'refused' });
      },
    }),
  });
  const { id } = await rig.submit();
  await expect.poll(() => sent).toBe(1);
  const stopped = rig.reopen();
  answering.resolve();
  await stopped;
  expect([sent, await rig.stateOf(id)]).toEqual([1, 'queued']);

  await rig.start();
  expect((await rig.ended(id)).state).toBe('completed');
  expect(sent).toBe(2);
});

test('a stop lets go of a submit that takes longer than its grace; it is not sent again', async () => {
  const never = new Promise<never>(() => {});
  let sent = 0;
  await using rig = await startRig({
    wrapFlow: (flow) => ({
      ...flow,
      startVideo() {
        sent += 1;
        return never;
      },
    }),
  });
  const { id } = await rig.submit();
  await expect.poll(() => sent).toBe(1);
  await rig.reopen(() => {}, 100);
  await rig.start();
  const job = await rig.row(id);
  expect(job).toMatchObject({ state: 'submit_unknown', error: { code: 'upstream_unknown', outcome: 'unknown' } });
  expect(sent).toBe(1);
});
