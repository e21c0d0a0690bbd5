import { useLocation } from '@solidjs/router';
import { createEffect, on, onCleanup } from 'solid-js';
import { failureOf } from '../../api/errors.ts';
import { liveState } from '../../api/live/live.ts';
import { Button } from '../../ui/button.tsx';
import { words } from '../words.ts';

/** Instead of a page that broke, or whose parts are no longer there because the console was renewed. */
export function PageFailed(props: { cause: unknown; again: () => void }) {
  const location = useLocation();
  createEffect(on(() => location.pathname, props.again, { defer: true }));
  retryWhenOnline(props.again);
  retryWhenBack();
  const failure = () => failureOf(props.cause);
  return (
    <div role="alert">
      <h1 class="text-title font-600">{words().failed.title}</h1>
      <p class="mt-1 mb-4 text-ink-2">{failure().code === 'broken' ? words().failed.hint : failure().message}</p>
      <Button kind="primary" onClick={() => globalThis.location.reload()}>
        {words().failed.reload}
      </Button>
    </div>
  );
}

/**
 * With the connection that is back it is tried again, here and once: the stream may never have noticed that it was away, and
 * a new document could be the browser's own page for a server that cannot be reached yet.
 */
function retryWhenOnline(again: () => void): void {
  addEventListener('online', again);
  onCleanup(() => removeEventListener('online', again));
}

/** What could not be loaded can be with the server that is back; only then, since a page that is broken itself would load for ever. */
function retryWhenBack(): void {
  let wasLost = false;
  createEffect(() => {
    const { state } = liveState();
    if (state === 'reconnecting' || state === 'offline') wasLost = true;
    // The server that is back may have another console, whose parts have other names: another try takes a new document.
    else if (state === 'live' && wasLost) globalThis.location.reload();
  });
}
