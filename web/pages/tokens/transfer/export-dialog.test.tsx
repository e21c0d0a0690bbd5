import { cleanup, render, screen } from '@solidjs/testing-library';
import { QueryClientProvider } from '@tanstack/solid-query';
import { afterEach, expect, test, vi } from 'vitest';
import { queryClient } from '../../../api/query-client.ts';
import type { Target } from '../desk.ts';
import ExportDialog from './export-dialog.tsx';

afterEach(cleanup);
afterEach(() => vi.unstubAllGlobals());

/** Of 31 tokens 30 are accounts. */
function open(selection: Target['selection']): void {
  const data = { items: [], total: 30, byState: {}, nextCursor: null };
  vi.stubGlobal('fetch', async () => Response.json([{ result: { data } }]));
  render(() => (
    <QueryClientProvider client={queryClient}>
      <ExportDialog target={{ selection, count: 31, name: undefined }} isFiltered={false} onClose={() => {}} />
    </QueryClientProvider>
  ));
}

test('what will be exported is counted without the sandbox', async () => {
  open({ filter: {}, expectedCount: 31 });
  expect(await screen.findByText('All 30 tokens. 1 of the sandbox is left out.')).toBeDefined();
});

test('of tokens that were ticked it is said that none of the sandbox is exported', async () => {
  open({ ids: [1, 2] });
  expect(await screen.findByText(/that you ticked\. Tokens of the sandbox are never exported\.$/)).toBeDefined();
});
