import { render } from '@solidjs/testing-library';
import { QueryClientProvider } from '@tanstack/solid-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { api } from '../api.ts';
import { trpc } from '../client.ts';
import { queryClient } from '../query-client.ts';
import { isStale, liveState, useTopics } from './live.ts';

let isUp: boolean;
let asked: string[];
let source: EventTarget;

beforeEach(() => {
  vi.useFakeTimers();
  [isUp, asked] = [false, []];
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    if (!isUp) throw new TypeError('Failed to fetch');
    return Response.json(url.split(',').map(() => ({ result: { data: { seq: 7 } } })));
  });
  vi.stubGlobal(
    'EventSource',
    class extends EventTarget {
      readyState = 1;
      constructor() {
        super();
        source = this;
      }
      close() {}
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('an answer to any call shows that the server is back: the stream and what has failed are tried at once', async () => {
  function Page() {
    useTopics(['token-changed'], { onEvents() {}, onGap() {} });
    const shell = api.shell.get.useQuery(undefined, () => ({ retry: false }) as object);
    return <p>{shell.isError ? 'failed' : 'well'}</p>;
  }
  const { container } = render(() => (
    <QueryClientProvider client={queryClient}>
      <Page />
    </QueryClientProvider>
  ));
  await vi.advanceTimersByTimeAsync(3_100);
  expect([liveState().state, isStale(), container.textContent]).toEqual(['offline', true, 'failed']);
  isUp = true;
  asked = [];
  void trpc.viewer.query();
  await vi.advanceTimersByTimeAsync(50);
  expect(asked).toEqual([expect.stringContaining('viewer'), expect.stringContaining('live.position')]);
  source.dispatchEvent(new Event('open'));
  source.dispatchEvent(new MessageEvent('connected', { data: '{}' }));
  await vi.advanceTimersByTimeAsync(50);
  expect([liveState().state, isStale(), container.textContent]).toEqual(['live', false, 'well']);
});
