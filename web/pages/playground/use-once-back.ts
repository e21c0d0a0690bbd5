import { onCleanup } from 'solid-js';

/**
 * Asks again for these once the browser is connected again. The live stream does so when it was lost itself, which a short
 * gap does not always do to it.
 */
export function useOnceBack(...queries: readonly { refetch(): unknown }[]): void {
  const ask = (): void => {
    for (const query of queries) query.refetch();
  };
  addEventListener('online', ask);
  onCleanup(() => removeEventListener('online', ask));
}
