import { cleanup, fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { QueryClientProvider } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { afterEach, expect, test, vi } from 'vitest';
import { queryClient } from '../../../api/query-client.ts';
import type { NewSecret } from '../keys.ts';
import { MadeDialog } from './made-dialog.tsx';

afterEach(cleanup);
afterEach(() => vi.unstubAllGlobals());

test('a key that was copied in its snippet is let go of, and nothing reads it afterwards', async () => {
  vi.stubGlobal('fetch', () => new Promise(() => {}));
  Object.defineProperty(navigator, 'clipboard', { value: { writeText: async () => {} }, configurable: true });
  const [made, setMade] = createSignal<NewSecret | null>({ secret: 'f2a_abcdefgh', id: 'key_1', models: null });
  const kept = vi.fn(() => setMade(null));
  render(() => (
    <QueryClientProvider client={queryClient}>
      <Show when={made()}>
        {(secret) => <MadeDialog secret={secret().secret} models={secret().models} onKept={kept} />}
      </Show>
    </QueryClientProvider>
  ));
  const [, ofSnippet] = await screen.findAllByRole('button', { name: 'Copy' });
  fireEvent.click(ofSnippet as HTMLElement);
  await screen.findByRole('button', { name: 'Copied' });
  fireEvent.click(screen.getByRole('button', { name: 'I have kept it' }));
  expect(kept).toHaveReturned();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});
