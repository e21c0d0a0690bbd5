import ArrowLeftRight from 'lucide-solid/icons/arrow-left-right';
import { createSignal, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import type { Form } from './create-form.ts';
import type { Picture } from './draft.ts';
import { Gallery } from './gallery.tsx';
import { PictureDrop, UploadFailure } from './picture-drop.tsx';
import { PictureFigure } from './picture-figure.tsx';
import { createUpload } from './use-upload.ts';
import { words } from './words.ts';

const COLUMN = ['col-start-1 row-start-1', 'col-start-3 row-start-1'] as const;

/** The frame that a video begins with, and the one that it ends with. */
export function FrameSlots(props: { form: Form }) {
  const frames = () => props.form.draft.frames;
  const [isPicking, setPicking] = createSignal(false);
  const put = (index: 0 | 1, picture: Picture | null) => {
    const [first, last] = frames();
    props.form.set({ frames: index === 0 ? [picture, last] : [first, picture] });
  };
  const uploads = [createUpload((picture) => put(0, picture)), createUpload((picture) => put(1, picture))] as const;
  const isEmpty = (index: 0 | 1) => frames()[index] === null;
  const next = () => (isEmpty(0) || !isEmpty(1) ? 0 : 1);
  const slot = (index: 0 | 1, name: () => string, add: () => string) => (
    <Show
      when={frames()[index]}
      fallback={
        <PictureDrop
          text={add()}
          upload={uploads[index]}
          maxFiles={1}
          takesPaste={next() === index && isEmpty(index)}
          class={cx(COLUMN[index], '[&>label]:aspect-video [&>label]:min-h-0')}
        />
      }
    >
      {(picture) => (
        <PictureFigure
          picture={picture()}
          name={name()}
          class={cx(COLUMN[index], 'aspect-video')}
          onRemove={() => put(index, null)}
        />
      )}
    </Show>
  );
  const hasLast = () => props.form.range().max > 1;
  return (
    <section aria-label={words().frames}>
      <div class="mb-1 flex items-center justify-between">
        <p class="text-label leading-5 font-500 text-ink-2">{words().frames}</p>
        <Button kind="ghost" size="small" onClick={() => setPicking(true)}>
          {words().fromGallery}
        </Button>
      </div>
      <div class="grid grid-cols-[minmax(0,1fr)_1.75rem_minmax(0,1fr)] items-start gap-1">
        {slot(
          0,
          () => words().first,
          () => words().addFirst,
        )}
        <Show when={hasLast()}>
          {/* As high as the frames, whatever is said under one of them. */}
          <div class="pointer-events-none col-start-1 row-start-1 flex aspect-video items-center">
            <IconButton
              size="small"
              label={words().swap}
              icon={<ArrowLeftRight />}
              disabled={isEmpty(0) && isEmpty(1)}
              onClick={() => props.form.set({ frames: [frames()[1], frames()[0]] })}
              class="pointer-events-auto relative left-full ml-1"
            />
          </div>
          {slot(
            1,
            () => words().last,
            () => words().addLast,
          )}
        </Show>
      </div>
      <UploadFailure upload={uploads[0]} />
      <UploadFailure upload={uploads[1]} />
      <Show when={isPicking()}>
        <Gallery kind="image" onClose={() => setPicking(false)} onPick={(_, picture) => put(next(), picture)} />
      </Show>
    </section>
  );
}
