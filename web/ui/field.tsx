import { createContext, createUniqueId, type JSX, Show, useContext } from 'solid-js';
import { cx } from './cx.ts';
import { RequestId } from './request-id.tsx';

interface FieldState {
  id: string;
  describedBy: () => string | undefined;
  isInvalid: () => boolean;
}

const FieldContext = createContext<FieldState>();

/** What is wrong with a value: found here, or by the server, whose refusal can be found again in its log. */
export type FieldError = string | { message: string; requestId: string | null };

interface FieldProps {
  label: string;
  /** What it does, its range or its default; under the control. */
  hint?: JSX.Element | undefined;
  /** What is wrong, and what would be right. */
  error?: FieldError | null | undefined;
  /** After the control: `s`, `MB`. */
  unit?: string | undefined;
  /** Beside the label: a badge, a reset button. */
  aside?: JSX.Element | undefined;
  /** Control to the right of its label, as in a list of settings. */
  inline?: boolean | undefined;
  class?: string | undefined;
  children: JSX.Element;
}

/** A labelled control. Inputs of the kit inside find their id, hint and error by themselves. */
export function Field(props: FieldProps) {
  const id = createUniqueId();
  const said = () => (typeof props.error === 'string' ? props.error : props.error?.message);
  const requestId = () => (typeof props.error === 'string' ? null : props.error?.requestId);
  const hasError = () => !!said();
  const describedBy = () =>
    [props.hint && `${id}-hint`, hasError() && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <FieldContext.Provider value={{ id, describedBy, isInvalid: hasError }}>
      <div class={cx('min-w-0', props.inline && 'flex flex-wrap items-center justify-between gap-x-4', props.class)}>
        <div class={cx('flex min-h-5 items-center gap-2', props.inline ? '' : 'mb-1')}>
          <label for={id} id={`${id}-label`} class="text-label font-500 text-ink-2">
            {props.label}
          </label>
          {props.aside}
        </div>
        <div class="flex min-w-0 items-center gap-2">
          {props.children}
          <Show when={props.unit}>
            <span class="shrink-0 text-label text-ink-3">{props.unit}</span>
          </Show>
        </div>
        <Show when={props.hint}>
          <p id={`${id}-hint`} class={cx('mt-1 text-label text-ink-3', props.inline && 'basis-full')}>
            {props.hint}
          </p>
        </Show>
        <p id={`${id}-error`} aria-live="polite" class={cx('text-label text-bad', hasError() && 'mt-1 basis-full')}>
          {said()}
        </p>
        <Show when={requestId()}>{(id) => <RequestId id={id()} />}</Show>
      </div>
    </FieldContext.Provider>
  );
}

/** The attributes by which a control belongs to its `Field`; alone it needs an `aria-label`. */
export function useField() {
  const field = useContext(FieldContext);
  return {
    id: field?.id,
    labelId: field && `${field.id}-label`,
    describedBy: () => field?.describedBy(),
    isInvalid: () => field?.isInvalid() || undefined,
  };
}
