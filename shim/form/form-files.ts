import type { Readable } from 'node:stream';
import type { InputImage } from '../../schema/generation.ts';
import type { ShimDeps } from '../deps.ts';
import { named } from '../named-field.ts';

export interface FormFile {
  /** Without brackets: `image` for `image`, `image[]` and `image[0]`. */
  field: string;
  image: InputImage;
}

export interface FormFilesDeps {
  images: Pick<ShimDeps['images'], 'keepStream'>;
  /** Told of the first file that cannot be kept, naming its field. */
  onFailure(cause: unknown): void;
}

/** The files of a form while they come in, each straight to the disk. */
export function createFormFiles({ images, onFailure }: FormFilesDeps) {
  const files: Promise<FormFile>[] = [];
  const open = new Set<Readable>();

  async function keep(field: string, stream: Readable): Promise<FormFile> {
    open.add(stream);
    try {
      return { field, image: await images.keepStream(stream) };
    } catch (cause) {
      throw named(cause, field);
    } finally {
      open.delete(stream);
    }
  }

  return {
    take(field: string, stream: Readable): void {
      const file = keep(field, stream);
      file.catch(onFailure);
      files.push(file);
    },

    /** Lets go of those that are still coming, whose `keepStream` then clears up behind them. */
    drop(): void {
      for (const stream of open) stream.destroy(new Error('the form is not read on'));
    },

    /** All that were taken, in their order. */
    all: (): Promise<readonly FormFile[]> => Promise.all(files),
  };
}
