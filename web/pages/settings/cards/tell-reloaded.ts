import type { Outputs } from '../../../api/types.ts';
import { list } from '../../../format.ts';
import { toast } from '../../../ui/toast.ts';
import { fileProblemLines } from '../file-problem.tsx';
import { nameOf } from '../show-value.ts';
import { words } from '../words.ts';

/** Says what came of reading the settings file again. What it says to no effect stays until it is seen. */
export function tellReloaded({ changes, problem, shadowed }: Outputs['settings']['reload']): void {
  if (problem !== null) {
    toast.failed(words().about.reloadFailed, { hint: fileProblemLines(problem.message).join('\n') });
    return;
  }
  if (changes.length > 0 || shadowed.length === 0) toast.done(words().about.reloaded(changes.length));
  if (shadowed.length === 0) return;
  const names = list(shadowed.map(({ key }) => nameOf(key)));
  toast.failed(words().about.shadowed(names), { hint: words().about.order });
}
