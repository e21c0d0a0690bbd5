import Film from 'lucide-solid/icons/film';
import ImageOff from 'lucide-solid/icons/image-off';
import { createSignal, type JSX, Show } from 'solid-js';
import { cx } from './cx.ts';

interface MediaThumbProps {
  kind: 'image' | 'video';
  /** The file; nothing while there is none. */
  src?: string | undefined;
  /** The first picture of a video; without it the video itself shows one. */
  poster?: string | undefined;
  /** What is to be seen: usually the prompt. */
  alt: string;
  /** `16 / 9`; the box has it before the picture comes. */
  ratio?: string | undefined;
  /** Over the picture: length, ring, menu. */
  children?: JSX.Element | undefined;
  class?: string | undefined;
}

/** A picture, or a video that plays while the pointer or the keyboard is on it (put it inside the link or the button). */
export function MediaThumb(props: MediaThumbProps) {
  const [isBroken, setBroken] = createSignal(false);
  return (
    <span
      class={cx('@container relative block min-w-0 overflow-hidden rounded-[10px] bg-sunken', props.class)}
      style={{ 'aspect-ratio': props.ratio ?? '16 / 9' }}
    >
      <Show when={props.src !== undefined && !isBroken()} fallback={<Missing alt={props.alt} />}>
        <Show
          when={props.kind === 'video'}
          fallback={
            <img
              src={props.src}
              alt={props.alt}
              loading="lazy"
              decoding="async"
              onError={() => setBroken(true)}
              class="size-full object-cover"
            />
          }
        >
          <Clip src={props.src ?? ''} poster={props.poster} label={props.alt} onBroken={() => setBroken(true)} />
          <Film
            class="absolute top-0.75 left-0.75 size-2.5 text-[#fff] drop-shadow-[0_0_2px_#000] @min-24:top-2 @min-24:left-2 @min-24:size-3.5"
            aria-hidden="true"
          />
        </Show>
      </Show>
      {props.children}
    </span>
  );
}

function Missing(props: { alt: string }) {
  return (
    <span class="grid size-full place-items-center text-ink-3">
      <ImageOff class="size-5" aria-hidden="true" />
      <span class="sr-only">{props.alt}</span>
    </span>
  );
}

function Clip(props: { src: string; poster: string | undefined; label: string; onBroken: () => void }) {
  const start = (video: HTMLVideoElement) => {
    const host = video.closest('a,button') ?? video;
    host.addEventListener('pointerenter', () => void video.play().catch(() => {}));
    host.addEventListener('focusin', () => void video.play().catch(() => {}));
    const stop = () => {
      video.pause();
      video.currentTime = 0;
    };
    host.addEventListener('pointerleave', stop);
    host.addEventListener('focusout', stop);
  };
  return (
    <video
      ref={(video) => queueMicrotask(() => start(video))}
      src={props.src}
      poster={props.poster}
      aria-label={props.label}
      preload={props.poster === undefined ? 'metadata' : 'none'}
      muted
      loop
      playsinline
      tabindex="-1"
      onError={() => props.onBroken()}
      class="size-full object-cover"
    />
  );
}

/** A line over the foot of a thumb: `8 s` on the left, `64%` on the right. */
export function ThumbCaption(props: { children: JSX.Element }) {
  return (
    <span class="tabular absolute inset-x-0 bottom-0 flex justify-between gap-2 bg-[linear-gradient(transparent,rgb(0_0_0/0.65))] px-2 pt-5 pb-1.5 text-label text-[#fff]">
      {props.children}
    </span>
  );
}
