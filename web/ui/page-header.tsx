import { type JSX, Show } from 'solid-js';

interface PageHeaderProps {
  /** The one h1 of the page. */
  title: string;
  /** The page in a sentence, with its numbers in `<b>`. */
  sentence?: JSX.Element | undefined;
  /** Buttons, the primary one last. */
  actions?: JSX.Element | undefined;
}

/** The head of a page. */
export function PageHeader(props: PageHeaderProps) {
  return (
    <header class="mb-4 flex flex-wrap items-end gap-x-4 gap-y-3">
      <div class="min-w-0">
        <h1 class="text-title font-600 tracking-[-0.018em]">{props.title}</h1>
        <Show when={props.sentence}>
          <p class="tabular text-ink-2 [&_b]:font-550 [&_b]:text-ink">{props.sentence}</p>
        </Show>
      </div>
      <Show when={props.actions}>
        <div class="ml-auto flex flex-wrap items-center gap-2 max-md:w-full max-md:*:flex-1">{props.actions}</div>
      </Show>
    </header>
  );
}

/** The line of tabs, search and filters over a list. */
export function Toolbar(props: { children: JSX.Element }) {
  return <div class="mb-2.5 flex flex-wrap items-center gap-2 *:first:max-md:basis-full">{props.children}</div>;
}

/** Takes the room that is left, so that what follows stands at the end. */
export function Spacer() {
  return <div class="flex-1 max-md:hidden" />;
}
