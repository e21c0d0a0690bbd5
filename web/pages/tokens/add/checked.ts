import type { Outputs } from '../../../api/types.ts';

/** What a session token opens. */
export type Checked = Outputs['tokens']['check'];

/** What was typed in. */
export interface Given {
  sessionToken: string;
  proxyUrl: string;
}
