import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoneFrame } from './lone-frame.ts';

const WORKER = fileURLToPath(new URL('./decode-worker.ts', import.meta.url));
/** A frame of 4K takes a second on an idle machine. */
const LONGEST_MS = 30_000;
/** Its pixels do not lie there but in a buffer of fixed size. */
const MAX_HEAP_MB = 128;

/**
 * Decodes a frame in a process that ends with it: the decoder holds on to a thread while it runs, and to its memory afterwards.
 * The process is given nothing of our environment.
 * @returns a WebM with one VP8 key frame
 * @throws Error when the frame cannot be decoded, or not in time
 */
export async function decodeFrame(frame: LoneFrame, longestMs = LONGEST_MS): Promise<Uint8Array> {
  const worker = fork(WORKER, [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${MAX_HEAP_MB}`],
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  worker.unref(); // whoever stops us need not wait for it
  worker.channel?.unref();
  worker.on('error', () => undefined); // told below, while somebody waits
  let said = '';
  worker.stderr?.on('data', (text: Buffer) => {
    said = `${said}${text}`.slice(-2_000);
  });
  try {
    worker.send(frame);
    const signal = AbortSignal.timeout(longestMs);
    const [answer] = await Promise.race([
      once(worker, 'message', { signal }) as Promise<[Uint8Array]>,
      once(worker, 'close', { signal }).then(() => {
        throw new Error(`the frame could not be decoded: ${said}`);
      }),
    ]);
    return answer;
  } finally {
    worker.kill('SIGKILL'); // it holds nothing that could be lost
  }
}
