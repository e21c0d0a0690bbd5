import { render, screen } from '@solidjs/testing-library';
import { expect, test } from 'vitest';
import { Field } from './field.tsx';
import { TextInput } from './text-input.tsx';

test('a refusal of the server at a field can be found again, and only its sentence is read out', () => {
  const refusal = { message: 'This name is taken.', requestId: 'req_7' };
  render(() => (
    <Field label="Name" error={refusal}>
      <TextInput value="ci" onInput={() => {}} />
    </Field>
  ));
  const input = screen.getByLabelText('Name');
  expect(input.getAttribute('aria-invalid')).toBe('true');
  expect(document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent).toBe(refusal.message);
  expect(screen.getByText('req_7').closest('[aria-live]')).toBeNull();
});
