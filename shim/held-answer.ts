import type { ServerResponse } from 'node:http';
import type { Piece } from './inline-json.ts';
import { writePieces } from './write-pieces.ts';

export interface HoldOptions {
  /** How long the status may stay open. */
  afterMs: number;
  /** Gap between the blanks sent after that. */
  everyMs: number;
}

/** A JSON answer that may take long. */
export interface HeldAnswer extends Disposable {
  /** True once status 200 has gone out, after which a failure can only be told in the body. */
  readonly committed: boolean;
  /** Writes the answer and ends it. */
  finish(pieces: readonly Piece[]): Promise<void>;
}

/**
 * Keeps a caller waiting without losing them: after a while the status is fixed to 200 and blanks, which may stand before
 * any JSON, keep the connection open. Node's fetch would otherwise give up on headers after five minutes and try again,
 * which pays twice.
 */
export function holdAnswer(response: ServerResponse, { afterMs, everyMs }: HoldOptions): HeldAnswer {
  let timer = setTimeout(blank, afterMs);

  function blank(): void {
    if (response.destroyed) return;
    begin(response);
    response.write(' ');
    timer = setTimeout(blank, everyMs);
  }

  return {
    get committed() {
      return response.headersSent;
    },
    async finish(pieces) {
      clearTimeout(timer);
      const [only] = pieces;
      if (pieces.length === 1) {
        if (!response.headersSent) response.setHeader('content-length', Buffer.byteLength(only as string));
        begin(response);
        response.end(only);
        return;
      }
      begin(response);
      await writePieces(response, pieces);
      response.end();
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

function begin(response: ServerResponse): void {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
}
