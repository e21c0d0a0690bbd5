import { CopyButton } from './copy-button.tsx';
import { words } from './words.ts';

/** The id by which a failure is found again in the log, to be copied. */
export function RequestId(props: { id: string }) {
  return (
    <p class="flex min-w-0 items-center gap-1 text-label text-ink-3">
      {words().requestId}
      <code class="truncate">{props.id}</code>
      <CopyButton text={props.id} />
    </p>
  );
}
