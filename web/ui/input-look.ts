/** The frame that all controls share. */
export const CONTROL =
  'min-w-0 rounded-control border border-control bg-panel text-ink transition-colors disabled:border-line-2 disabled:bg-sunken disabled:text-ink-3 aria-invalid:border-bad [&[readonly]]:bg-sunken touch:text-[1rem]';

/** Of one line. */
export const INPUT = `${CONTROL} h-8 w-full px-2.5 touch:h-11`;
