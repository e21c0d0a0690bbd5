import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { type Component, createSignal, ErrorBoundary, Show, Suspense } from 'solid-js';
import { afterEach, expect, test, vi } from 'vitest';
import { setLanguage } from '../i18n/language.ts';
import { dismiss, toasts } from '../ui/toast.ts';
import { PartIsGone } from './files-first.ts';
import { late } from './late.tsx';

afterEach(cleanup);
afterEach(() => {
  for (const { id } of toasts()) dismiss(id);
  vi.useRealTimers();
});

type Loaded = { default: Component<{ name: string }> };
const there: Loaded = { default: (props) => <p>the {props.name}</p> };

/** A page with a field and a button for its dialog, whose next loads go as told. */
function openPage(loads: (() => Promise<Loaded>)[]) {
  const Dialog = late<{ name: string }>(() => loads.shift()?.() ?? Promise.reject(new Error('loaded once too often')));
  const [isOpen, setOpen] = createSignal(false);
  render(() => (
    <ErrorBoundary fallback={<p>the page failed</p>}>
      <Suspense fallback={<p>the page waits</p>}>
        <input aria-label="a setting" />
        <button type="button" onClick={() => setOpen(true)}>
          open
        </button>
        <Show when={isOpen()}>
          <Dialog name="dialog" onFailed={() => setOpen(false)} />
        </Show>
      </Suspense>
    </ErrorBoundary>
  ));
  return { open: () => fireEvent.click(screen.getByRole('button')), close: () => setOpen(false), isOpen };
}

test('a part that does not come leaves the page and what was typed, says what to do, and comes when it is asked for again', async () => {
  const page = openPage([
    () => Promise.reject(new TypeError('Failed to fetch')),
    () => Promise.reject(new TypeError('Failed to fetch')),
    async () => there,
  ]);
  const field = screen.getByRole<HTMLInputElement>('textbox');
  fireEvent.input(field, { target: { value: '8' } });
  for (const _ of ['once', 'twice']) {
    page.open();
    expect(screen.queryByText('the page waits')).toBeNull();
    await vi.waitFor(() => expect(page.isOpen()).toBe(false));
  }
  expect(toasts().map(({ text, hint }) => [text, hint])).toEqual([
    ['A part of the console could not be loaded', expect.stringContaining('then try again')],
  ]);
  page.open();
  await screen.findByText('the dialog');
  expect([screen.getByRole('textbox'), field.value]).toEqual([field, '8']);
});

test('a part that the renewed server no longer has is told as that, in the language of the operator', async () => {
  await setLanguage('zh');
  const page = openPage([() => Promise.reject(new PartIsGone('/assets/dialog.js'))]);
  page.open();
  await vi.waitFor(() => expect(toasts()[0]?.hint).toContain('控制台已更新'));
  expect(page.isOpen()).toBe(false);
  await setLanguage('en');
});

test('a part that came stays, and one that nobody waits for any more fails in silence', async () => {
  const page = openPage([() => Promise.reject(new Error('x')), async () => there]);
  page.open();
  page.close();
  await new Promise((resolve) => setImmediate(resolve));
  expect(toasts()).toEqual([]);
  for (const _ of ['once', 'twice']) {
    page.open();
    await screen.findByText('the dialog');
    page.close();
    expect(screen.queryByText('the dialog')).toBeNull();
  }
});

test('what shows by itself is tried again until it is there, and its failure is told once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const loads = [async () => there, () => Promise.reject(new Error('x')), () => Promise.reject(new Error('x'))];
  const SignIn = late<{ name: string }>(() => loads.pop()?.() ?? Promise.reject(new Error('loaded once too often')));
  const { container } = render(() => <SignIn name="door" onFailed={null} />);
  await vi.advanceTimersByTimeAsync(3_000);
  expect([container.textContent, toasts().length]).toEqual(['', 1]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect([container.textContent, toasts().length]).toEqual(['the door', 1]);
});
