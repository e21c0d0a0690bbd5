import { createSignal } from 'solid-js';
import { type Failure, failureOf } from '../../api/errors.ts';
import type { Picture } from './draft.ts';
import { upload } from './pictures.ts';

/** Uploads what was dropped, one after the other, in the order in which it came. */
export function createUpload(onPicture: (picture: Picture) => void) {
  const [waiting, setWaiting] = createSignal(0);
  const [failure, setFailure] = createSignal<Failure>();
  async function take(files: readonly Blob[]): Promise<void> {
    setFailure(undefined);
    setWaiting((was) => was + files.length);
    for (const file of files) {
      try {
        onPicture(await upload(file));
      } catch (cause) {
        setFailure(failureOf(cause));
      }
      setWaiting((was) => was - 1);
    }
  }
  return { take, failure, waiting, isBusy: () => waiting() > 0 };
}
