import { createTRPCClient, httpBatchStreamLink } from '@trpc/client';
import type { AppRouter } from './types.ts';

/** For answers that come in pieces, which the link of the other calls does not take. */
export const inPieces = createTRPCClient<AppRouter>({ links: [httpBatchStreamLink({ url: '/trpc' })] });

/** Saves pieces of text as one file. */
export async function savePieces(pieces: AsyncIterable<string>, name: string, type: string): Promise<void> {
  saveFile(new Blob(await Array.fromAsync(pieces), { type }), name);
}

/** Hands a file to the browser's downloads. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name.replaceAll(':', '-');
  link.click();
  // The browser has it by then; at once would be too soon for some.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
