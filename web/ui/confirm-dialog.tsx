import { createEffect, createMemo, createSignal, type JSX, on, Show } from 'solid-js';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { TextInput } from './text-input.tsx';
import { words } from './words.ts';

interface ConfirmDialogProps {
  open: boolean;
  onClose: () => void;
  /** The question, with its number: `Delete 3 tokens?` */
  title: string;
  /** What will be gone, and what stays. */
  description?: JSX.Element | undefined;
  /** The verb with its number: `Delete 3`. */
  action: string;
  onConfirm: () => void;
  danger?: boolean | undefined;
  busy?: boolean | undefined;
  /** There is nothing that could be done. */
  disabled?: boolean | undefined;
  /** What has to be typed first: a name, or `delete 3`. */
  typed?: string | undefined;
  children?: JSX.Element | undefined;
}

/** A second question before what cannot be undone. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [text, setText] = createSignal('');
  // Memos of this part: a condition in what is given, read by a click, would become one that outlives it.
  const isTyped = createMemo(() => props.typed === undefined || text().trim() === props.typed);
  const isReady = createMemo(() => isTyped() && !props.busy && !props.disabled);
  createEffect(
    on(
      () => props.open,
      () => setText(''),
      { defer: true },
    ),
  );
  const confirm = () => isReady() && props.onConfirm();
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={props.title}
      description={props.description}
      busy={props.busy ?? false}
      footer={
        <>
          <Button onClick={props.onClose} disabled={props.busy}>
            {words().cancel}
          </Button>
          <Button
            kind={props.danger ? 'danger-primary' : 'primary'}
            busy={props.busy ?? false}
            disabled={props.disabled || !isTyped()}
            onClick={confirm}
          >
            {props.action}
          </Button>
        </>
      }
    >
      {props.children}
      <Show when={props.typed}>
        {(typed) => (
          <Field label={words().typeToConfirm(typed())}>
            <TextInput value={text()} onInput={setText} onKeyDown={(event) => event.key === 'Enter' && confirm()} />
          </Field>
        )}
      </Show>
    </Dialog>
  );
}
