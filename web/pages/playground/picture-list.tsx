import { createSignal, For, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import type { Form } from './create-form.ts';
import type { Picture } from './draft.ts';
import { Gallery } from './gallery.tsx';
import { PictureDrop, UploadFailure } from './picture-drop.tsx';
import { PictureFigure } from './picture-figure.tsx';
import { createUpload } from './use-upload.ts';
import { words } from './words.ts';

/** The pictures of an edit, or the references of a video, as many as the model takes. */
export function PictureList(props: { form: Form }) {
  const [isPicking, setPicking] = createSignal(false);
  const list = () => props.form.pictures();
  const set = (pictures: readonly Picture[]) =>
    props.form.set(props.form.draft.mode === 'edit-image' ? { edits: pictures } : { references: pictures });
  const upload = createUpload((picture) => set([...list(), picture]));
  const room = () => props.form.range().max - list().length;
  return (
    <section aria-label={words().pictures}>
      <div class="mb-1 flex items-center justify-between">
        <p class="tabular text-label leading-5 font-500 text-ink-2">
          {words().pictures}{' '}
          <span class="font-400 text-ink-3">
            {list().length}/{props.form.range().max}
          </span>
        </p>
        <Button kind="ghost" size="small" disabled={room() <= 0} onClick={() => setPicking(true)}>
          {words().fromGallery}
        </Button>
      </div>
      <Show when={list().length > 0}>
        <div class="mb-2 grid grid-cols-3 gap-2">
          <For each={list()}>
            {(picture, index) => (
              <PictureFigure
                picture={picture}
                name={words().pictureName(index() + 1)}
                class="aspect-square"
                onRemove={() => set(list().filter((other) => other !== picture))}
              />
            )}
          </For>
        </div>
      </Show>
      <PictureDrop text={words().addPicture} upload={upload} maxFiles={room()} takesPaste withHint />
      <UploadFailure upload={upload} />
      <Show when={isPicking()}>
        <Gallery kind="image" onClose={() => setPicking(false)} onPick={(_, picture) => set([...list(), picture])} />
      </Show>
    </section>
  );
}
