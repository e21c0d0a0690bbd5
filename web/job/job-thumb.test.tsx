import { cleanup, render, screen } from '@solidjs/testing-library';
import { QueryClient, QueryClientProvider } from '@tanstack/solid-query';
import { afterEach, expect, test, vi } from 'vitest';
import { JobThumb } from './job-thumb.tsx';
import type { Job } from './types.ts';

afterEach(cleanup);
afterEach(() => vi.unstubAllGlobals());

const done = {
  id: 'gen_1',
  kind: 'image',
  state: 'completed',
  prompt: 'a heron at dusk',
  ratio: '16:9',
  percent: 100,
  assets: [{ file: 'heron.png', isGone: false }],
} as unknown as Job;

test('what is not near the window yet has its name already', () => {
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
  render(() => (
    <QueryClientProvider client={new QueryClient()}>
      <a href="/generations/gen_1">
        <JobThumb job={done} />
      </a>
    </QueryClientProvider>
  ));
  expect(screen.queryByRole('img')).toBeNull();
  expect(screen.getByRole('link', { name: 'a heron at dusk' })).toBeTruthy();
});
