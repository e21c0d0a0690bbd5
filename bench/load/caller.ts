import { readFileSync } from 'node:fs';
import type { Pool } from 'undici';
import type { LoadOrder } from './order.ts';

/** One request's answer, as its caller saw it. Times are milliseconds of `performance.now()`. */
export interface Answer {
  startedAt: number;
  firstByteAt: number;
  endedAt: number;
  /** What is wrong with it; null for a good one. */
  fault: string | null;
}

const SHOWN = 200;

/** A function that makes the order's request once, reads its answer to the end and checks it. Never throws. */
export function createCaller(pool: Pool, path: string, { method, headers, body: text, bodyFile, expect }: LoadOrder) {
  const body = bodyFile == null ? text : readFileSync(bodyFile);
  const request = { path, method, headers, body };

  function faultOf(status: number, chunks: readonly Buffer[]): string | null {
    const text = Buffer.concat(chunks);
    if (status !== 200) return `status ${status}: ${text.toString('utf8', 0, SHOWN)}`;
    if (expect.bytes !== null && text.length !== expect.bytes) return `${text.length} bytes, not ${expect.bytes}`;
    const end = text.toString('utf8', Math.max(0, text.length - expect.endsWith.length));
    if (end !== expect.endsWith || !text.includes(expect.contains)) {
      return `another answer: ${text.toString('utf8', Math.max(0, text.length - SHOWN))}`;
    }
    return null;
  }

  return function call(): Promise<Answer> {
    return new Promise((resolve) => {
      const startedAt = performance.now();
      let firstByteAt = 0;
      let status = 0;
      const chunks: Buffer[] = [];
      const end = (fault: string | null): void =>
        resolve({ startedAt, firstByteAt, endedAt: performance.now(), fault });
      pool.dispatch(request, {
        onRequestStart() {},
        onResponseStart(_controller, statusCode) {
          status = statusCode;
        },
        onResponseData(_controller, chunk) {
          if (chunks.length === 0) firstByteAt = performance.now();
          chunks.push(chunk);
        },
        onResponseEnd: () => end(faultOf(status, chunks)),
        onResponseError: (_controller, cause) => end(cause.message),
      });
    });
  };
}
