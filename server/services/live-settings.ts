import { schedule } from '../schedule.ts';
import { tokensOnDefaults } from '../settings/effects.ts';
import { openSavedSettings } from '../settings/saved-settings.ts';
import { watchFile } from '../settings/watch-file.ts';
import type { Accounts } from './accounts.ts';
import type { Callers } from './callers.ts';
import type { Foundation } from './foundation.ts';
import type { Records } from './records.ts';
import type { Work } from './work.ts';

export interface LiveSettingsDeps
  extends Foundation,
    Pick<Accounts, 'tokens'>,
    Pick<Callers, 'access' | 'audit' | 'door'>,
    Pick<Work, 'media'>,
    Pick<Records, 'retention'> {
  sandboxChanged: Accounts['settingsChanged'];
}

/** For the answer to the change itself, also when it is about whoever made it. */
const LAST_ANSWER_MS = 1_000;

/** Settings that are taken over while the service works, whoever changes them: an operator, or the file. */
export async function openLiveSettings(deps: LiveSettingsDeps) {
  const { settings, settingsService, settingRows, changeLog, log, now } = deps;
  const { tokens, access, audit, door, media, retention, sandboxChanged } = deps;

  /** What asks for its settings at each use needs no word; these do something when they change. */
  function taken(keys: readonly string[]): void {
    const touched = (...sections: string[]) => keys.some((key) => sections.includes(key.split('.')[0] ?? ''));
    if (touched('debug')) changeLog(settings().debug);
    if (touched('generation', 'proxy', 'sandbox')) tokens.pool.settingsChanged();
    if (touched('cache')) void media.sweep();
    if (touched('retention')) retention.trimSoon();
    if (touched('server')) schedule(door.shutOut, LAST_ANSWER_MS);
    if (touched('sandbox')) sandboxChanged().catch((err) => log.error({ err }, 'the sandbox could not be started'));
  }

  const saved = await openSavedSettings({
    settings: settingsService,
    store: settingRows,
    onTaken: taken,
    facts: () => ({
      ...tokensOnDefaults(tokens.roster.all()),
      keptBytes: media.totalBytes(),
      operators: access.admins.stored(),
    }),
    audit: audit.record,
    ...{ schedule, now, log },
  });
  const reload = (): void => {
    saved.reload().catch((err) => log.error({ err }, 'the settings file could not be taken over; it is tried again'));
  };
  const stopWatching = watchFile({ path: settingsService.path, onChange: reload, schedule });

  return {
    saved,
    /** Reads the settings file again. */
    reload,

    async close(): Promise<void> {
      stopWatching();
      await saved.close();
    },
  };
}
