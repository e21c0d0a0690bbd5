import { createMemo } from 'solid-js';
import { createStore, produce, reconcile } from 'solid-js/store';
import { type Input, inputOf, isHidden, meantBy, problemOf } from './check.ts';
import type { Setting } from './types.ts';

/** A change that waits to be applied. */
interface Change {
  input: Input;
  /** Takes away what the console has saved, so that the file or the default holds again. */
  isReset: boolean;
  /** What was in force when the operator began with it. */
  base: unknown;
}

export type Draft = ReturnType<typeof createDraft>;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
/** Without the store around it, so that it stays as it was. */
const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

/** Changes of settings that wait to be applied together. @param find the setting as it is now */
export function createDraft(find: (key: string) => Setting | undefined) {
  const [changes, setChanges] = createStore<Record<string, Change>>({});
  const [refusals, setRefusals] = createStore<Record<string, string>>({});

  const drop = (key: string): void => setChanges(produce((all) => void delete all[key]));
  const unrefuse = (key: string): void => setRefusals(produce((all) => void delete all[key]));

  function put(setting: Setting, input: Input, isReset: boolean): void {
    unrefuse(setting.key);
    const base = changes[setting.key]?.base ?? copy(setting.value);
    if (isReset || !isAsItWas(setting, input)) setChanges(setting.key, { input, isReset, base });
    else drop(setting.key);
  }

  /** Whether a field says nothing new. An emptied secret is one that nobody wants to change. */
  function isAsItWas(setting: Setting, input: Input): boolean {
    if (problemOf(setting, input) !== undefined) return false;
    return !isHidden(setting) && same(meantBy(setting, input), setting.value);
  }

  const keys = createMemo(() => Object.keys(changes).filter((key) => find(key) !== undefined));
  const localProblem = (key: string): string | undefined => {
    const [setting, change] = [find(key), changes[key]];
    return setting && change && !change.isReset ? problemOf(setting, change.input) : undefined;
  };

  return {
    keys,
    isChanged: (key: string): boolean => changes[key] !== undefined,
    isReset: (key: string): boolean => changes[key]?.isReset ?? false,
    /** What the field shows. */
    input(setting: Setting): Input {
      const change = changes[setting.key];
      if (change === undefined) return inputOf(setting, setting.value);
      return change.isReset ? inputOf(setting, setting.default) : change.input;
    },
    set: (setting: Setting, input: Input): void => put(setting, input, false),
    reset: (setting: Setting): void => put(setting, inputOf(setting, setting.default), true),
    undo(key: string): void {
      unrefuse(key);
      drop(key);
    },
    discard(): void {
      setChanges(reconcile({}));
      setRefusals(reconcile({}));
    },
    /** What is wrong with a field: found here, or said by the server. */
    problem: (key: string): string | undefined => localProblem(key) ?? refusals[key],
    /** Fields that need to be put right before anything is sent. */
    wrong: createMemo(() => keys().filter((key) => localProblem(key) !== undefined)),
    /** Puts the server's refusals beside their fields; one more edit takes each away. */
    refuse: (problems: Record<string, string>): void => setRefusals(reconcile(problems)),
    /** For the server; null takes the saved one away. Only while none is wrong. */
    wanted: () =>
      keys().flatMap((key) => {
        const [setting, change] = [find(key), changes[key]];
        if (setting === undefined || change === undefined) return [];
        return { key, value: change.isReset ? null : (meantBy(setting, change.input) as string) };
      }),
    /** Changes to what somebody else has changed meanwhile. */
    conflicts: createMemo(() => keys().filter((key) => !same(changes[key]?.base, find(key)?.value))),
    base: (key: string): unknown => changes[key]?.base,
    keepMine(key: string): void {
      setChanges(key, 'base', copy(find(key)?.value));
    },
  };
}
