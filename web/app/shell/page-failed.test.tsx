import { createMemoryHistory, MemoryRouter, Route } from '@solidjs/router';
import { render, screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { expect, test, vi } from 'vitest';
import type { LiveState } from '../../api/live/types.ts';
import { PageFailed } from './page-failed.tsx';

const [state, setState] = createSignal<LiveState>({ state: 'live' });
vi.mock('../../api/live/live.ts', () => ({ liveState: () => state() }));

test('a page that could not be loaded is tried again once a server that was away is back, and not before', async () => {
  const reload = vi.spyOn(globalThis.location, 'reload').mockImplementation(() => {});
  const failed = () => <PageFailed cause={new TypeError('x')} again={() => {}} />;
  render(() => (
    <MemoryRouter history={createMemoryHistory()}>
      <Route path="*" component={failed} />
    </MemoryRouter>
  ));
  await screen.findByRole('alert');
  setState({ state: 'connecting' });
  setState({ state: 'live' });
  expect(reload).not.toHaveBeenCalled();
  setState({ state: 'reconnecting', asOf: null });
  setState({ state: 'offline', asOf: null });
  expect(reload).not.toHaveBeenCalled();
  setState({ state: 'live' });
  expect(reload).toHaveBeenCalledTimes(1);
});
