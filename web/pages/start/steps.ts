import { useLocation, useNavigate } from '@solidjs/router';
import { onMount } from 'solid-js';
import { keep, kept } from '../../kept.ts';

/** The way from an empty gateway to one that is called, in its order. */
export const STEPS = ['password', 'upstream', 'picture', 'key'] as const;
export type Step = (typeof STEPS)[number];

/** A step that is gone to by its address; nobody who is signed in gives the first password. */
const toGoTo = (name: unknown): Step | undefined => STEPS.find((step) => step === name && step !== 'password');

/**
 * Where the operator is: `/start?step=key`, so that Back leads to the step before. It is remembered, so that the way can be left
 * and taken up again.
 */
export function createSteps() {
  const place = useLocation<unknown>();
  const navigate = useNavigate();
  const first = toGoTo(kept('start')) ?? 'upstream';
  // The whole address anew: what comes after the hash is a code that is used up.
  const show = (step: Step, replace: boolean) => navigate(`/start?step=${step}`, { replace, scroll: false });
  onMount(() => toGoTo(place.query.step) ?? show(first, true));
  return {
    step: (): Step => toGoTo(place.query.step) ?? first,
    go(next: Step): void {
      keep('start', next);
      show(next, false);
    },
    /** Nothing is left to do. */
    end: () => keep('start', null),
  };
}
