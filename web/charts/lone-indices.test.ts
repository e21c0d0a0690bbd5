import { expect, test } from 'vitest';
import { lineOptions } from './line-options.ts';
import { loneIndices } from './lone-indices.ts';

test('a value without a neighbour is found at either end and within', () => {
  expect(loneIndices([3, null, null, 4, null, 5])).toEqual([0, 3, 5]);
  expect(loneIndices([3, 4, null, undefined, 0, 1])).toEqual([]);
  expect(loneIndices([])).toEqual([]);
});

test('a line chart draws a dot there, wide enough to be seen, and none on the line', () => {
  const values = [1, 2, null, 7];
  const chart = { label: '', at: [1, 2, 3, 4], series: [{ label: 'p50', tone: 'video' as const, values }], empty: '' };
  const listeners = { onPoint: () => {}, onMark: () => {} };
  const { series } = lineOptions(chart, () => ({ from: 1, to: 4 }), { width: 100, height: 50 }, listeners);
  const { filter, size } = series[1]?.points ?? {};
  const drawn = typeof filter === 'function' ? filter({ data: [chart.at, values] } as never, 1, false, []) : filter;
  expect(drawn).toEqual([3]);
  expect(size).toBeGreaterThanOrEqual(4);
});
