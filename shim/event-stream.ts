import type { ServerResponse } from 'node:http';
import { piecesOf } from './inline-json.ts';
import { write, writePieces } from './write-pieces.ts';

/** A `text/event-stream` answer with a sign of life at a fixed gap. */
export interface EventStream extends Disposable {
  /** Sends one event; waits until the caller has taken it. The value may hold `InlineFile`s. */
  send(value: unknown): Promise<void>;
  /** Sends the mark that OpenAI's streams end with, and ends the answer. */
  done(): Promise<void>;
}

/** Begins the answer; status and headers, with those already set on the response, go out with the first event. */
export function openEventStream(response: ServerResponse, { heartbeatMs }: { heartbeatMs: number }): EventStream {
  let sending = false;
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    // A proxy that compresses or buffers would hold the events back.
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  const heartbeat = setInterval(() => {
    // A comment inside an event that is being written would break it, and a slow caller needs no sign of life.
    if (!sending && !response.destroyed && !response.writableNeedDrain) response.write(': keep-alive\n\n');
  }, heartbeatMs);

  async function whole(work: () => Promise<void>): Promise<void> {
    sending = true;
    try {
      await work();
    } finally {
      sending = false;
    }
  }

  return {
    send: (value) => whole(() => writePieces(response, ['data: ', ...piecesOf(value), '\n\n'])),
    async done() {
      await write(response, 'data: [DONE]\n\n');
      response.end();
    },
    [Symbol.dispose]: () => clearInterval(heartbeat),
  };
}
