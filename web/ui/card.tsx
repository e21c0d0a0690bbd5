import { type JSX, Show } from 'solid-js';
import { cx } from './cx.ts';

interface CardProps {
  title?: JSX.Element | undefined;
  /** At the end of the title's line: a legend, a link, a switch. */
  aside?: JSX.Element | undefined;
  /** Without padding around the content: for tables and lists that reach the edge. */
  flush?: boolean | undefined;
  class?: string | undefined;
  children: JSX.Element;
}

/** A panel with a title (h2). */
export function Card(props: CardProps) {
  return (
    <section class={cx('min-w-0 rounded-card border border-line bg-panel shadow-card', props.class)}>
      <Show when={props.title}>
        <header class="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-3">
          <h2 class="font-600">{props.title}</h2>
          <div class="ml-auto flex items-center gap-3 text-label text-ink-2">{props.aside}</div>
        </header>
      </Show>
      <div class={props.flush ? '' : 'px-4 pt-3 pb-4'}>{props.children}</div>
    </section>
  );
}

interface SectionProps {
  title: JSX.Element;
  aside?: JSX.Element | undefined;
  class?: string | undefined;
  children: JSX.Element;
}

/** A part of a drawer, or of a page of settings, under a small title (h3). */
export function Section(props: SectionProps) {
  return (
    <section class={cx('min-w-0', props.class)}>
      <div class="mb-1 flex items-baseline gap-2">
        <h3 class="text-label leading-5 font-600">{props.title}</h3>
        <div class="ml-auto text-label text-ink-3">{props.aside}</div>
      </div>
      {props.children}
    </section>
  );
}

/** A line of a section: what on the left, control or value on the right. */
export function Row(props: { label: JSX.Element; children: JSX.Element; class?: string }) {
  return (
    <div class={cx('flex min-h-9.5 items-center gap-3 border-t border-line py-1', props.class)}>
      <div class="flex min-w-0 items-center gap-2.5">{props.label}</div>
      <div class="ml-auto flex min-w-0 items-center gap-2">{props.children}</div>
    </div>
  );
}
