import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { afterEach, expect, test } from 'vitest';
import { FoldedText } from './folded-text.tsx';

afterEach(cleanup);

test('a long text is folded until it is asked for, and another one is folded again', () => {
  const [text, setText] = createSignal('x'.repeat(20_000));
  const { container } = render(() => <FoldedText text={text()} />);
  const shown = () => container.querySelector('p')?.textContent ?? '';
  expect(shown()).toHaveLength(601);
  fireEvent.click(screen.getByRole('button', { name: 'Show more', expanded: false }));
  expect(shown()).toHaveLength(20_000);
  setText(`${'x'.repeat(599)}🌊 and more`);
  expect(shown()).toBe(`${'x'.repeat(599)}…`);
  setText('line\n'.repeat(40));
  expect(shown().split('\n')).toHaveLength(12);
  fireEvent.click(screen.getByRole('button', { name: 'Show more' }));
  fireEvent.click(screen.getByRole('button', { name: 'Show less', expanded: true }));
  expect(shown().split('\n')).toHaveLength(12);
});

test('a short text is shown as it is, with nothing to unfold', () => {
  const { container } = render(() => <FoldedText text={'a quiet lake\nat dusk'} />);
  expect(container.textContent).toBe('a quiet lake\nat dusk');
  expect(screen.queryByRole('button')).toBeNull();
});
