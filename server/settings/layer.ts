import type { NamedSetting } from '../../schema/settings.ts';
import type { SettingProblem, Source } from './problem.ts';

/** A value that one source gives for one setting, not checked yet. */
export interface GivenValue {
  setting: NamedSetting;
  value: unknown;
  source: Source;
  where: string;
}

/** Everything that one source says, and what could not be understood of it. */
export interface Layer {
  given: GivenValue[];
  problems: SettingProblem[];
  /** What is left aside without harm, one sentence each. */
  warnings: string[];
}
