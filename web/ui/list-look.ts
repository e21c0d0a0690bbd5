/** The panel that a list of options opens in. */
export const LIST =
  'appear z-40 min-w-(--kb-popper-anchor-width) max-w-[calc(100vw-1rem)] rounded-[10px] border border-line-2 bg-panel shadow-pop';

/** One option of it. */
export const OPTION =
  'flex min-h-8 cursor-pointer items-center gap-2 rounded-pill px-2 py-1 outline-none select-none data-highlighted:bg-hover data-disabled:cursor-default data-disabled:opacity-45 touch:min-h-11';
