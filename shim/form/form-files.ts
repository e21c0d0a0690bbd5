import type { Readable } from 'node:stream';
import type { ArrivedImage } from '../../schema/generation.ts';
import type { ShimDeps } from '../deps.ts';
import { named } from '../named-field.ts';

/** A picture of a form, not kept yet. What is wrong with it names its field. */
export interface FormFile extends ArrivedImage {
  /** Without brackets: `image` for `image`, `image[]` and `image[0]`. */
  field: string;
}

export interface FormFilesDeps {
  images: Pick<ShimDeps['images'], 'receive'>;
  /** Told of the first file that cannot be taken, naming its field. */
  onFailure(cause: unknown): void;
}

/** The files of a form while they come in, each straight to the disk. */
export function createFormFiles({ images, onFailure }: FormFilesDeps) {
  const files: Promise<FormFile>[] = [];
  const open = new Set<Readable>();
  /** How many came in each field. */
  const taken = new Map<string, number>();

  /** @param place the field as a message names it */
  async function receive(field: string, place: string, stream: Readable): Promise<FormFile> {
    open.add(stream);
    try {
      const image = await images.receive(stream);
      const keep = () => image.keep().catch((cause: unknown) => Promise.reject(named(cause, place)));
      return { ...image, field, keep };
    } catch (cause) {
      throw named(cause, place);
    } finally {
      open.delete(stream);
    }
  }

  return {
    /** @param isList whether the form spells the field as one of several */
    take(field: string, isList: boolean, stream: Readable): void {
      const before = taken.get(field) ?? 0;
      taken.set(field, before + 1);
      const file = receive(field, isList || before > 0 ? `${field}[${before}]` : field, stream);
      file.catch(onFailure);
      files.push(file);
    },

    /** Lets go of those that are still coming, and takes away those that are here. */
    async drop(): Promise<void> {
      for (const stream of open) stream.destroy(new Error('the form is not read on'));
      await discardAll(await Promise.allSettled(files));
    },

    /** All that were taken, in their order. */
    all: (): Promise<readonly FormFile[]> => Promise.all(files),
  };
}

async function discardAll(outcomes: readonly PromiseSettledResult<FormFile>[]): Promise<void> {
  const here = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  await Promise.all(here.map(({ value }) => value.discard()));
}
