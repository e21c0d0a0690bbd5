import { MemoryRouter, Route } from '@solidjs/router';
import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { afterEach, expect, test, vi } from 'vitest';
import type { TokenDetails } from '../token-types.ts';
import { Notes } from './notes.tsx';

afterEach(cleanup);
afterEach(() => vi.unstubAllGlobals());

test('a note that is too long is told at its field and not sent', async () => {
  const calls = vi.fn((_url: string, _options: { body: string }) => new Promise<Response>(() => {}));
  vi.stubGlobal('fetch', calls);
  const token = { id: 7, email: 'ada@example.com', name: null, remark: null } as TokenDetails;
  render(() => (
    <MemoryRouter>
      <Route path="*" component={() => <Notes token={token} isGone={false} />} />
    </MemoryRouter>
  ));
  const note = screen.getByLabelText('Note');
  fireEvent.input(note, { target: { value: 'a'.repeat(20_000) } });
  expect(screen.getByText('No more than 500 characters.')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  fireEvent.input(note, { target: { value: 'a'.repeat(500) } });
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(screen.queryByText('No more than 500 characters.')).toBeNull();
  await vi.waitFor(() => expect(calls).toHaveBeenCalled());
  expect(calls.mock.calls.map(([, { body }]) => body.length < 1_000)).toEqual([true]);
});
