import { Readable } from 'node:stream';
import type { ExecutionResult } from 'graphql';

/** Some browsers show nothing of an answer until something has come. */
const PING = Buffer.from(':\n\n');
const PING_GAP_MS = 12_000;
const COMPLETE = Buffer.from('event: complete\ndata:\n\n');
/** On its way to somebody who does not read, besides what the connection holds; all else stays where it is. */
const KEPT_BYTES = 16 * 1024;

/** Lists as they are sent, written once for all who are given the same. */
const written = new WeakMap<readonly ExecutionResult[], Buffer>();

/**
 * A subscription in the "distinct connections" mode of GraphQL over SSE, a list in one piece. Waits for a slow reader.
 * @param leave lets go of the answers, also while they are waited for
 * @see https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
 */
export function eventStream(lists: AsyncIterator<readonly ExecutionResult[]>, leave: () => Promise<unknown>): Readable {
  let isPulling = false;
  let pings: NodeJS.Timeout | undefined;

  async function pull(): Promise<void> {
    isPulling = true;
    while (isPulling) {
      const { value, done } = await lists.next();
      if (stream.destroyed) return;
      if (done === true) {
        stream.push(COMPLETE);
        end();
        return;
      }
      isPulling = stream.push(bytesOf(value));
    }
  }

  function begin(): void {
    pings = setInterval(() => stream.readableLength === 0 && stream.push(PING), PING_GAP_MS);
    stream.push(PING);
  }

  function end(): void {
    clearInterval(pings);
    stream.push(null);
  }

  const stream = new Readable({
    highWaterMark: KEPT_BYTES,
    read() {
      if (pings === undefined) begin();
      if (!isPulling) pull().catch(end); // who is not told that it is complete comes again
    },
    destroy(cause, done) {
      clearInterval(pings);
      const gone = (): void => done(cause);
      leave().then(gone, gone);
    },
  });
  return stream;
}

function bytesOf(list: readonly ExecutionResult[]): Buffer {
  const known = written.get(list);
  if (known !== undefined) return known;
  const bytes = Buffer.from(list.map((answer) => `event: next\ndata: ${JSON.stringify(answer)}\n\n`).join(''));
  written.set(list, bytes);
  return bytes;
}
