import ChevronRight from 'lucide-solid/icons/chevron-right';
import { createMemo, createSignal, For, Show } from 'solid-js';
import { bytes } from '../format.ts';
import { cx } from './cx.ts';
import { foldMedia } from './fold-media.ts';
import { holds, isContainer, type JsonContainer, OPEN_DEPTH } from './json-search.ts';
import { words } from './words.ts';

interface NodeProps {
  name?: string | undefined;
  value: unknown;
  depth: number;
  /** In lower case; empty for none. */
  query: string;
}

/** A value of a tree, with all that is in it. */
export function JsonNode(props: NodeProps) {
  return (
    <Show when={isContainer(props.value) && props.value} fallback={<Leaf {...props} />}>
      {(container) => <Branch {...props} value={container()} />}
    </Show>
  );
}

function Name(props: { name: string | undefined; query: string }) {
  const isHit = () => props.query !== '' && props.name?.toLowerCase().includes(props.query);
  return (
    <Show when={props.name !== undefined}>
      <span class={cx('text-accent', isHit() && 'bg-warn-soft')}>{props.name}</span>
      <span class="text-ink-3">: </span>
    </Show>
  );
}

function Branch(props: NodeProps & { value: JsonContainer }) {
  const [chosen, setChosen] = createSignal<boolean>();
  const hasHit = createMemo(() => props.query !== '' && holds(props.name, props.value, props.query));
  const isOpen = () => chosen() ?? (hasHit() || props.depth < OPEN_DEPTH);
  const isList = () => Array.isArray(props.value);
  const entries = () => Object.entries(props.value);
  const size = () => (isList() ? words().items(entries().length) : words().fields(entries().length));
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen()}
        onClick={() => setChosen(!isOpen())}
        class="flex min-h-6 items-center gap-1 rounded-pill text-left hover:bg-hover"
      >
        <ChevronRight class={cx('size-3 text-ink-3 transition-transform', isOpen() && 'rotate-90')} />
        <span>
          <Name name={props.name} query={props.query} />
          <span class="text-ink-3">
            {isList() ? '[' : '{'} {size()} {isList() ? ']' : '}'}
          </span>
        </span>
      </button>
      <Show when={isOpen()}>
        <div class="ml-1.5 border-l border-line pl-3">
          <For each={entries()}>
            {([name, value]) => <JsonNode name={name} value={value} depth={props.depth + 1} query={props.query} />}
          </For>
        </div>
      </Show>
    </div>
  );
}

const COLOUR: Record<string, string> = { string: 'text-image-ink', number: 'text-warn', boolean: 'text-warn' };

function Leaf(props: NodeProps) {
  const media = createMemo(() => (typeof props.value === 'string' ? foldMedia(props.value) : undefined));
  const isHit = () =>
    props.query !== '' && media() === undefined && String(props.value).toLowerCase().includes(props.query);
  return (
    <div class="min-h-6 pl-4">
      <Name name={props.name} query={props.query} />
      <Show
        when={media()}
        fallback={
          <LongText
            value={props.value}
            class={cx(COLOUR[typeof props.value] ?? 'text-ink-3', isHit() && 'bg-warn-soft')}
          />
        }
      >
        {(file) => (
          <span class="inline-flex items-center gap-2 rounded-pill bg-sunken px-1.5 text-ink-2">
            <Show when={file().src}>
              {(src) => <img src={src()} alt="" class="my-1 h-8 max-w-16 rounded-[4px] object-cover" />}
            </Show>
            {file().mime}, {bytes(file().bytes)}
          </span>
        )}
      </Show>
    </div>
  );
}

/** Characters of a text that are shown before it is asked for. */
const SHORT = 400;

function LongText(props: { value: unknown; class: string }) {
  const [isWhole, setWhole] = createSignal(false);
  const text = () => JSON.stringify(props.value) ?? 'undefined';
  const isLong = () => text().length > SHORT;
  return (
    <>
      <span class={cx('break-all whitespace-pre-wrap', props.class)}>
        {isLong() && !isWhole() ? `${text().slice(0, SHORT)}…` : text()}
      </span>
      <Show when={isLong()}>
        <button type="button" class="ml-2 font-sans text-ink-2 underline" onClick={() => setWhole(!isWhole())}>
          {isWhole() ? words().showLess : words().showMore}
        </button>
      </Show>
    </>
  );
}
