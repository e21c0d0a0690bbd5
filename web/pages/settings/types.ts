import type { Outputs } from '../../api/types.ts';

export type Described = Outputs['settings']['get'];
/** One setting, as the server tells of it. */
export type Setting = Described['settings'][number];
export type Verdict = Outputs['settings']['validate'];
export type HistoryLine = Outputs['settings']['history']['items'][number];
