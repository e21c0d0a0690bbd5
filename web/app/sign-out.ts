import { trpc } from '../api/client.ts';
import { failureOf } from '../api/errors.ts';
import { queryClient } from '../api/query-client.ts';
import { leave } from '../api/session.ts';
import { forgetTab } from '../kept.ts';
import { toast } from '../ui/toast.ts';
import { words } from './words.ts';

/** Ends the session; nothing that it has shown stays in the page, nor what was typed in the tab's memory. Says so when that fails. */
export async function signOut(): Promise<void> {
  try {
    await trpc.auth.signOut.mutate();
    queryClient.clear();
    leave();
    forgetTab();
  } catch (cause) {
    const { message, requestId } = failureOf(cause);
    toast.failed(words().signOutFailed, { hint: message, requestId: requestId ?? undefined });
  }
}
