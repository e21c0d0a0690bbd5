import { createSignal } from 'solid-js';
import { keep, kept } from '../../kept.ts';

/** The way from an empty gateway to one that is called, in its order. */
export const STEPS = ['password', 'upstream', 'picture', 'key'] as const;
export type Step = (typeof STEPS)[number];

const isStep = (name: string | null): name is Step => STEPS.some((step) => step === name);

/** Where the operator is. It is remembered, so that the way can be left and taken up again. */
export function createSteps() {
  const first = kept('start');
  const [step, setStep] = createSignal<Step>(isStep(first) && first !== 'password' ? first : 'upstream');
  return {
    step,
    go(next: Step): void {
      setStep(next);
      keep('start', next);
    },
    /** Nothing is left to do. */
    end: () => keep('start', null),
  };
}
