import type { Reached } from '../../../outside-tests.ts';
import { type SettingProblem, wordsOf } from '../../../settings/problem.ts';
import type { FileProblem, Reloaded, ValueChange, Verdict } from '../../../settings/saved-settings.ts';
import type { ChangeRecord } from '../../../settings/setting-store.ts';
import type { DescribedSetting } from '../../../settings/settings.ts';
import type { ShadowedSetting } from '../../../settings/shadowed.ts';
import { builder } from '../builder.ts';

const SettingKind = builder.enumType('SettingKind', {
  description: 'How a setting is written.',
  values: {
    TEXT: { value: 'text' },
    URL: { value: 'url', description: 'An address. A secret one hides only its password.' },
    NUMBER: { value: 'number' },
    FLAG: { value: 'flag', description: 'true or false.' },
    LIST: { value: 'list', description: 'Any number of texts.' },
    CHOICE: { value: 'choice', description: 'One of the words that `range` lists.' },
    TABLES: { value: 'tables', description: 'Any number of objects of the same form.' },
  } as const,
});

const SettingSource = builder.enumType('SettingSource', {
  description: 'Where a value comes from; each wins over those before it.',
  values: {
    DEFAULT: { value: 'default' },
    FILE: { value: 'file', description: 'The settings file.' },
    DATABASE: { value: 'database', description: 'Saved by an operator.' },
    ENVIRONMENT: { value: 'environment', description: 'An environment variable, which locks the setting.' },
  } as const,
});

export const SettingRef = builder.objectRef<DescribedSetting>('Setting');
builder.node(SettingRef, {
  description: 'One setting with its value in force.',
  id: { resolve: ({ key }) => key },
  loadOne: (key, { services }) => services.settings.describe().find((setting) => setting.key === key),
  fields: (t) => ({
    key: t.exposeString('key', { description: '`section.name`, as in `generation.strategy`.' }),
    section: t.exposeString('section'),
    name: t.exposeString('name', { description: 'Its name within the section, as the file spells it.' }),
    kind: t.expose('kind', { type: SettingKind }),
    value: t.field({
      type: 'JSON',
      description: 'Secrets show at most their last four characters.',
      resolve: ({ value }) => value,
    }),
    default: t.field({ type: 'JSON', resolve: (setting) => setting.default }),
    source: t.expose('source', { type: SettingSource }),
    where: t.exposeString('where', {
      nullable: true,
      description: 'The file, variable or table behind `source`; null at the default.',
    }),
    range: t.exposeString('range', { description: 'What is allowed, in words.' }),
    unit: t.exposeString('unit', { nullable: true, description: 'Unit of a number.' }),
    restart: t.exposeBoolean('restart', { description: 'Whether a change takes effect at the next start only.' }),
    pending: t.exposeBoolean('pending', { description: 'Whether this value waits for the next start.' }),
    secret: t.exposeBoolean('secret'),
    locked: t.boolean({
      description: 'Whether an environment variable sets it, so that nothing else can.',
      resolve: ({ lockedBy }) => lockedBy !== null,
    }),
    variable: t.exposeString('variable', { description: 'The environment variable that would lock it.' }),
    description: t.exposeString('description'),
  }),
});

export const SettingChangeRef = builder.objectRef<ChangeRecord>('SettingChange');
builder.node(SettingChangeRef, {
  description: 'One setting of one save, or of one edit of the settings file.',
  id: { resolve: ({ id }) => id },
  loadOne: async (id, { services }) => {
    const [change] = await services.settings.history({ olderThan: Number(id) + 1, limit: 1 });
    return change?.id === Number(id) ? change : null;
  },
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'What was changed together has the same version.' }),
    at: t.expose('at', { type: 'DateTime' }),
    by: t.exposeString('actorName', { description: 'Name of the operator or token, `settings file` or `service`.' }),
    key: t.exposeString('key'),
    before: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Null where nothing was saved before, so that file or default held. Secrets are masked.',
      resolve: ({ before }) => before,
    }),
    after: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Null where what was saved was taken away. Secrets are masked.',
      resolve: ({ after }) => after,
    }),
  }),
});

