import { cleanup, render, screen } from '@solidjs/testing-library';
import { afterEach, expect, test } from 'vitest';
import { ImportTable } from './import-table.tsx';

afterEach(cleanup);

test('what is to be known about the file as a whole stands above its accounts, also when it has none', () => {
  const note = 'Accounts may be missing in this file.';
  render(() => <ImportTable rows={[]} format="database" notes={[note]} />);
  expect(screen.getByText(note)).toBeDefined();
});
