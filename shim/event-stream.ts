import type { ServerResponse } from 'node:http';
import { piecesOf } from './inline-json.ts';
import { write, writePieces } from './write-pieces.ts';

/** A `text/event-stream` answer with a sign of life at a fixed gap. */
export interface EventStream extends Disposable {
  /**
   * Sends one event, with its name where the wire has names, and with an id where a caller who was cut off can go on after
   * it; waits until the caller has taken it. The value may hold `InlineFile`s.
   */
  send(value: unknown, name?: string, id?: number): Promise<void>;
  /** Sends a comment at once: the headers go out with it, for callers who do not wait long for them. */
  ping(): Promise<void>;
  /** Sends the mark that OpenAI's chats end with, and ends the answer. */
  done(): Promise<void>;
  /** Ends the answer, where the last event is the mark. */
  end(): void;
}

const COMMENT = ': keep-alive\n\n';

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
    if (!sending && !response.destroyed && !response.writableNeedDrain) response.write(COMMENT);
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
    send: (value, name, id) =>
      whole(() => writePieces(response, [field('id', id), field('event', name), 'data: ', ...piecesOf(value), '\n\n'])),
    ping: () => write(response, COMMENT),
    async done() {
      await write(response, 'data: [DONE]\n\n');
      response.end();
    },
    end: () => void response.end(),
    [Symbol.dispose]: () => clearInterval(heartbeat),
  };
}

/** A line that stands before the data; nothing without a value. */
function field(name: string, value: string | number | undefined): string {
  return value === undefined ? '' : `${name}: ${value}\n`;
}
