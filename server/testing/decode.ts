import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import sharp from 'sharp';

const run = promisify(execFile);

/** Whether every frame can be decoded by ffmpeg here; without it videos are only parsed. CI installs it where it can. */
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
if (!hasFfmpeg) process.stderr.write('ffmpeg is not installed: videos are parsed, their frames are not decoded\n');

export interface DecodedVideo {
  width: number;
  height: number;
  seconds: number;
  codec: string | null;
}

/** Decodes a whole picture, pixel by pixel; throws when anything is wrong with it. */
export async function decodeImage(bytes: Uint8Array): Promise<{ width: number; height: number; format: string }> {
  const { info } = await sharp(bytes, { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true });
  const { format } = await sharp(bytes).metadata();
  return { width: info.width, height: info.height, format: format ?? '' };
}

/** Reads a clip's container and, where ffmpeg is installed, decodes every frame; throws when anything is wrong with it. */
export async function decodeVideo(bytes: Uint8Array): Promise<DecodedVideo> {
  const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) });
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error('the file has no video track');
  const video = {
    width: track.displayWidth,
    height: track.displayHeight,
    seconds: await input.computeDuration(),
    codec: track.codec,
  };
  if (hasFfmpeg) await decodeFrames(bytes);
  return video;
}

async function decodeFrames(bytes: Uint8Array): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'flow2api-decode-'));
  try {
    const file = join(dir, 'clip.mp4');
    await writeFile(file, bytes);
    const { stderr } = await run('ffmpeg', ['-v', 'error', '-xerror', '-i', file, '-f', 'null', '-']);
    if (stderr.trim() !== '') throw new Error(`ffmpeg: ${stderr}`);
  } finally {
    await rm(dir, { recursive: true });
  }
}
