import { type JSX, Show } from 'solid-js';
import { Spark } from '../../ui/spark.tsx';
import type { Tone } from '../../ui/tone.ts';

interface FigureProps {
  name: string;
  /** Where the number leads to. */
  href: string;
  value: JSX.Element;
  unit?: string | undefined;
  /** The line under it. */
  note: JSX.Element;
  line?: { values: (number | null)[]; label: string; tone: Tone } | undefined;
}

/** A number of the strip, with its little line and a word on it. */
export function Figure(props: FigureProps) {
  return (
    <div class="relative min-w-0 border-t border-l border-line px-4 py-3 hover:bg-hover">
      <dt class="text-label text-ink-2">{props.name}</dt>
      <dd>
        <span class="flex h-9.5 items-center gap-3">
          <a
            href={props.href}
            class="tabular text-figure font-550 tracking-[-0.03em] whitespace-nowrap after:absolute after:inset-0"
          >
            {props.value}
            <Show when={props.unit}>
              <span class="ml-1 text-label font-400 tracking-normal text-ink-2">{props.unit}</span>
            </Show>
          </a>
          <Show when={props.line?.values.some((value) => value !== null) && props.line}>
            {(line) => (
              <Spark
                class="ml-auto w-full max-w-24 min-w-0"
                values={line().values}
                label={line().label}
                tone={line().tone}
              />
            )}
          </Show>
        </span>
        <span class="tabular mt-1 flex min-h-4 flex-wrap items-center gap-x-3 text-label text-ink-2">{props.note}</span>
      </dd>
    </div>
  );
}
