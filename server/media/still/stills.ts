import { open } from 'node:fs/promises';
import type { createBeside } from '../beside.ts';
import { createGate } from '../gate.ts';
import { sharp } from '../pictures.ts';
import { createReadAt } from '../read-at.ts';
import type { FileStore, FoundFile } from '../store.ts';
import { decodeFrame } from './decode.ts';
import { loneFrame } from './lone-frame.ts';
import { webpOf } from './webp.ts';

export interface StillsDeps {
  store: FileStore;
  keepBeside: ReturnType<typeof createBeside>;
}

/** Each takes a processor for a second or two. */
const decoding = createGate(1);

/** Small pictures of kept videos, made of their first frame. */
export function createStills({ store, keepBeside }: StillsDeps) {
  const running = new Map<string, Promise<FoundFile | null>>();

  async function make(source: FoundFile, name: string): Promise<FoundFile | null> {
    const frame = await firstFrameOf(source);
    if (frame === null) return null;
    const webp = await webpOf(await decoding(() => decodeFrame(frame)));
    const { data, info } = await sharp(webp).rotate(frame.rotation).jpeg().toBuffer({ resolveWithObject: true });
    return keepBeside(source, name, { data, mimeType: 'image/jpeg', width: info.width, height: info.height });
  }

  /**
   * The first frame of a kept video as a kept JPEG of this name's beginning, made once however often it is asked for. Null
   * when the video is no longer kept, or is none that can be decoded here (H.264 is).
   * @throws Error when its frame cannot be decoded
   */
  return async function still(file: string, stem: string): Promise<FoundFile | null> {
    const name = `${stem}.jpg`;
    const known = await store.find(name);
    if (known !== null) return known;
    const source = await store.find(file);
    if (source === null || !source.mimeType.startsWith('video/')) return null;
    const work = running.get(name) ?? make(source, name).finally(() => running.delete(name));
    running.set(name, work);
    return work;
  };
}

async function firstFrameOf({ path, bytes }: FoundFile) {
  await using handle = await open(path);
  return loneFrame({ bytes, readAt: createReadAt(handle, bytes) });
}
