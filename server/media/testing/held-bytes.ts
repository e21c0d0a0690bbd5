import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in buffers that somebody still holds. Slow: it collects garbage first. */
export function heldBufferBytes(): number {
  collectGarbage();
  collectGarbage(); // the first frees what the second lets be seen
  return process.memoryUsage().arrayBuffers;
}
