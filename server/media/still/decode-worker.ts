import { setFlagsFromString } from 'node:v8';
import type { LoneFrame } from './lone-frame.ts';

if (process.send === undefined) throw new Error('decode-worker.ts is started by decode.ts, as a process of its own');

// The decoder is asm.js, which V8 would check and compile as a whole before its first step. For one frame that takes twice the time.
setFlagsFromString('--no-validate-asm');
const { default: ffmpeg } = await import('ffmpeg.js/ffmpeg-webm.js');

// Also when nobody is left to have the frame.
process.on('disconnect', () => process.exit());

process.once('message', (frame: LoneFrame) => {
  process.send?.(decode(frame), () => process.disconnect?.());
});

/** The frame as a WebM of one VP8 key frame, the only form in which this build gives pictures; WebP has its colours in BT.601. */
function decode({ mp4, width, height, matrix, fullRange }: LoneFrame): Uint8Array {
  const colours = `in_color_matrix=${matrix}:in_range=${fullRange ? 'full' : 'limited'}`;
  const scale = `scale=${width}:${height}:${colours}:out_color_matrix=bt601:out_range=limited`;
  const lines: string[] = [];
  const { MEMFS } = ffmpeg({
    MEMFS: [{ name: 'in.mp4', data: mp4 }],
    arguments: [
      ...['-noautorotate', '-i', 'in.mp4', '-frames:v', '1', '-an', '-vf', scale],
      ...['-c:v', 'libvpx', '-deadline', 'realtime', '-b:v', '20M', '-qmin', '0', '-qmax', '8', 'out.webm'],
    ],
    print: (line) => lines.push(line),
    printErr: (line) => lines.push(line),
  });
  const made = MEMFS.find(({ name }) => name === 'out.webm');
  if (made === undefined || made.data.length === 0) throw new Error(`no frame was decoded\n${lines.join('\n')}`);
  return made.data;
}
