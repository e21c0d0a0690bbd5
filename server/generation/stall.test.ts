import { expect, test } from 'vitest';
import type { FlowClient } from '../flow/types.ts';
import { type Rig, startRig, VIDEO } from './testing/rig.ts';

/** An upstream that can be made to hang: calls wait until it is let go, and free calls get no answer. */
function hangingFlow() {
  let letGo = (): void => {};
  let hang: Promise<void> | null = null;
  const wait = async (signal?: AbortSignal): Promise<void> => {
    if (hang === null) return;
    const left = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    await Promise.race([hang, left]);
  };
  return {
    hang(): void {
      hang = new Promise((resolve) => {
        letGo = resolve;
      });
    },
    letGo(): void {
      hang = null;
      letGo();
    },
    wrap: (flow: FlowClient): FlowClient => ({
      ...flow,
      async startVideo(...call) {
        await wait(call[2]);
        return flow.startVideo(...call);
      },
    }),
  };
}

const stall = async (rig: Rig): Promise<void> => {
  // As seen by the free calls of the watch: those go to the sandbox itself, which answers nothing any more.
  await rig.fault({ endpoint: 'credits', times: 0, effect: { kind: 'stall' } });
};

test('a paid submit that hangs waits on without its slot, and what it bought is fetched when the answer comes late', async () => {
  const upstream = hangingFlow();
  await using rig = await startRig({ slots: { image: 1, video: 1 }, wrapFlow: upstream.wrap });
  upstream.hang();
  await stall(rig);
  const { id } = await rig.submit(VIDEO);
  await expect.poll(() => rig.stateOf(id)).toBe('submitting');
  const { pool } = rig.service.tokens;
  await expect.poll(() => pool.held().size, { timeout: 25_000 }).toBe(0);
  expect(await rig.stateOf(id)).toBe('submitting');
  await expect(rig.submit(VIDEO)).rejects.toMatchObject({ code: 'upstream_unavailable' });

  await rig.control('DELETE', 'faults');
  upstream.letGo();
  expect(await rig.ended(id)).toMatchObject({ state: 'completed' });
  expect(await rig.service.database.read.selectFrom('Lease').selectAll().execute()).toEqual([]);
  expect(pool.held().size).toBe(0);
  expect((await rig.calls()).submit).toBe(1);
}, 60_000);
