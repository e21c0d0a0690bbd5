import type { JSX } from 'solid-js';
import type { Job } from '../../job/types.ts';
import type { Selection } from '../../ui/selection.ts';

/** What the grid and the rows are given alike. */
export interface ViewProps {
  jobs: Job[];
  selection: Selection;
  /** The address of a job's lightbox, with the filters as they are. */
  hrefOf: (id: string) => string;
  openId: string | undefined;
  more: { has: boolean; isLoading: boolean; load: () => void };
  isLoading: boolean;
  empty: JSX.Element;
}
