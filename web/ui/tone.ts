/** What a colour says. `image` and `video` are kinds, the others are states. */
export type Tone = 'ok' | 'warn' | 'bad' | 'off' | 'plain' | 'accent' | 'image' | 'video';

/** Text on a soft ground. */
export const SOFT: Record<Tone, string> = {
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  off: 'hatch bg-sunken text-ink-2',
  plain: 'bg-sunken text-ink-2',
  accent: 'bg-accent-soft text-accent',
  image: 'bg-image-soft text-image-ink',
  video: 'bg-video-soft text-accent',
};

/** A full area: dots, bars, beats. */
export const SOLID: Record<Tone, string> = {
  ok: 'bg-ok-solid',
  warn: 'bg-warn-solid',
  bad: 'bg-bad-solid',
  off: 'hatch bg-line-2',
  plain: 'bg-ink-3',
  accent: 'bg-accent',
  image: 'bg-image',
  video: 'bg-video',
};

/** The same for SVG and canvas: the names of custom properties. */
export const INK: Record<Tone, string> = {
  ok: '--ok-solid',
  warn: '--warn-solid',
  bad: '--bad-solid',
  off: '--mute',
  plain: '--ink-3',
  accent: '--accent',
  image: '--image',
  video: '--video',
};
