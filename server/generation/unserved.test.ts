import { expect, test } from 'vitest';
import { needsTier } from '../tokens/passed-over.ts';
import type { PassedOver } from '../tokens/types.ts';
import { unserved } from './unserved.ts';

const over = (reason: string, count: number): PassedOver => ({ reason, count, names: [] });
const told = (passedOver: readonly PassedOver[]) =>
  unserved({ kind: 'video' }, { outcome: 'impossible', passedOver, retryAfterMs: null }).message;

test('whom nobody can serve hears of each reason how many accounts it holds for', () => {
  const ultra = needsTier({ PAYGATE_TIER_TWO: 20 });
  expect(told([over(ultra, 2), over('signed out', 1)])).toBe(
    'No account can make this video now (2 accounts: needs tier Ultra; 1 account: signed out).',
  );
});

test('an empty pool is said to be empty', () => {
  expect(told([])).toContain('the pool is empty');
});
