import { AsyncLocalStorage } from 'node:async_hooks';

const requestIds = new AsyncLocalStorage<string>();

/** Runs `fn`; every log line written inside it, also after an await, carries this request id. */
export function withRequestId<T>(id: string, fn: () => T): T {
  return requestIds.run(id, fn);
}

/** The id of the request that is being served here, or undefined outside of one. */
export function currentRequestId(): string | undefined {
  return requestIds.getStore();
}

/** Runs `fn` outside of any request: for timers, which would otherwise carry the id of whoever happened to set them. */
export function outsideRequests<T>(fn: () => T): T {
  return requestIds.exit(fn);
}
