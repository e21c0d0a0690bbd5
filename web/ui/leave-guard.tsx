import { type BeforeLeaveEventArgs, useBeforeLeave, useLocation } from '@solidjs/router';
import { createEffect, createSignal, onCleanup } from 'solid-js';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { words } from './words.ts';

interface LeaveGuardProps {
  /** There is something to lose. */
  isChanged: boolean;
  /** What is thrown away once that is wanted. */
  onLeave?: (() => void) | undefined;
  /** Whether a path leads away from what was changed; to any other path, when left out. */
  leadsAway?: ((path: string) => boolean) | undefined;
  title?: string | undefined;
  description?: string | undefined;
  action?: string | undefined;
}

/** Asks before a secret that is shown this once goes away, wherever to and by whatever but the button that says it is kept. */
export function ShownOnceGuard(props: { isShown: boolean; onLeave?: (() => void) | undefined }) {
  return (
    <LeaveGuard
      isChanged={props.isShown}
      onLeave={props.onLeave}
      leadsAway={() => true}
      title={words().shownOnce.title}
      description={words().shownOnce.says}
    />
  );
}

/** Asks before what was typed and not saved is left behind: by Esc, by a link, by closing the tab. */
export function LeaveGuard(props: LeaveGuardProps) {
  const [leaving, setLeaving] = createSignal<BeforeLeaveEventArgs>();
  const location = useLocation();
  const isElsewhere = (to: string) =>
    props.leadsAway?.(to) ?? new URL(to, globalThis.location.href).pathname !== location.pathname;
  useBeforeLeave((event) => {
    if (!props.isChanged || event.defaultPrevented || (typeof event.to === 'string' && !isElsewhere(event.to))) return;
    event.preventDefault();
    setLeaving(event);
  });
  createEffect(() => {
    if (!props.isChanged) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    onCleanup(() => removeEventListener('beforeunload', ask));
  });
  const leave = () => {
    const event = leaving();
    props.onLeave?.();
    setLeaving();
    event?.retry(true);
  };
  return (
    <ConfirmDialog
      open={leaving() !== undefined}
      onClose={() => setLeaving()}
      title={props.title ?? words().unsaved.title}
      description={props.description ?? words().unsaved.says}
      action={props.action ?? words().unsaved.action}
      danger
      onConfirm={leave}
    />
  );
}
