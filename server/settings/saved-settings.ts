import type { Logger } from 'pino';
import type { Actor, AuditChange, AuditRecord } from '../../schema/audit.ts';
import { ControlError } from '../../schema/control-error.ts';
import { ServiceError } from '../../schema/errors.ts';
import { SETTINGS } from '../../schema/settings.ts';
import { debugEffect, type EffectFacts, effectsOf } from './effects.ts';
import { createInTurn } from './in-turn.ts';
import { type Plan, planChanges, type SettingChanges, settingOf } from './plan-changes.ts';
import { maskValue, type SettingProblem, SettingsError, wordsOf } from './problem.ts';
import type { ShutsOut } from './refusals.ts';
import type { ChangeRecord, HistoryPage, Save, SettingStore } from './setting-store.ts';
import type { Candidate, DescribedSetting, SettingsService } from './settings.ts';
import { type ShadowedSetting, shadowedInWords, stillShadowed } from './shadowed.ts';

export interface SavedSettingsDeps {
  settings: SettingsService;
  store: SettingStore;
  /** Told once new values are in force. Must not throw. */
  onTaken(keys: readonly string[]): void;
  facts(): EffectFacts;
  audit(record: AuditRecord): Promise<void>;
  /** Runs `work` after `delayMs` at most; returns how to call it off. */
  schedule(work: () => void, delayMs: number): () => void;
  now(): number;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** A value in force that is another one now, secrets masked. */
export interface ValueChange {
  key: string;
  from: unknown;
  to: unknown;
  /** Takes effect at the next start. */
  restart: boolean;
}

/** What a save would come to. Nothing would be saved while there are problems. */
export interface Verdict {
  version: number;
  problems: readonly SettingProblem[];
  warnings: string[];
  /** What it does at once to what is there. */
  effects: string[];
  changes: ValueChange[];
}

/** Why the settings file is not in force as it is now. */
export interface FileProblem {
  /** Since when. */
  at: number;
  message: string;
}

/** What came of reading the file again. */
export interface Reloaded {
  version: number;
  problem: FileProblem | null;
  changes: ValueChange[];
  /** What was changed in the file since the start, to no effect; until the file and what holds agree. */
  shadowed: ShadowedSetting[];
}

const FILE: Actor = { kind: 'service', id: null, name: 'settings file' };
const SERVICE: Actor = { kind: 'service', id: null, name: 'service' };
/** For what the service itself does, or somebody who is let in whatever is set. */
const NOBODY: ShutsOut = () => null;
const DEBUG = 'debug.enabled';
const MINUTE_MS = 60_000;
const MAX_DEBUG_MINUTES = 24 * 60;
/** Of debug logging that is switched on like any setting, so that nobody has it on for ever without knowing. */
const USUAL_DEBUG_MINUTES = 30;
const ENDLESS_DEBUG =
  '[debug] enabled is on and has no end: requests are logged with their bodies until it is switched off';

export type SavedSettings = Awaited<ReturnType<typeof openSavedSettings>>;

/**
 * Changing settings while the service runs: by operators, who save them in the database, and by edits of the file. One change
 * at a time, checked as a whole; new work is done with the new values at once, and what is wrong changes nothing.
 */
export async function openSavedSettings(deps: SavedSettingsDeps) {
  const { settings, store, onTaken, facts, audit, schedule, now, log } = deps;
  let saved = await store.rows();
  let version = await store.version();
  let problem: FileProblem | null = null;
  /** What was changed in the file to no effect: whoever has it read again comes after the watch, which has read it already. */
  let edited: ShadowedSetting[] = [];
  let debugUntil = await store.debugUntil();
  let callOff: (() => void) | null = null;
  let closed = false;
  const { inTurn, idle } = createInTurn();
  watchDebugEnd();
  warnOfEndless();

  function verdictOf({ candidate, problems }: Plan, until: number | null | undefined): Verdict {
    if (candidate === null) return { version, problems, warnings: [], effects: [], changes: [] };
    return {
      version,
      problems,
      warnings: settings.newWarnings(candidate),
      effects: [
        ...effectsOf(settings.current(), candidate.settings, facts()),
        ...(typeof until === 'number' ? [debugEffect(until)] : []),
      ],
      changes: valueChanges(candidate),
    };
  }

  /** When debug logging is to end after a save through a front: null for never, undefined for as it is. */
  function debugEndOf({ candidate, written }: Plan): number | null | undefined {
    if (candidate === null) return undefined;
    const isSwitched = candidate.keys.includes(DEBUG);
    // Saved while the file has it on, it would outlive what the file says.
    const isKept = debugUntil === null && written.some(({ key }) => key === DEBUG);
    if (!isSwitched && !isKept) return undefined;
    return candidate.settings.debug.enabled ? now() + USUAL_DEBUG_MINUTES * MINUTE_MS : null;
  }

  function valueChanges({ keys, loaded }: Candidate): ValueChange[] {
    return keys.map((key) => {
      const setting = settingOf(key);
      const [from, to] = [settings.valueOf(key), loaded.values.get(key)].map((value) => maskValue(setting, value));
      return { key, from, to, restart: setting.restart };
    });
  }

  function checkVersion(expected: number, keys: readonly string[]): void {
    if (expected !== version) throw stale(keys);
  }

  function stale(keys: readonly string[]): ControlError {
    const now = settings.describe().filter(({ key }) => keys.includes(key));
    const values = Object.fromEntries(now.map(({ key, value }) => [key, value]));
    const message = `Settings were changed meanwhile: the version is ${version} now. Look at them again, then save with that version.`;
    return new ControlError('conflict', message, { param: 'version', current: { version, values } });
  }

  /** @throws ServiceError `invalid_value` naming everything that is wrong; ControlError `conflict` */
  async function save(
    changes: SettingChanges,
    actor: Actor,
    { shutsOut = NOBODY, until }: { shutsOut?: ShutsOut; until?: number | null } = {},
  ): Promise<Verdict> {
    const plan = planChanges(settings, saved, changes, { ...facts(), shutsOut });
    const debug = until === undefined ? debugEndOf(plan) : until;
    const verdict = verdictOf(plan, debug);
    const { candidate, written } = plan;
    if (candidate === null) throw refusal(plan.problems);
    if (written.length === 0 && until === undefined) return verdict;
    const next = written.length === 0 ? null : version + 1;
    await commit(candidate, Object.keys(changes), {
      version: next,
      actorName: actor.name,
      rows: written.map(({ key, after }) => ({ key, value: after })),
      history: written,
      debugUntil: debug,
    });
    saved = plan.saved;
    take(candidate);
    if (debug !== undefined) {
      debugUntil = debug;
      watchDebugEnd();
    }
    return { ...verdict, version };
  }

  async function commit(
    { keys }: Candidate,
    wanted: readonly string[],
    what: Omit<Save, 'at' | 'event'>,
  ): Promise<void> {
    const at = now();
    const event = { version: what.version ?? version, keys, by: what.actorName, problem: null };
    const isNext = await store.save({ ...what, at, event });
    if (!isNext) {
      // Another process saved. What it saved is what holds here, too.
      [saved, version] = [await store.rows(), await store.version()];
      take(settings.consider(saved));
      throw stale(wanted);
    }
    version = event.version;
  }

  function take(candidate: Candidate): void {
    settings.take(candidate);
    onTaken(candidate.keys);
  }

  /** Reads the file again. A file that holds mistakes is told once, and stays told until it is mended. */
  async function readFile(actor: Actor): Promise<Reloaded> {
    let candidate: Candidate;
    try {
      candidate = settings.consider(saved, settings.readFile());
    } catch (cause) {
      if (!(cause instanceof SettingsError)) throw cause;
      await report(cause.message, actor);
      return { version, problem, changes: [], shadowed: [] };
    }
    const changes = valueChanges(candidate);
    const { keys, loaded, shadowed } = candidate;
    const mended = problem !== null;
    if (mended || keys.length > 0) {
      await commit(candidate, keys, {
        version: keys.length > 0 ? version + 1 : null,
        actorName: actor.name,
        rows: [],
        history: keys.map((key) => ({
          key,
          before: settings.writtenValueOf(key),
          after: loaded.written.get(key) ?? loaded.values.get(key),
        })),
        debugUntil: keys.includes(DEBUG) ? null : undefined,
      });
      problem = null;
      log.info({ keys }, mended ? 'the settings file is mended and in force' : 'the settings file was taken over');
    }
    if (keys.includes(DEBUG)) debugUntil = null;
    take(candidate); // also when nothing but its comments is new
    warnOfShadowed(shadowed);
    edited = stillShadowed(
      loaded,
      [...edited, ...shadowed].map(({ key }) => key),
    );
    if (keys.includes(DEBUG)) warnOfEndless();
    if (keys.length > 0 && actor === FILE) await audited('settings.reload', auditChanges(changes), 'done', null);
    return { version, problem, changes, shadowed: edited };
  }

  function warnOfShadowed(shadowed: readonly ShadowedSetting[]): void {
    if (shadowed.length === 0) return;
    const keys = shadowed.map(({ key }) => key);
    log.warn({ keys }, `the settings file was changed to no effect: ${shadowed.map(shadowedInWords).join('; ')}`);
  }

  async function report(message: string, actor: Actor): Promise<void> {
    if (problem?.message === message) return;
    const at = now();
    const event = { version, keys: [], by: actor.name, problem: message };
    await store.save({ version: null, at, actorName: actor.name, rows: [], history: [], event });
    problem = { at, message };
    log.error(`the settings file is not taken over, and nothing has changed. ${message}`);
    if (actor === FILE) await audited('settings.reload', [], 'refused', message);
  }

  function audited(
    action: string,
    changes: readonly AuditChange[],
    outcome: AuditRecord['outcome'],
    detail: string | null,
    actor = FILE,
  ): Promise<void> {
    return audit({ actor, action, subject: null, changes, outcome, detail, address: null, requestId: null });
  }

  /** What file or environment switch on holds as it is written there. */
  function endless(): string[] {
    return settings.current().debug.enabled && debugUntil === null ? [ENDLESS_DEBUG] : [];
  }

  function warnOfEndless(): void {
    for (const warning of endless()) log.warn(warning);
  }

  function watchDebugEnd(): void {
    callOff?.();
    callOff = null;
    if (debugUntil === null || closed) return;
    callOff = schedule(() => void inTurn(endDebug).catch(notEnded), Math.max(0, debugUntil - now()));
  }

  async function endDebug(): Promise<void> {
    if (debugUntil === null || closed) return;
    if (debugUntil > now()) return watchDebugEnd(); // further away than a timer reaches
    const { changes } = await save(withoutDebug(), SERVICE, { until: null });
    log.info('debug logging has ended, as was asked for');
    await audited('settings.debug-ended', auditChanges(changes), 'done', null, SERVICE);
  }

  function notEnded(err: unknown): void {
    log.error({ err }, 'debug logging could not be switched off; it is tried again');
    if (!closed) callOff = schedule(() => void inTurn(endDebug).catch(notEnded), MINUTE_MS);
  }

  /** Off, whatever the file says. */
  function withoutDebug(): SettingChanges {
    if (settings.lockedBy(DEBUG) !== null) return {}; // the environment decides, and it has no end
    const { [DEBUG]: _, ...others } = saved;
    return { [DEBUG]: settings.consider(others).loaded.values.get(DEBUG) === true ? false : null };
  }

  return {
    /** Where the settings file is, or would be. */
    path: settings.path,
    /** The settings as operators see them. */
    describe: (): DescribedSetting[] => settings.describe(),
    /** What is saved was changed this often. */
    version: (): number => version,
    /** Why the file is not in force; null while it is. */
    problem: (): FileProblem | null => problem,
    warnings: (): string[] => [...settings.warnings(), ...endless()],
    /** When debug logging ends by itself, Unix milliseconds; null for never. */
    debugUntil: (): number | null => debugUntil,

    /** What saving these would come to. Changes nothing. */
    validate: (changes: SettingChanges, shutsOut = NOBODY): Verdict => {
      const plan = planChanges(settings, saved, changes, { ...facts(), shutsOut });
      return verdictOf(plan, debugEndOf(plan));
    },

    /**
     * Saves all of these or none. `expected` is the version that the operator has seen. What would shut them out is refused.
     * Debug logging that is switched on so, or by `reset` or `revert`, ends by itself after half an hour.
     * @throws ControlError `conflict` with the version and values of now; ServiceError `invalid_value` naming all that is wrong
     */
    apply: (changes: SettingChanges, expected: number, actor: Actor, shutsOut = NOBODY): Promise<Verdict> =>
      inTurn(() => {
        checkVersion(expected, Object.keys(changes));
        return save(changes, actor, { shutsOut });
      }),

    /** Takes away what was saved for one setting, so that the file or the default holds. @throws like `apply` */
    reset: (key: string, expected: number, actor: Actor, shutsOut = NOBODY): Promise<Verdict> =>
      inTurn(() => {
        checkVersion(expected, [key]);
        return save({ [key]: null }, actor, { shutsOut });
      }),

    /** `section.name` of the settings that a change has changed; none when there is no such change. */
    changedBy: async (target: number): Promise<string[]> => (await store.changesOf(target)).map(({ key }) => key),

    /**
     * Saves what held before the change `target`, for the settings that it changed.
     * @throws ServiceError `not_found`; and like `apply`
     */
    revert: (target: number, expected: number, actor: Actor, shutsOut = NOBODY): Promise<Verdict> =>
      inTurn(async () => {
        const changed = await store.changesOf(target);
        if (changed.length === 0) throw noSuchVersion(target);
        const sealed = changed.find(({ readable }) => !readable);
        if (sealed !== undefined) throw unreadable(sealed.key);
        const changes = Object.fromEntries(changed.map(({ key, before }) => [key, before]));
        checkVersion(expected, Object.keys(changes));
        return save(changes, actor, { shutsOut });
      }),

    /** Who changed what, a page at a time, secrets masked. */
    async history(page: HistoryPage): Promise<ChangeRecord[]> {
      return (await store.history(page)).map(shownChange);
    },

    /** Reads the file again; without an actor because it was edited, or a signal asked for it. */
    reload: (actor: Actor | null = null): Promise<Reloaded> => inTurn(() => readFile(actor ?? FILE)),

    /**
     * Switches debug logging on for that many minutes, or with null off.
     * @throws ServiceError `invalid_value`
     */
    setDebug: (minutes: number | null, actor: Actor): Promise<Verdict> =>
      inTurn(() => {
        if (minutes === null) return save(withoutDebug(), actor, { until: null });
        if (!(minutes >= 1 && minutes <= MAX_DEBUG_MINUTES)) throw badMinutes();
        return save({ [DEBUG]: true }, actor, { until: now() + Math.round(minutes * MINUTE_MS) });
      }),

    /** Waits for a change that is being made. */
    async close(): Promise<void> {
      closed = true;
      callOff?.();
      await idle();
    },
  };
}

/** Changes as the audit log keeps them. */
export function auditChanges(changes: readonly ValueChange[]): AuditChange[] {
  return changes.map(({ key, from, to }) => {
    const shown = (value: unknown) => (settingOf(key).secret && !isEmpty(value) ? 'replaced' : value);
    return { field: key, from: shown(from), to: shown(to) };
  });
}

const isEmpty = (value: unknown) => value === '' || (Array.isArray(value) && value.length === 0);

function shownChange(change: ChangeRecord): ChangeRecord {
  const { key, secret, before, after } = change;
  return { ...change, before: shownValue(key, secret, before), after: shownValue(key, secret, after) };
}

/** Secrets show at most their last four characters. */
function shownValue(key: string, secret: boolean, value: unknown): unknown {
  if (value === null) return null;
  const setting = SETTINGS.find((known) => known.key === key);
  if (setting !== undefined) return maskValue(setting, value);
  return secret ? '****' : value; // a setting of a version that is gone
}

function refusal(problems: readonly SettingProblem[]): ServiceError {
  const [first] = problems;
  const lines = problems.map(wordsOf);
  const message = lines.length === 1 ? `${lines[0]}` : `${lines.length} settings are wrong: ${lines.join('; ')}`;
  return new ServiceError('invalid_value', `Nothing was saved. ${message}.`, { param: first?.key ?? undefined });
}

const noSuchVersion = (version: number) =>
  new ServiceError('not_found', `There is no change of the version ${version} in the history.`, { param: 'target' });

const unreadable = (key: string) =>
  new ServiceError('invalid_value', `The former value of ${key} was sealed with another secret key. Set it anew.`, {
    param: 'target',
  });

const badMinutes = () =>
  new ServiceError('invalid_value', `Debug logging can be on for 1 to ${MAX_DEBUG_MINUTES} minutes.`, {
    param: 'minutes',
  });
