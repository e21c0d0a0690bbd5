import { createSignal, Show } from 'solid-js';
import { fileUrl } from '../../job/media.ts';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/segments.tsx';
import type { Form } from './create-form.ts';
import { sourceOf } from './fill.ts';
import { Gallery } from './gallery.tsx';
import { words } from './words.ts';

/** What is to be made larger, and how large. */
export function SourcePicker(props: { form: Form }) {
  const [isPicking, setPicking] = createSignal(false);
  const source = () => props.form.draft.source;
  return (
    <section aria-label={words().source} class="space-y-3">
      <Show
        when={source()}
        fallback={
          <button
            type="button"
            onClick={() => setPicking(true)}
            class="grid aspect-video w-full place-items-center rounded-[10px] border border-dashed border-control font-500 hover:bg-hover"
          >
            {words().pickSource}
          </button>
        }
      >
        {(job) => (
          <>
            <Show
              when={job().kind === 'video'}
              fallback={
                <img
                  src={fileUrl(job().file)}
                  alt={job().prompt}
                  class="max-h-52 w-full rounded-[10px] bg-sunken object-contain"
                />
              }
            >
              <video
                src={fileUrl(job().file)}
                aria-label={job().prompt}
                muted
                controls
                playsinline
                preload="metadata"
                class="max-h-52 w-full rounded-[10px] bg-[#0c0d0f]"
              />
            </Show>
            <p class="line-clamp-3 text-ink-2">{job().prompt}</p>
            <Button size="small" onClick={() => setPicking(true)}>
              {words().otherSource}
            </Button>
          </>
        )}
      </Show>
      <Show when={props.form.sizes().length > 0}>
        <div>
          <p aria-hidden="true" class="mb-1 text-label leading-5 font-500 text-ink-2">
            {words().size}
          </p>
          <Segments
            wide
            label={words().size}
            value={props.form.variant()?.resolution ?? ''}
            onChange={(size) => props.form.set({ size })}
            options={props.form.sizes().map(({ resolution }) => ({
              value: resolution as string,
              label: resolution.replace('k', 'K'),
            }))}
          />
        </div>
      </Show>
      <p class="text-label text-ink-3">{words().upscaleHint}</p>
      <Show when={isPicking()}>
        <Gallery
          onClose={() => setPicking(false)}
          onPick={(job) => props.form.set({ source: sourceOf(job), size: null })}
        />
      </Show>
    </section>
  );
}
