import { createEffect, createMemo, on, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { createCall } from '../../../api/create-call.ts';
import { Button } from '../../../ui/button.tsx';
import { Section } from '../../../ui/card.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { Field } from '../../../ui/field.tsx';
import { LeaveGuard } from '../../../ui/leave-guard.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { createTextDraft, type TextDraft } from '../../../ui/text-draft.ts';
import { TextInput } from '../../../ui/text-input.tsx';
import { toast } from '../../../ui/toast.ts';
import { textProblem } from '../account-text.ts';
import { nameOf, type TokenDetails } from '../token-types.ts';
import { words } from '../words.ts';

interface NotesProps {
  token: TokenDetails;
  /** There is nothing to save to any more; what was typed can still be copied. */
  isGone: boolean;
}

/** Name and note of a token. Saving them makes no call to the upstream. */
export function Notes(props: NotesProps) {
  const name = createTextDraft(() => props.token.name ?? '');
  const remark = createTextDraft(() => props.token.remark ?? '');
  const update = createCall(api.tokens.update.mutate);
  const reset = () => {
    name.forget();
    remark.forget();
    update.forget();
  };
  const shown = createMemo(() => props.token.id);
  createEffect(on(shown, reset, { defer: true })); // another one is open
  const isChanged = () => name.isChanged() || remark.isChanged();
  const hintOf = (draft: TextDraft) => {
    const now = draft.changedTo();
    return now === null ? undefined : <span role="status">{words().drawer.changedElsewhere(now)}</span>;
  };
  const mistakes = () => ({ name: textProblem(name.text()), remark: textProblem(remark.text()) });
  const errorAt = (field: 'name' | 'remark') =>
    mistakes()[field] ?? (update.failure()?.field === field ? update.failure() : undefined);
  const elsewhere = () => (['name', 'remark'].includes(update.failure()?.field ?? '') ? null : update.failure());

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (props.isGone) return;
    if (mistakes().name !== undefined || mistakes().remark !== undefined) return;
    const { id, name: nameBefore, remark: remarkBefore } = props.token;
    // What nobody typed here may be another's by now.
    const wanted = {
      ...(name.isChanged() && { name: name.text() }),
      ...(remark.isChanged() && { remark: remark.text() }),
    };
    const before = {
      ...(name.isChanged() && { name: nameBefore }),
      ...(remark.isChanged() && { remark: remarkBefore }),
    };
    const called = nameOf(props.token); // another one may be open by the time of the answer
    const saved = await update.run({ id, ...wanted });
    if (update.failure()?.code === 'not_found') void api.tokens.get.refresh({ id }); // which shows that it is gone
    if (saved === undefined) return;
    const undo = () => void api.tokens.update.mutate({ id, ...before }).then(() => api.tokens.get.refresh({ id }));
    toast.done(words().done.update(called), { undo });
    void api.tokens.get.refresh({ id });
  }
  return (
    <>
      <LeaveGuard isChanged={isChanged()} onLeave={reset} />
      <Show when={!props.isGone || isChanged()}>
        <Section title={words().drawer.notes}>
          <form class="flex flex-col gap-3 border-t border-line pt-3" onSubmit={(event) => void submit(event)}>
            <Show when={props.isGone}>
              <Notice kind="warn">{words().drawer.typedIsKept}</Notice>
            </Show>
            <Field label={words().add.name} error={errorAt('name')} hint={hintOf(name)}>
              <TextInput
                value={name.text()}
                onInput={name.type}
                placeholder={props.token.email}
                readonly={props.isGone}
              />
            </Field>
            <Field label={words().add.remark} error={errorAt('remark')} hint={hintOf(remark)}>
              <TextArea rows={2} value={remark.text()} onInput={remark.type} readonly={props.isGone} />
            </Field>
            <Show when={!props.isGone && elsewhere()}>
              {(told) => (
                <ErrorCard
                  text={words().failed.update(nameOf(props.token))}
                  hint={told().message}
                  requestId={told().requestId ?? undefined}
                />
              )}
            </Show>
            <Show when={!props.isGone && isChanged()}>
              <div class="flex justify-end gap-2">
                <Button size="small" onClick={reset}>
                  {words().drawer.cancel}
                </Button>
                <Button size="small" type="submit" kind="primary" busy={update.isPending()}>
                  {words().drawer.save}
                </Button>
              </div>
            </Show>
          </form>
        </Section>
      </Show>
    </>
  );
}
