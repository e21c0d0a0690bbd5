import { createMemo, createSignal, For, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { api } from '../../../api/api.ts';
import { failureOf } from '../../../api/errors.ts';
import { fromInputTime, toInputTime } from '../../../format.ts';
import { Button } from '../../../ui/button.tsx';
import { Section } from '../../../ui/card.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { Field, type FieldError } from '../../../ui/field.tsx';
import { LeaveGuard } from '../../../ui/leave-guard.tsx';
import { NumberInput } from '../../../ui/number-input.tsx';
import { Picker } from '../../../ui/picker.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextInput } from '../../../ui/text-input.tsx';
import type { Key } from '../keys.ts';
import { words } from '../words.ts';
import { COUNTS, draftOf, EXPIRIES, mistakesIn, wishesOf } from './key-draft.ts';

interface KeyFormProps {
  /** Null for a new one. */
  was: Key | null;
  isBusy: boolean;
  /** For a form that stays when it was sent: there is nothing more to lose. */
  isSaved?: boolean | undefined;
  /** Why the server refused; shown at its field, or over the form. */
  failure: unknown;
  onSubmit: (wishes: ReturnType<typeof wishesOf>) => void;
  onCancel: () => void;
}

/** Who uses a key, for what, how much and until when. What was typed stays when sending fails. */
export function KeyForm(props: KeyFormProps) {
  const first = draftOf(props.was);
  const [draft, setDraft] = createStore(structuredClone(first));
  const [isGivenUp, setGivenUp] = createSignal(false);
  const [isTried, setTried] = createSignal(false);
  const offered = api.models.list.useQuery(() => ({}));
  const models = createMemo(() => {
    const names = (offered.data ?? []).flatMap(({ id, aliases }) => [id, ...aliases]);
    const all = [...new Set([...names, ...(props.was?.models ?? [])])];
    return all.map((value) => ({ value, label: value }));
  });
  const isUnsaved = () => !isGivenUp() && !props.isSaved && JSON.stringify(draft) !== JSON.stringify(first);
  const giveUp = () => {
    setGivenUp(true);
    props.onCancel();
  };
  const failure = () => (props.failure ? failureOf(props.failure) : null);
  const mistakes = () => mistakesIn(draft, props.was, Date.now());
  const errorAt = (field: string): FieldError | null | undefined => {
    const mistake = isTried() ? mistakes()[field] : undefined;
    if (mistake !== undefined) return words().form[mistake];
    return failure()?.field === field ? failure() : undefined;
  };
  const FIELDS = ['name', 'models', 'expiresAt', ...COUNTS];
  const unplaced = () => {
    const told = failure();
    return told !== null && !FIELDS.includes(told.field ?? '') ? told : null;
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(mistakes()).length === 0 && !props.isBusy) props.onSubmit(wishesOf(draft, Date.now()));
  };
  return (
    <form class="space-y-4" onSubmit={submit} novalidate>
      <LeaveGuard isChanged={isUnsaved()} onLeave={() => setGivenUp(true)} />
      <Show when={unplaced()}>
        {(told) => (
          <ErrorCard
            text={props.was === null ? words().form.notMade : words().form.notSaved}
            hint={told().message}
            requestId={told().requestId ?? undefined}
          />
        )}
      </Show>
      <Field label={words().form.name} hint={words().form.nameHint} error={errorAt('name')}>
        <TextInput value={draft.name} onInput={(name) => setDraft({ name })} required />
      </Field>
      <Field label={words().form.models} hint={words().form.modelsHint} error={errorAt('models')}>
        <Picker
          options={models()}
          values={draft.models}
          onChange={(chosen) => setDraft({ models: chosen })}
          placeholder={words().form.anyModel}
        />
      </Field>
      <Section title={words().form.limits}>
        <div class="grid gap-x-4 gap-y-3 sm:grid-cols-2">
          <For each={COUNTS}>
            {(count) => (
              <Field label={words().form[count]} error={errorAt(count)}>
                <NumberInput
                  value={draft[count]}
                  onInput={(value) => setDraft({ [count]: value })}
                  min={1}
                  step={1}
                  placeholder={words().form.noLimit}
                  class="max-w-full"
                />
              </Field>
            )}
          </For>
        </div>
      </Section>
      <div class="grid gap-x-4 gap-y-3 sm:grid-cols-2">
        <Field label={words().form.expires} error={draft.expiry === 'date' ? undefined : errorAt('expiresAt')}>
          <Select
            options={EXPIRIES.map((value) => ({ value, label: words().form.expiry[value] }))}
            value={draft.expiry}
            onChange={(expiry) => setDraft({ expiry })}
            class="w-full"
          />
        </Field>
        <Show when={draft.expiry === 'date'}>
          <Field label={words().form.date} error={errorAt('expiresAt')}>
            <TextInput
              type="datetime-local"
              value={draft.date === undefined ? '' : toInputTime(draft.date)}
              onInput={(text) => setDraft({ date: fromInputTime(text) })}
            />
          </Field>
        </Show>
      </div>
      <div class="flex justify-end gap-2 pt-2 max-md:*:flex-1">
        <Button onClick={giveUp}>{words().form.cancel}</Button>
        <Button kind="primary" type="submit" busy={props.isBusy}>
          {props.was === null ? words().form.make : words().form.save}
        </Button>
      </div>
    </form>
  );
}
