import Clapperboard from 'lucide-solid/icons/clapperboard';
import Film from 'lucide-solid/icons/film';
import ImagePlus from 'lucide-solid/icons/image-plus';
import ImageUp from 'lucide-solid/icons/image-up';
import Images from 'lucide-solid/icons/images';
import Scaling from 'lucide-solid/icons/scaling';
import type { Component } from 'solid-js';
import type { Variant } from './offers.ts';

export const MODES = ['text-image', 'edit-image', 'text-video', 'frames', 'references', 'upscale'] as const;
export type ModeId = (typeof MODES)[number];

export const MODE_ICON: Record<ModeId, Component> = {
  'text-image': ImagePlus,
  'edit-image': ImageUp,
  'text-video': Clapperboard,
  frames: Film,
  references: Images,
  upscale: Scaling,
};

/** What a way of asking needs of a model. */
interface ModeRule {
  takes(variant: Variant): boolean;
  /** Whether pictures come with it. */
  withPictures: boolean;
  /** What the server is told that they are. */
  role?: 'frames' | 'references';
}

export const RULES: Record<Exclude<ModeId, 'upscale'>, ModeRule> = {
  'text-image': { takes: ({ mode, minImages }) => mode === 't2i' && minImages === 0, withPictures: false },
  'edit-image': { takes: ({ mode, maxImages }) => mode === 't2i' && maxImages > 0, withPictures: true },
  'text-video': { takes: ({ kind, minImages }) => kind === 'video' && minImages === 0, withPictures: false },
  frames: { takes: ({ mode }) => mode === 'i2v', withPictures: true, role: 'frames' },
  references: {
    takes: ({ mode, maxImages }) => mode === 'r2v' && maxImages > 0,
    withPictures: true,
    role: 'references',
  },
};

/** The way in which a job was asked for. */
export function modeOf({ mode, inputs }: { mode: Variant['mode']; inputs: readonly unknown[] }): ModeId {
  if (mode === 't2i') return inputs.length > 0 ? 'edit-image' : 'text-image';
  if (mode === 'i2v') return 'frames';
  return mode === 'r2v' && inputs.length > 0 ? 'references' : 'text-video';
}
