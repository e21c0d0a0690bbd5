import { type JSX, Show } from 'solid-js';
import { words as jobWords } from '../../job/words.ts';
import { Field } from '../../ui/field.tsx';
import { NumberInput } from '../../ui/number-input.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Stepper } from '../../ui/stepper.tsx';
import type { Form } from './create-form.ts';
import { MAX_COUNT } from './draft.ts';
import { FrameSlots } from './frame-slots.tsx';
import { PictureList } from './picture-list.tsx';
import { RunOn } from './run-on.tsx';
import { ShapePicker } from './shape-picker.tsx';
import { words } from './words.ts';

/** What the model leaves to choose: pictures, shape, length, size, how many, and where it is made. */
export function Choices(props: { form: Form }) {
  const { form } = props;
  const { draft, choices, variant } = form;
  return (
    <>
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
