import { createSignal } from 'solid-js';
import { keep, kept } from '../../kept.ts';

const [arePromptsHidden, setHidden] = createSignal(kept('prompts') === 'hidden');

/** Whether the operator wants lists without prompts, as where others look on. */
export { arePromptsHidden };

export function hidePrompts(on: boolean): void {
  setHidden(on);
  keep('prompts', on ? 'hidden' : null);
}
