import type { ServerResponse } from 'node:http';

/** Aborts when the caller goes away before the answer is whole. */
export function callerSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
