import { createSignal } from 'solid-js';
import { type Failure, failureOf } from './errors.ts';

/**
 * A call that is made by hand, with how it goes. Unlike a mutation of the query cache it keeps nothing of what was sent, so
 * it is for secrets.
 * @example const check = createCall(api.tokens.check.mutate); await check.run({ sessionToken })
 */
export function createCall<I, O>(call: (input: I) => Promise<O>) {
  const [isPending, setPending] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure | null>(null);
  return {
    isPending,
    failure,
    /** Undefined when it failed; `failure` says why. */
    async run(input: I): Promise<O | undefined> {
      setFailure(null);
      setPending(true);
      try {
        return await call(input);
      } catch (cause) {
        setFailure(failureOf(cause));
        return undefined;
      } finally {
        setPending(false);
      }
    },
    forget: () => setFailure(null),
  };
}
