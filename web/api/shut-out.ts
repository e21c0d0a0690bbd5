import { createSignal } from 'solid-js';
import { failureOf } from './errors.ts';

const [isShutOut, setShutOut] = createSignal(false);

/** Whether operators may not come from this browser's address any more, as the last answer has it. */
export { isShutOut };

/** Hears of each answer whether the server lets this address in. @param cause why it refused; null when it did not */
export function hearShutOut(cause: unknown): void {
  // Null is no refusal of this kind either, so it needs no case of its own.
  const { code } = failureOf(cause);
  if (code !== 'unreachable') setShutOut(code === 'address_refused');
}
