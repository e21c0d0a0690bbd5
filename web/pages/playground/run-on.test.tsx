import { cleanup, render, screen } from '@solidjs/testing-library';
import { afterEach, expect, test } from 'vitest';
import type { Form } from './create-form.ts';
import { RunOn } from './run-on.tsx';

afterEach(cleanup);

const shown = (variant: unknown) =>
  render(() => (
    <RunOn form={{ draft: { tokenId: null }, tokens: {}, variant: () => variant, set() {} } as unknown as Form} />
  ));

test('tokens are counted once it is known for what', () => {
  shown({ kind: 'video', eligible: 2 });
  expect(screen.getByText('Any of 2 video tokens')).toBeTruthy();
});

test('as long as nothing is chosen no number of tokens is told', () => {
  shown(undefined);
  expect(screen.getByText('Any token')).toBeTruthy();
});
