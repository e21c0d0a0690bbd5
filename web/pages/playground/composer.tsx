import { For, type JSX, Match, Show, Switch } from 'solid-js';
import { failureOf } from '../../api/errors.ts';
import { duration } from '../../format.ts';
import { said } from '../../said/said.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { Field } from '../../ui/field.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { keysShown } from '../../ui/keys-shown.ts';
import { TextLink } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Loading, Skeleton } from '../../ui/skeleton.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { Choices } from './choices.tsx';
import type { Form } from './create-form.ts';
import type { createRun } from './create-run.ts';
import { ModelSelect } from './model-select.tsx';
import { RunOn } from './run-on.tsx';
import { SourcePicker } from './source-picker.tsx';
import { words } from './words.ts';

interface ComposerProps {
  form: Form;
  run: ReturnType<typeof createRun>;
}

/** The form of a request: what of it there is to fill in follows from the mode and the model. */
export function Composer(props: ComposerProps) {
  const { form } = props;
  return (
    <section aria-label={words().form} class="rounded-card border border-line bg-panel shadow-card lg:sticky lg:top-18">
      <div class="space-y-3 p-3">
        <Show when={form.draft.mode === 'upscale'} fallback={<Fields form={form} />}>
          <Offers form={form}>
            <SourcePicker form={form} />
            <RunOn form={form} />
          </Offers>
        </Show>
      </div>
      <Foot {...props} />
    </section>
  );
}

/** What needs to know what is offered: in its place, that it is still to come, or why it does not. */
function Offers(props: { form: Form; children: JSX.Element }) {
  const { form } = props;
  return (
    <Switch fallback={props.children}>
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
      <Match when={!form.isKnown()}>
        <Loading>
          <Skeleton class="h-14 w-full" />
        </Loading>
      </Match>
    </Switch>
  );
}

/** The prompt is there whatever is known of the models: what is typed into it waits for nothing. */
function Fields(props: { form: Form }) {
  const { form } = props;
  const { draft } = form;
  return (
    <>
      <Offers form={form}>
        <Show
          when={form.offer()}
          fallback={
            <Notice
              kind="warn"
              action={
                <TextLink alone href="/tokens">
                  {words().seeTokens}
                </TextLink>
              }
            >
              <b>{words().noModel}</b>
              <For each={form.blocked().slice(0, 2)}>{(why) => <p>{said(why)}</p>}</For>
            </Notice>
          }
        >
          <ModelSelect form={form} />
        </Show>
      </Offers>
      <Field label={words().prompt}>
        <TextArea
          value={draft.prompt}
          onInput={(prompt) => form.set({ prompt })}
          rows={5}
          maxLength={20_000}
          placeholder={words().promptPlaceholder}
        />
      </Field>
      <Show when={form.isKnown()}>
        <Choices form={form} />
      </Show>
    </>
  );
}

function Foot(props: ComposerProps) {
  const price = () => {
    const cost = props.form.price();
    return cost === null ? words().noPrice : words().credits(cost.least, cost.most);
  };
  const usual = () => (props.form.draft.mode === 'upscale' ? null : (props.form.offer()?.usualMs ?? null));
  return (
    <div class="rounded-b-[11px] border-t border-line bg-sunken p-3">
      <div aria-live="assertive">
        <Show when={props.run.missing()}>
          {(problem) => <p class="mb-2 text-label font-500 text-bad">{problem()}</p>}
        </Show>
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
        <Button kind="primary" size="large" busy={props.run.isSending()} onClick={props.run.send}>
          {props.form.draft.mode === 'upscale' ? words().enlarge : words().generate}
          <Kbd class="border-current! bg-transparent! text-current! opacity-70">{keysShown('$mod+Enter')[0]}</Kbd>
        </Button>
      </div>
    </div>
  );
}
