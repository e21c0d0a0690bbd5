import Upload from 'lucide-solid/icons/upload';
import { createSignal, For, type JSX, onCleanup, Show } from 'solid-js';
import { cx } from './cx.ts';
import { type FileLimits, sortFiles } from './file-limits.ts';

interface DropZoneProps extends FileLimits {
  /** What belongs here: `Drop a frame, paste one, or choose`. */
  text: JSX.Element;
  /** The limits in words, told before anyone runs into them: `PNG or JPEG, 10 MB at most`. */
  hint?: JSX.Element | undefined;
  /** Only with files that are within the limits; why others are not is said under the zone. */
  onFiles: (files: File[]) => void;
  /** Also takes what is pasted anywhere on the page; one zone of a page at a time. */
  takesPaste?: boolean | undefined;
  disabled?: boolean | undefined;
  class?: string | undefined;
}

/** Files by dragging, pasting or choosing. Without room for another only what was refused stays to be read. */
export function DropZone(props: DropZoneProps) {
  const hasRoom = () => props.maxFiles === undefined || props.maxFiles > 0;
  const [isOver, setOver] = createSignal(false);
  const [refusals, setRefusals] = createSignal<string[]>([]);
  const take = (files: Iterable<File> | null | undefined) => {
    if (props.disabled || !files) return;
    const sorted = sortFiles([...files], props);
    setRefusals(sorted.refusals);
    if (sorted.taken.length > 0) props.onFiles(sorted.taken);
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = event.clipboardData?.files;
    if (!props.takesPaste || files === undefined || files.length === 0) return;
    event.preventDefault();
    take(files);
  };
  document.addEventListener('paste', onPaste);
  onCleanup(() => document.removeEventListener('paste', onPaste));
  return (
    <div class={cx('min-w-0', props.class)}>
      <Show when={hasRoom()}>
        <label
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            take(event.dataTransfer?.files);
          }}
          class={cx(
            'flex min-h-19 cursor-pointer flex-col items-center justify-center gap-1 rounded-[10px] border border-dashed border-control px-3 py-3 text-center transition-colors hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent has-disabled:cursor-default has-disabled:opacity-50',
            isOver() && 'border-accent! bg-accent-soft',
          )}
        >
          <input
            type="file"
            class="sr-only"
            accept={props.accept}
            multiple={(props.maxFiles ?? 2) > 1}
            disabled={props.disabled}
            onChange={(event) => {
              take(event.currentTarget.files);
              event.currentTarget.value = '';
            }}
          />
          <Upload class="text-ink-3" aria-hidden="true" />
          <span class="font-500">{props.text}</span>
          <Show when={props.hint}>
            <span class="text-label text-ink-3">{props.hint}</span>
          </Show>
        </label>
      </Show>
      <ul aria-live="polite" class="text-label text-bad">
        <For each={refusals()}>{(refusal) => <li class="mt-1">{refusal}</li>}</For>
      </ul>
    </div>
  );
}
