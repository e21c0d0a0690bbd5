import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { createSignal, Match, Switch } from 'solid-js';
import { afterEach, expect, test, vi } from 'vitest';
import { Button } from './button.tsx';
import { ClockProvider } from './clock.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Dialog } from './dialog.tsx';
import { Countdown } from './time.tsx';
import { STAY_MS, toast, toasts } from './toast.ts';
import { ToastRegion } from './toast-region.tsx';

afterEach(cleanup);
afterEach(() => vi.useRealTimers());

test('what is asked for by name is done only when the name was typed', async () => {
  const confirmed = vi.fn();
  render(() => (
    <ConfirmDialog open onClose={() => {}} title="Delete 3?" action="Delete 3" typed="delete 3" onConfirm={confirmed} />
  ));
  const button = await screen.findByRole('button', { name: 'Delete 3' });
  expect(button).toHaveProperty('disabled', true);
  const field = screen.getByLabelText('Type delete 3 to confirm');
  fireEvent.input(field, { target: { value: 'delete' } });
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(confirmed).not.toHaveBeenCalled();
  fireEvent.input(field, { target: { value: 'delete 3' } });
  fireEvent.click(button);
  expect(confirmed).toHaveBeenCalledOnce();
});

test('a countdown follows its clock and tells once that it is over', () => {
  vi.useFakeTimers();
  let now = 0;
  const over = vi.fn();
  const { container } = render(() => (
    <ClockProvider now={() => now}>
      <Countdown until={2_000} onOver={over} />
    </ClockProvider>
  ));
  expect(container.textContent).toBe('0:02');
  for (now of [1_000, 2_000, 3_000]) vi.advanceTimersByTime(1_000);
  expect(container.textContent).toBe('0:00');
  expect(over).toHaveBeenCalledOnce();
});

test('a toast offers to undo for six seconds, and a failure stays', async () => {
  vi.useFakeTimers();
  const undo = vi.fn();
  render(() => <ToastRegion />);
  toast.failed('The proxy did not answer', { requestId: 'req_1' });
  toast.done('3 tokens turned off', { undo });
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect(undo).toHaveBeenCalledOnce();
  expect(toasts()).toHaveLength(1);
  toast.done('Saved');
  vi.advanceTimersByTime(STAY_MS);
  expect(toasts().map((each) => each.text)).toEqual(['The proxy did not answer']);
  expect(screen.getByText('req_1')).toBeTruthy();
});

test('a toast about a long name says what was done in a few lines, and its title is the whole', () => {
  const text = `${'n'.repeat(200)} was turned off`;
  render(() => <ToastRegion />);
  toast.done(text);
  expect(screen.getByTitle(text).textContent).toMatch(/^n+…n+ was turned off$/);
  expect(screen.getByTitle(text).textContent?.length).toBeLessThan(130);
});

test('a dialog that closes gives the focus back to what opened it', async () => {
  const [isOpen, setOpen] = createSignal(false);
  render(() => (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      <Dialog open={isOpen()} onClose={() => setOpen(false)} title="Limits" />
    </>
  ));
  const opener = screen.getByRole('button', { name: 'Open' });
  opener.focus();
  fireEvent.click(opener);
  await screen.findByRole('dialog');
  await vi.waitFor(() => expect(document.activeElement).not.toBe(opener));
  setOpen(false);
  await vi.waitFor(() => expect(document.activeElement).toBe(opener));
});

test('the focus stays in a dialog whose step changes, and goes to what the new step is about', async () => {
  const [step, setStep] = createSignal<'ask' | 'wait' | 'name' | 'done'>('ask');
  render(() => (
    <Dialog open onClose={() => {}} title="Import" footer={<Button kind="primary" disabled={step() !== 'done'} />}>
      <Switch>
        <Match when={step() === 'ask'}>
          <Button onClick={() => setStep('wait')}>Look at it</Button>
        </Match>
        <Match when={step() === 'name'}>
          <input aria-label="Name" />
        </Match>
      </Switch>
    </Dialog>
  ));
  const dialog = await screen.findByRole('dialog');
  screen.getByRole('button', { name: 'Look at it' }).focus();
  setStep('wait');
  await vi.waitFor(() => expect(document.activeElement).toBe(dialog));
  setStep('name');
  await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Name')));
  setStep('done');
  await vi.waitFor(() => expect(document.activeElement).toHaveProperty('dataset.primary', ''));
});

test('a field that was disabled while it was tried has the focus again', async () => {
  const [isBusy, setBusy] = createSignal(false);
  render(() => (
    <Dialog open onClose={() => {}} title="Add">
      <input aria-label="Name" />
      <input aria-label="Token" disabled={isBusy()} />
    </Dialog>
  ));
  const field = await screen.findByLabelText('Token');
  field.focus();
  setBusy(true);
  await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByRole('dialog')));
  setBusy(false);
  await vi.waitFor(() => expect(document.activeElement).toBe(field));
});
