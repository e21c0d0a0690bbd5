import { trpc } from '../api/client.ts';
import { failureOf } from '../api/errors.ts';
import { liveState, pauseLive, resumeLive } from '../api/live/live.ts';
import { queryClient } from '../api/query-client.ts';
import { leave } from '../api/session.ts';
import { forgetTab } from '../kept.ts';
import { toast } from '../ui/toast.ts';
import { words } from './words.ts';

/**
 * Ends the session; nothing that it has shown stays in the page, nor what was typed in the tab's memory. Says so when that
 * fails.
 */
export async function signOut(): Promise<void> {
  const wasPaused = liveState().state === 'paused';
  pauseLive(); // the server ends the stream with the session, and it would be opened anew
  try {
    await trpc.auth.signOut.mutate();
    leave(); // first, so that no page is left that would ask anew for what is cleared
    queryClient.clear();
    forgetTab();
  } catch (cause) {
    const { message, requestId } = failureOf(cause);
    toast.failed(words().signOutFailed, { hint: message, requestId: requestId ?? undefined });
  } finally {
    if (!wasPaused) resumeLive();
  }
}
