import type { ServerResponse } from 'node:http';

/** What stops work for a caller who has left. Nobody is to be told of it. */
export class CallerLeft extends Error {
  constructor() {
    super('the caller has left');
    this.name = 'CallerLeft';
  }
}

/** Aborts, with `CallerLeft`, when the caller goes away before the answer is whole. */
export function callerSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new CallerLeft());
  });
  return controller.signal;
}
