import { cleanup, render } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { createStore } from 'solid-js/store';
import { afterEach, expect, test, vi } from 'vitest';
import type { LiveState } from '../../api/live/types.ts';
import { HealthFoot } from './health-foot.tsx';
import { ShellProvider, type useShell } from './use-shell.ts';

const [state, setState] = createSignal<LiveState>({ state: 'live' });
vi.mock('../../api/live/live.ts', () => ({ liveState: () => state(), useLiveQueries: () => {} }));
afterEach(cleanup);

const HEALTHY = { ready: true, reasons: [], beats: [], startedAt: Date.now() - 180_000 };

test('a gateway that has fallen silent is not called healthy, nor said to be up', () => {
  const [shell, setShell] = createStore({ data: HEALTHY, isError: false, dataUpdatedAt: Date.now() });
  const { container } = render(() => (
    <ShellProvider value={shell as unknown as ReturnType<typeof useShell>}>
      <HealthFoot isNarrow={false} />
    </ShellProvider>
  ));
  const isGreen = () => container.querySelector('.bg-ok-solid') !== null;
  expect(container.textContent).toMatch(/^Gateway healthy.*up 3 min/);
  expect(isGreen()).toBe(true);
  setState({ state: 'reconnecting', asOf: null });
  expect(container.textContent).toMatch(/^State not known now.*as of \d/);
  expect(isGreen()).toBe(false);
  setState({ state: 'offline', asOf: null });
  expect(container.textContent).toMatch(/^Gateway does not answer.*as of \d/);
  setState({ state: 'live' });
  expect(isGreen()).toBe(true);
  setShell({ isError: true });
  expect(container.textContent).toMatch(/^Gateway does not answer.*as of \d/);
  expect(isGreen()).toBe(false);
});
