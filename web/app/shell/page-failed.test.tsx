import { createMemoryHistory, MemoryRouter, Route } from '@solidjs/router';
import { cleanup, render, screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { afterEach, expect, test, vi } from 'vitest';
import type { LiveState } from '../../api/live/types.ts';
import { PageFailed } from './page-failed.tsx';

const [state, setState] = createSignal<LiveState>({ state: 'live' });
vi.mock('../../api/live/live.ts', () => ({ liveState: () => state() }));

afterEach(cleanup);
afterEach(() => vi.restoreAllMocks());

async function show(again: () => void) {
  const reload = vi.spyOn(globalThis.location, 'reload').mockImplementation(() => {});
  const failed = () => <PageFailed cause={new TypeError('x')} again={again} />;
  const { unmount } = render(() => (
    <MemoryRouter history={createMemoryHistory()}>
      <Route path="*" component={failed} />
    </MemoryRouter>
  ));
  await screen.findByRole('alert');
  return { reload, unmount };
}

test('a page that could not be loaded is tried again once a server that was away is back, and not before', async () => {
  const { reload } = await show(() => {});
  setState({ state: 'connecting' });
  setState({ state: 'live' });
  expect(reload).not.toHaveBeenCalled();
  setState({ state: 'reconnecting', asOf: null });
  setState({ state: 'offline', asOf: null });
  expect(reload).not.toHaveBeenCalled();
  setState({ state: 'live' });
  expect(reload).toHaveBeenCalledTimes(1);
});

test('with a connection that is back it is tried again once, without a new document, also when the stream was never lost', async () => {
  const again = vi.fn();
  const { reload, unmount } = await show(again);
  expect(again).not.toHaveBeenCalled();
  globalThis.dispatchEvent(new Event('online'));
  expect(again).toHaveBeenCalledTimes(1);
  unmount();
  globalThis.dispatchEvent(new Event('online'));
  expect(again).toHaveBeenCalledTimes(1);
  expect(reload).not.toHaveBeenCalled();
});
