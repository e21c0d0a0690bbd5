import { Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { toast } from '../../../ui/toast.ts';
import { tellFailure } from '../key-actions.ts';
import type { Key } from '../keys.ts';
import { words } from '../words.ts';

interface RevokeDialogProps {
  of: Key;
  /** Requests of the last hour. */
  recent: number;
  onClose: () => void;
  onRevoked: () => void;
}

/** Ends a key for good, after saying who would notice. */
export function RevokeDialog(props: RevokeDialogProps) {
  const revoke = api.keys.revoke.useMutation(() => ({
    onSuccess: ({ name }) => {
      toast.done(words().revocation.done(name));
      props.onRevoked();
      void api.keys.list.refresh();
    },
    onError: (cause) => tellFailure(words().revocation.failed, cause),
  }));
  return (
    <ConfirmDialog
      open
      danger
      onClose={props.onClose}
      title={words().revocation.title(props.of.name)}
      description={words().revocation.description}
      action={words().revocation.action}
      busy={revoke.isPending}
      onConfirm={() => revoke.mutate({ id: props.of.id })}
    >
      <Show when={props.recent > 0}>
        <p class="font-550">{words().revocation.recent(props.recent)}</p>
      </Show>
    </ConfirmDialog>
  );
}
