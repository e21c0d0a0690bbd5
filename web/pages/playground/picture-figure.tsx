import X from 'lucide-solid/icons/x';
import { Show } from 'solid-js';
import { fileUrl } from '../../job/media.ts';
import { cx } from '../../ui/cx.ts';
import type { Picture } from './draft.ts';
import { words } from './words.ts';

interface PictureFigureProps {
  picture: Picture;
  /** What it is: `First`, `Picture 2`. */
  name: string;
  onRemove: () => void;
  class?: string | undefined;
}

/** A picture that comes with the request. */
export function PictureFigure(props: PictureFigureProps) {
  return (
    <figure class={cx('relative overflow-hidden rounded-[9px] bg-sunken', props.class)}>
      <img src={fileUrl(props.picture.file)} alt={props.name} class="size-full object-cover" />
      <Show when={props.name}>
        <figcaption class="absolute bottom-1.5 left-1.5 rounded-[5px] bg-[rgb(12_12_14/0.72)] px-1.5 text-micro leading-4.5 font-500 text-[#fff]">
          {props.name}
        </figcaption>
      </Show>
      <button
        type="button"
        aria-label={words().removePicture(props.name)}
        onClick={() => props.onRemove()}
        class="absolute top-1.25 right-1.25 grid size-6 place-items-center rounded-pill bg-[rgb(12_12_14/0.72)] text-[#fff] touch:size-10 [&>.lucide-icon]:size-3.5"
      >
        <X />
      </button>
    </figure>
  );
}
