import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { QueryClientProvider } from '@tanstack/solid-query';
import { afterEach, expect, test, vi } from 'vitest';
import { queryClient } from '../../api/query-client.ts';
import { enter, isSessionOver, leave, signedInAgain, type Viewer, viewer } from '../../api/session.ts';
import SignInAgain from './sign-in-again.tsx';

const named = (name: string): Viewer => ({ kind: 'admin', id: `of ${name}`, name, scopes: ['read'] });
/** What another tab says. */
const otherTab = new BroadcastChannel('flow2api.signed-in');

afterEach(cleanup);
afterEach(() => leave());

test('signing in again in another tab lets what waits go on', async () => {
  enter(named('ada'));
  const waits = signedInAgain();
  otherTab.postMessage(named('ada'));
  await waits;
  expect(isSessionOver()).toBe(false);
});

test('somebody else who signs in in another tab is told of, and what waits goes on in their name only by a press', async () => {
  enter(named('ada'));
  let isOn = false;
  const waits = signedInAgain().then(() => {
    isOn = true;
  });
  render(() => (
    <QueryClientProvider client={queryClient}>
      <SignInAgain />
    </QueryClientProvider>
  ));
  otherTab.postMessage(named('grace'));
  const go = await screen.findByRole('button', { name: 'Go on as grace' });
  expect([isOn, viewer()?.name]).toEqual([false, 'ada']);
  fireEvent.click(go);
  await waits;
  expect([isSessionOver(), viewer()?.name]).toEqual([false, 'grace']);
});

test('a page whose session goes on notices that the cookie is of somebody else now', async () => {
  enter(named('ada'));
  otherTab.postMessage(named('grace'));
  await vi.waitFor(() => expect(isSessionOver()).toBe(true));
  expect(viewer()?.name).toBe('ada');
});
