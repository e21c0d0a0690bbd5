import { createUniqueId, type JSX } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { words } from './words.ts';

interface FormDialogProps {
  /** What it is about, which its button says as well unless it has words of its own. */
  title: string;
  action?: string | undefined;
  description: string;
  size?: 'small' | 'medium' | undefined;
  isSending: boolean;
  onClose(): void;
  onSubmit(): unknown;
  children: JSX.Element;
}

/** Fields in a dialog, which are sent together or not at all. */
export function FormDialog(props: FormDialogProps) {
  const form = createUniqueId();
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={props.title}
      description={props.description}
      size={props.size}
      busy={props.isSending}
      footer={
        <>
          <Button onClick={() => props.onClose()} disabled={props.isSending}>
            {words().cancel}
          </Button>
          <Button kind="primary" type="submit" form={form} busy={props.isSending}>
            {props.action ?? props.title}
          </Button>
        </>
      }
    >
      <form
        id={form}
        class="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          const fields = event.currentTarget;
          props.onSubmit();
          // What is wrong before it is sent is to be mended where the focus is.
          queueMicrotask(() => fields.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
        }}
      >
        {props.children}
      </form>
    </Dialog>
  );
}
