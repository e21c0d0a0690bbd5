import { render } from '@solidjs/testing-library';
import { expect, test } from 'vitest';
import { PhaseBar } from './phase-bar.tsx';

const bar = (durationMs: number) =>
  render(() => <PhaseBar row={{ at: 1_000, durationMs, job: null, kind: null }} />).container.firstElementChild;

test('the bar says how the time was spent, and of a request that took none that it took none', () => {
  expect(bar(50)?.getAttribute('aria-label')).toMatch(/50\s?ms$/);
  expect(bar(0)?.getAttribute('aria-label')).toMatch(/^0/);
});
