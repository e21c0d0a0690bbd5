import { expect, test } from 'vitest';
import { expectedWaitMs } from './expected-wait.ts';

test.each([
  ['those ahead, over the slots', { ahead: 12, slots: 4, slotMs: 20_000 }, 60_000],
  ['nobody ahead: one job', { ahead: 0, slots: 1, slotMs: 20_000 }, 20_000],
  ['no slot that is known', { ahead: 1, slots: 0, slotMs: 20_000 }, 20_000],
  ['never less than a second', { ahead: 1, slots: 100, slotMs: 300 }, 1_000],
  ['never more than ten minutes', { ahead: 10_000, slots: 1, slotMs: 120_000 }, 600_000],
])('%s', (_, queue, waitMs) => {
  expect(expectedWaitMs(queue)).toBe(waitMs);
});
