import { expect, test } from 'vitest';
import type { FlowClient } from '../flow/types.ts';
import { PICTURE, startRig } from './testing/rig.ts';

/** As many as are fetched at once. */
const AT_ONCE = 64;

/** An upstream whose media host is silent about the first so many results, and whose later ones can be fetched. */
function silentAbout(count: number) {
  const asked: string[] = [];
  const wrapFlow = (flow: FlowClient): FlowClient => ({
    ...flow,
    openMedia(address, signal) {
      asked.push(address);
      if (asked.length > count) return flow.openMedia(address, signal);
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    },
  });
  return { asked, wrapFlow };
}

test('a host that is silent about as many results as are fetched at once keeps no other back', async () => {
  const { asked, wrapFlow } = silentAbout(AT_ONCE);
  await using rig = await startRig({ wrapFlow, slots: { image: AT_ONCE + 1, video: 0 } });
  for (let place = 0; place < AT_ONCE; place += 1) await rig.submit(PICTURE);
  await expect.poll(() => asked.length, { timeout: 15_000 }).toBe(AT_ONCE);
  const { id } = await rig.submit(PICTURE);
  expect(await rig.ended(id)).toMatchObject({ state: 'completed' });
});
