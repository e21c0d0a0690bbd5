import { type JSX, Show } from 'solid-js';
import { bytes } from '../../format.ts';
import { DropZone } from '../../ui/drop-zone.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { ACCEPT, useMaxBytes } from './pictures.ts';
import type { createUpload } from './use-upload.ts';
import { words } from './words.ts';

interface PictureDropProps {
  text: JSX.Element;
  upload: ReturnType<typeof createUpload>;
  maxFiles: number;
  takesPaste: boolean;
  /** Says the limits under the text. */
  withHint?: boolean;
  class?: string;
}

/** Where pictures are dropped, pasted or chosen; its limits are said before. */
export function PictureDrop(props: PictureDropProps) {
  const maxBytes = useMaxBytes();
  const limit = () => {
    const most = maxBytes();
    return words().pictureLimit(most === undefined ? null : bytes(most));
  };
  return (
    <DropZone
      text={props.upload.isBusy() ? `${words().uploading}…` : props.text}
      hint={props.withHint ? limit() : undefined}
      accept={ACCEPT}
      maxBytes={maxBytes()}
      maxFiles={props.maxFiles}
      takesPaste={props.takesPaste}
      disabled={props.upload.isBusy()}
      onFiles={(files) => void props.upload.take(files)}
      class={props.class}
    />
  );
}

/** Why a picture was not taken. */
export function UploadFailure(props: { upload: ReturnType<typeof createUpload> }) {
  return (
    <Show when={props.upload.failure()}>
      {(failure) => (
        <ErrorCard
          class="mt-2"
          text={words().uploadFailed}
          hint={failure().message}
          requestId={failure().requestId ?? undefined}
        />
      )}
    </Show>
  );
}
