import type { Job } from '../../job/types.ts';
import type { Draft, Picture, SourceJob } from './draft.ts';
import { modeOf } from './modes.ts';
import type { Model } from './offers.ts';

const picture = ({ file, width, height }: Job['inputs'][number]): Picture => ({ file, width, height });

/** The form with the settings of a job. `nameOf` finds the name that is offered for what it was. */
export function filledFrom(job: Job, nameOf: (variant: string) => string | undefined): Partial<Draft> {
  const mode = modeOf(job);
  const pictures = job.inputs.map(picture);
  const name = nameOf(job.variant) ?? job.model;
  return {
    mode,
    prompt: job.prompt,
    models: { [mode]: name },
    wish: { ratio: job.ratio, seconds: job.seconds, resolution: job.resolution },
    seed: job.seed,
    count: 1,
    tokenId: job.boundTo,
    ...(mode === 'frames' && { frames: [pictures[0] ?? null, pictures[1] ?? null] as const }),
    ...(mode === 'edit-image' && { edits: pictures }),
    ...(mode === 'references' && { references: pictures }),
  };
}

/** A job's result as something to be made larger; null when there is none (any more). */
export function sourceOf(job: Job): SourceJob | null {
  const [asset] = job.assets;
  if (job.state !== 'completed' || asset?.file == null || asset.isGone) return null;
  const { id, kind, mode, variant, ratio, seconds, resolution, prompt, seed } = job;
  const inputs = job.inputs.map(picture);
  return {
    id,
    kind,
    mode,
    variant,
    ratio,
    seconds,
    resolution,
    prompt,
    seed,
    inputs,
    images: inputs.length,
    file: asset.file,
  };
}

/** Of the offered names the one that has a variant among what it means. */
export function nameFor(offers: readonly { id: string }[], models: readonly Model[], variant: string) {
  return offers.find(({ id }) => models.find((model) => model.id === id)?.variants.includes(variant))?.id;
}