const SettingProblemRef = builder.objectRef<SettingProblem>('SettingProblem').implement({
  description: 'One thing that is wrong with what is to be saved.',
  fields: (t) => ({
    key: t.exposeString('key', { nullable: true, description: 'The setting; null when it is not about one.' }),
    message: t.string({ description: 'All of it in a sentence.', resolve: wordsOf }),
    given: t.exposeString('given', { nullable: true, description: 'The value as given, secrets masked.' }),
    problem: t.exposeString('problem', { description: 'What is wrong, as a part of a sentence.' }),
    allowed: t.exposeString('allowed', { nullable: true, description: 'What would be right.' }),
  }),
});

const ValueChangeRef = builder.objectRef<ValueChange>('SettingValueChange').implement({
  description: 'A value in force that changes. Secrets are masked.',
  fields: (t) => ({
    key: t.exposeString('key'),
    from: t.field({ type: 'JSON', resolve: ({ from }) => from }),
    to: t.field({ type: 'JSON', resolve: ({ to }) => to }),
    restart: t.exposeBoolean('restart', { description: 'Whether it takes effect at the next start only.' }),
  }),
});

export const VerdictRef = builder.objectRef<Verdict>('SettingsVerdict').implement({
  description: 'What saving comes to.',
  fields: (t) => ({
    version: t.exposeInt('version', {
      description: 'The version of the settings now; to be given with the next save.',
    }),
    problems: t.expose('problems', { type: [SettingProblemRef], description: 'With any of them nothing is saved.' }),
    warnings: t.exposeStringList('warnings', { description: 'What is allowed but unwise.' }),
    effects: t.exposeStringList('effects', { description: 'What it does at once to what is there.' }),
    changes: t.expose('changes', { type: [ValueChangeRef] }),
  }),
});

export const FileProblemRef = builder.objectRef<FileProblem>('SettingsFileProblem').implement({
  description: 'Why the settings file is not in force as it is now.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'Since when.' }),
    message: t.exposeString('message', { description: 'Everything that is wrong, with its place.' }),
  }),
});

const ShadowedRef = builder.objectRef<ShadowedSetting>('ShadowedSetting').implement({
  description: 'A setting whose value the file has changed, to no effect: another source wins over it.',
  fields: (t) => ({
    key: t.exposeString('key'),
    source: t.expose('source', { type: SettingSource, description: 'What decides: `DATABASE` or `ENVIRONMENT`.' }),
    where: t.exposeString('where', { description: 'The table, or the environment variable.' }),
  }),
});

export const ReloadedRef = builder.objectRef<Reloaded>('SettingsReloaded').implement({
  description: 'What came of reading the settings file again.',
  fields: (t) => ({
    version: t.exposeInt('version'),
    problem: t.expose('problem', {
      type: FileProblemRef,
      nullable: true,
      description: 'Null when the file is in force.',
    }),
    changes: t.expose('changes', { type: [ValueChangeRef] }),
    shadowed: t.expose('shadowed', {
      type: [ShadowedRef],
      description:
        'What was changed in the file since the start, to no effect; until the file and what holds agree. The log says it once.',
    }),
  }),
});

export const ReachedRef = builder.objectRef<Reached>('ReachTest').implement({
  description: 'What came of reaching an address.',
  fields: (t) => ({
    ok: t.exposeBoolean('ok'),
    target: t.exposeString('target', { description: 'What was to be reached.' }),
    latencyMs: t.exposeInt('latencyMs', { nullable: true, description: 'Until the answer began, milliseconds.' }),
    status: t.exposeInt('status', { nullable: true, description: 'HTTP status of the answer.' }),
    tlsVerified: t.exposeBoolean('tlsVerified', {
      description: 'Whether the other side has proven who it is; false without TLS.',
    }),
    problem: t.exposeString('problem', { nullable: true, description: 'What went wrong, and at which step.' }),
  }),
});
