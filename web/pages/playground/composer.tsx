import { createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import { failureOf } from '../../api/errors.ts';
import { duration } from '../../format.ts';
import { words as jobWords } from '../../job/words.ts';
import { said } from '../../said/said.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { Field } from '../../ui/field.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { keysShown } from '../../ui/keys-shown.ts';
import { TextLink } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { NumberInput } from '../../ui/number-input.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Loading, Skeleton } from '../../ui/skeleton.tsx';
import { Stepper } from '../../ui/stepper.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import type { Form } from './create-form.ts';
import type { createRun } from './create-run.ts';
import { MAX_COUNT } from './draft.ts';
import { FrameSlots } from './frame-slots.tsx';
import { ModelSelect } from './model-select.tsx';
import { PictureList } from './picture-list.tsx';
import { RunOn } from './run-on.tsx';
import { ShapePicker } from './shape-picker.tsx';
import { SourcePicker } from './source-picker.tsx';
import { words } from './words.ts';

interface ComposerProps {
  form: Form;
  run: ReturnType<typeof createRun>;
  onSend: () => void;
}

/** The form of a request: what of it there is to fill in follows from the mode and the model. */
export function Composer(props: ComposerProps) {
  const { form } = props;
  const isLoading = () => form.variants.isPending || form.models.isPending;
  return (
    <section aria-label={words().form} class="rounded-card border border-line bg-panel shadow-card lg:sticky lg:top-18">
      <div class="space-y-3 p-3">
        <Switch fallback={<Fields form={form} />}>
          <Match when={form.failure()}>
            {(cause) => (
              <ErrorCard
                text={words().modelsFailed}
                hint={failureOf(cause()).message}
                requestId={failureOf(cause()).requestId ?? undefined}
                onRetry={() => {
                  void form.models.refetch();
                  void form.variants.refetch();
                }}
              />
            )}
          </Match>
          <Match when={isLoading()}>
            <Loading class="space-y-3">
              <Skeleton class="h-14 w-full" />
              <Skeleton class="h-28 w-full" />
              <Skeleton class="h-9 w-40" />
              <Skeleton class="h-8 w-full" />
            </Loading>
          </Match>
          <Match when={form.draft.mode === 'upscale'}>
            <SourcePicker form={form} />
            <RunOn form={form} />
          </Match>
        </Switch>
      </div>
      <Foot {...props} />
    </section>
  );
}

function Fields(props: { form: Form }) {
  const { form } = props;
  const { draft, choices, variant } = form;
  return (
    <>
      <Show
        when={form.offer()}
        fallback={
          <Notice kind="warn" action={<TextLink href="/tokens">{words().seeTokens}</TextLink>}>
            <b>{words().noModel}</b>
            <For each={form.blocked().slice(0, 2)}>{(why) => <p>{said(why)}</p>}</For>
          </Notice>
        }
      >
        <ModelSelect form={form} />
      </Show>
      <Field label={words().prompt}>
        <TextArea
          value={draft.prompt}
          onInput={(prompt) => form.set({ prompt })}
          rows={5}
          maxLength={20_000}
          placeholder={words().promptPlaceholder}
        />
      </Field>
      <Show when={form.range().max > 0}>
        <Show when={draft.mode === 'frames'} fallback={<PictureList form={form} />}>
          <FrameSlots form={form} />
        </Show>
      </Show>
      <Show when={choices().ratios.length > 1}>
        <ShapePicker
          ratios={choices().ratios}
          value={variant()?.ratio ?? null}
          onChange={(ratio) => form.wish('ratio', ratio)}
        />
      </Show>
      <div class="grid grid-cols-2 gap-2.5 empty:hidden">
        <Show when={choices().seconds.length > 1}>
          <Labelled label={words().length}>
            <Segments
              wide
              label={words().length}
              value={String(variant()?.seconds ?? '')}
              onChange={(seconds) => form.wish('seconds', Number(seconds))}
              options={choices().seconds.map((seconds) => ({
                value: String(seconds),
                label: jobWords().seconds(seconds),
              }))}
            />
          </Labelled>
        </Show>
        <Show when={choices().resolutions.length > 1}>
          <Labelled label={words().size}>
            <Segments
              wide
              label={words().size}
              value={variant()?.resolution ?? ''}
              onChange={(resolution) => form.wish('resolution', resolution)}
              options={choices().resolutions.map((value) => ({ value, label: value.replace('k', 'K') }))}
            />
          </Labelled>
        </Show>
      </div>
      <div class="grid grid-cols-2 gap-2.5">
        <Field label={words().count}>
          <Stepper min={1} max={MAX_COUNT} value={draft.count} onChange={(count) => form.set({ count: count ?? 1 })} />
        </Field>
        <Field label={words().seed}>
          <NumberInput
            value={draft.seed}
            onInput={(seed) => form.set({ seed })}
            min={0}
            step={1}
            placeholder={words().seedAny}
            class="max-w-none"
          />
        </Field>
      </div>
      <RunOn form={form} />
    </>
  );
}

function Labelled(props: { label: string; children: JSX.Element }) {
  return (
    <div class="min-w-0">
      <p aria-hidden="true" class="mb-1 text-label leading-5 font-500 text-ink-2">
        {props.label}
      </p>
      {props.children}
    </div>
  );
}

function Foot(props: ComposerProps) {
  const [isAsked, setAsked] = createSignal(false);
  const price = () => {
    const cost = props.form.price();
    return cost === null ? words().noPrice : words().credits(cost.least, cost.most);
  };
  const usual = () => (props.form.draft.mode === 'upscale' ? null : (props.form.offer()?.usualMs ?? null));
  const said = () => (isAsked() ? props.form.problem() : null);
  const send = () => {
    setAsked(props.form.problem() !== null);
    props.onSend();
  };
  return (
    <div class="rounded-b-[11px] border-t border-line bg-sunken p-3">
      <div aria-live="assertive">
        <Show when={said()}>{(problem) => <p class="mb-2 text-label font-500 text-bad">{problem()}</p>}</Show>
        <Show when={props.run.failure()}>
          {(failure) => (
            <ErrorCard
              class="mb-3"
              text={words().refused}
              hint={failure().message}
              requestId={failure().requestId ?? undefined}
            />
          )}
        </Show>
      </div>
      <div class="flex items-center gap-3">
        <p class="tabular min-w-0 flex-1 text-label text-ink-2">
          <Show when={props.form.variant()}>
            <b class="block text-body font-550 text-ink">{price()}</b>
            <Show when={usual()}>{(ms) => <>{words().about(duration(ms()))}</>}</Show>
          </Show>
        </p>
        <Button kind="primary" size="large" busy={props.run.isSending()} onClick={send}>
          {props.form.draft.mode === 'upscale' ? words().enlarge : words().generate}
          <Kbd class="border-current! bg-transparent! text-current! opacity-70">{keysShown('$mod+Enter')[0]}</Kbd>
        </Button>
      </div>
    </div>
  );
}
