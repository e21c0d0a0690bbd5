import Check from 'lucide-solid/icons/check';
import Copy from 'lucide-solid/icons/copy';
import { createSignal, onCleanup, Show } from 'solid-js';
import { Button } from './button.tsx';
import { copyText } from './copy-text.ts';
import { IconButton } from './icon-button.tsx';
import { words } from './words.ts';

interface CopyButtonProps {
  /** What is copied; read at the moment of copying. */
  text: string | (() => string);
  /** What it is, when that is not plain: `Copy project id`. */
  label?: string | undefined;
  /** With the word beside the icon. */
  withText?: boolean | undefined;
  size?: 'tiny' | 'small' | undefined;
}

/** Copies a text, and says that it did. */
export function CopyButton(props: CopyButtonProps) {
  const [isDone, setDone] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const copy = async () => {
    await copyText(typeof props.text === 'string' ? props.text : props.text());
    setDone(true);
    clearTimeout(timer);
    timer = setTimeout(() => setDone(false), 1_600);
  };
  const label = () => (isDone() ? words().copied : (props.label ?? words().copy));
  const icon = () => (isDone() ? <Check class="text-ok" /> : <Copy />);
  return (
    <Show
      when={props.withText}
      fallback={<IconButton size={props.size ?? 'tiny'} label={label()} icon={icon()} onClick={() => void copy()} />}
    >
      <Button size="small" icon={icon()} onClick={() => void copy()}>
        {label()}
      </Button>
    </Show>
  );
}
