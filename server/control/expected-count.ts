import { ControlError } from '../../schema/control-error.ts';

/**
 * Has ids be as many as whoever gave them thinks, where they say so; one that is there twice counts once.
 * @throws ControlError `conflict` with how many they are
 */
export function checkExpectedCount(ids: readonly (string | number)[], expectedCount: number | null | undefined): void {
  const current = new Set(ids).size;
  if (expectedCount == null || expectedCount === current) return;
  const message = `\`ids\` names ${current}, and not ${expectedCount}: nothing was done.`;
  throw new ControlError('conflict', message, { param: 'expectedCount', current });
}
