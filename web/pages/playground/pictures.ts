import { api } from '../../api/api.ts';
import type { Picture } from './draft.ts';

/** What the server takes as a picture. */
export const ACCEPT = 'image/png,image/jpeg,image/webp,image/gif';
const BYTES_PER_MB = 1_000_000;

/** The largest picture that is taken, bytes; undefined until it is known. */
export function useMaxBytes(): () => number | undefined {
  const settings = api.settings.get.useQuery(undefined, () => ({ staleTime: 60_000 }));
  return () => {
    const megabytes = settings.data?.settings.find(({ key }) => key === 'generation.max_image_mb')?.value;
    return typeof megabytes === 'number' ? megabytes * BYTES_PER_MB : undefined;
  };
}

/** Gives a picture to the server to keep. @throws as calls of the API do, with why it cannot be used */
export async function upload(picture: Blob): Promise<Picture> {
  const { file, width, height } = await api.uploads.create.mutate({ base64: await base64Of(picture) });
  return { file, width, height };
}

async function base64Of(blob: Blob): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('the file could not be read'));
    reader.readAsDataURL(blob);
  });
  return url.slice(url.indexOf(',') + 1);
}

/** The last picture of a video that is on the page. */
export async function lastFrameOf(video: HTMLVideoElement): Promise<Blob> {
  const clip = document.createElement('video');
  clip.muted = true;
  clip.preload = 'auto';
  clip.src = video.currentSrc;
  await heard(clip, 'loadeddata');
  // The very end shows nothing in some browsers.
  clip.currentTime = Math.max(0, clip.duration - LAST_FRAME_S);
  await heard(clip, 'seeked');
  const canvas = document.createElement('canvas');
  canvas.width = clip.videoWidth;
  canvas.height = clip.videoHeight;
  canvas.getContext('2d')?.drawImage(clip, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('the frame could not be drawn')) : resolve(blob)),
      'image/png',
    );
  });
}

const LAST_FRAME_S = 0.04;

function heard(element: HTMLMediaElement, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    element.addEventListener(event, () => resolve(), { once: true });
    element.addEventListener('error', () => reject(new Error('the video could not be read')), { once: true });
  });
}
