import type { TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { createSignal } from 'solid-js';
import { failureOf } from './errors.ts';
import type { AppRouter } from './types.ts';

const [isShutOut, setShutOut] = createSignal(false);

/** Whether operators may not come from this browser's address any more, as the last answer has it. */
export { isShutOut };

/** Hears from each answer whether the server lets this address in. */
export const hearShutOut: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) =>
      next(op).subscribe({
        next(value) {
          setShutOut(false);
          observer.next(value);
        },
        complete: () => observer.complete(),
        error(cause) {
          const { code } = failureOf(cause);
          if (code !== 'unreachable') setShutOut(code === 'address_refused');
          observer.error(cause);
        },
      }),
    );
