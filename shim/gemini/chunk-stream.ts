import type { ServerResponse } from 'node:http';
import { piecesOf } from '../inline-json.ts';
import { writePieces } from '../write-pieces.ts';

/** How the chunks of an answer stand on the wire. */
interface Frame {
  contentType: string;
  open: string;
  before: string;
  between: string;
  after: string;
  close: string;
}

/** With `?alt=sse` events, without it one long list. Events must end with a blank line, or Google's SDK takes the last for cut. */
const FRAMES = {
  sse: {
    contentType: 'text/event-stream; charset=utf-8',
    open: '',
    before: 'data: ',
    between: '',
    after: '\n\n',
    close: '',
  },
  list: {
    contentType: 'application/json; charset=utf-8',
    open: '[',
    before: '',
    between: ',\r\n',
    after: '',
    close: ']',
  },
} as const satisfies Record<string, Frame>;

export interface ChunkStreamOptions {
  form: keyof typeof FRAMES;
  /** Gap between signs of life. */
  heartbeatMs: number;
  /** A chunk that changes nothing. Comments would do for most, but several of Google's older SDKs stop at one. */
  alive(): unknown;
}

/** An answer in chunks. */
export interface ChunkStream extends Disposable {
  /** Sends one chunk after those before it; waits until the caller has taken it. The value may hold `InlineFile`s. */
  send(chunk: unknown): Promise<void>;
  /** Ends the answer, once all is sent. */
  end(): Promise<void>;
}

/** Begins the answer with a sign of life, so that nobody waits for headers. */
export function openChunkStream(
  response: ServerResponse,
  { form, heartbeatMs, alive }: ChunkStreamOptions,
): ChunkStream {
  const { contentType, open, before, between, after, close }: Frame = FRAMES[form];
  let sending = 0;
  let begun = false;
  let last = Promise.resolve();
  response.writeHead(200, {
    'content-type': contentType,
    // A proxy that compresses or buffers would hold the chunks back.
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });

  /** In turn, since several jobs report at the same time. */
  function send(chunk: unknown): Promise<void> {
    sending += 1;
    last = last
      .then(() => write(chunk))
      .finally(() => {
        sending -= 1;
      });
    return last;
  }

  function write(chunk: unknown): Promise<void> {
    const start = (begun ? between : open) + before;
    begun = true;
    return writePieces(response, [start, ...piecesOf(chunk), after]);
  }

  const heartbeat = setInterval(() => {
    if (sending === 0 && !response.destroyed && !response.writableNeedDrain) live();
  }, heartbeatMs);
  live();

  function live(): void {
    send(alive()).catch(() => undefined); // it fails only of what was sent before, which its sender is told
  }

  return {
    send,
    async end() {
      await last;
      response.end(close);
    },
    [Symbol.dispose]: () => clearInterval(heartbeat),
  };
}
