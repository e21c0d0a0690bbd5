import { ServiceError } from '../../schema/errors.ts';
import { auditChanges, type Reloaded, type Verdict } from '../settings/saved-settings.ts';
import { audit, type ControlContext, viewerOf } from './context.ts';
import { checkMayChange } from './may-change.ts';
import { actorOf } from './viewer.ts';

/** What is to be saved; a value of null takes the saved one away. */
/** Changes in one call, more than there are settings. */
export const MOST_CHANGES = 500;
/** Characters of one value, as JSON. */
export const LONGEST_VALUE = 200_000;

export type WantedSettings = readonly { key: string; value?: unknown }[];

/** By key. @throws ServiceError `invalid_value` when a setting is there twice */
function settingsByKey(wanted: WantedSettings): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const { key, value } of wanted) {
    if (Object.hasOwn(changes, key)) {
      throw new ServiceError('invalid_value', `${key} is there twice. Give each setting once.`, { param: key });
    }
    Object.defineProperty(changes, key, { value: value ?? null, enumerable: true });
  }
  return changes;
}

/** What saving would come to. Says whether a guess is what is there already, so it needs the same. @throws like `applySettings` */
export function validateSettings(context: ControlContext, wanted: WantedSettings): Verdict {
  return context.services.settings.validate(changesOf(context, wanted), context.shutsOut);
}

/**
 * Saves all or nothing, in the name of whoever asks.
 * @throws ControlError `scope_missing`, `conflict`; ServiceError `invalid_value` naming all that is wrong
 */
export async function applySettings(
  context: ControlContext,
  wanted: WantedSettings,
  version: number,
): Promise<Verdict> {
  const { services, shutsOut } = context;
  const verdict = await services.settings.apply(changesOf(context, wanted), version, actorIn(context), shutsOut);
  await audited(context, 'settings.apply', verdict);
  return verdict;
}

/** Puts back what held before the change `target`. @throws ServiceError `not_found`; and like `applySettings` */
export async function revertSettings(context: ControlContext, target: number, version: number): Promise<Verdict> {
  const { services, shutsOut } = context;
  checkMayChange(context, await services.settings.changedBy(target));
  const verdict = await services.settings.revert(target, version, actorIn(context), shutsOut);
  await audited(context, 'settings.revert', verdict, `undoes version ${target}`);
  return verdict;
}

/** Reads the settings file again. A file that holds mistakes is an answer, not an error. */
export async function reloadSettings(context: ControlContext): Promise<Reloaded> {
  const reloaded = await context.services.settings.reload(actorIn(context));
  const { changes, problem } = reloaded;
  await audit(context, {
    action: 'settings.reload',
    subject: null,
    changes: auditChanges(changes),
    outcome: problem === null ? 'done' : 'refused',
    detail: problem?.message ?? null,
  });
  return reloaded;
}

/** Debug logging for that many minutes; null switches it off. */
export async function setDebugLogging(context: ControlContext, minutes: number | null): Promise<Verdict> {
  const verdict = await context.services.settings.setDebug(minutes, actorIn(context));
  await audited(context, 'settings.debug', verdict, minutes === null ? 'off' : `on for ${minutes} minutes`);
  return verdict;
}

/** Takes kept files away that are older than that; 0 takes all but what unfinished jobs need. */
export async function purgeCache(
  context: ControlContext,
  olderThanSeconds: number,
): Promise<{ files: number; bytes: number }> {
  if (!(olderThanSeconds >= 0)) {
    throw new ServiceError('invalid_value', 'Give an age in seconds, or 0 for all files.', {
      param: 'olderThanSeconds',
    });
  }
  const purged = await context.services.purgeCache(olderThanSeconds * 1000);
  const detail = `${purged.files} files, ${purged.bytes} bytes, older than ${olderThanSeconds} s`;
  await audit(context, { action: 'cache.purge', subject: null, detail });
  return purged;
}

function changesOf(context: ControlContext, wanted: WantedSettings): Record<string, unknown> {
  const changes = settingsByKey(wanted);
  checkMayChange(context, Object.keys(changes));
  return changes;
}

const actorIn = (context: ControlContext) => actorOf(viewerOf(context));

function audited(context: ControlContext, action: string, { changes }: Verdict, detail: string | null = null) {
  return audit(context, { action, subject: null, changes: auditChanges(changes), detail });
}
