import { type ResolveCursorConnectionArgs, resolveCursorConnection } from '@pothos/plugin-relay';
import { ServiceError } from '../../../../schema/errors.ts';
import type { SettingsChanged } from '../../../../schema/events.ts';
import type { FeedItem } from '../../../events/event-feed.ts';
import type { ChangeRecord } from '../../../settings/setting-store.ts';
import { builder } from '../builder.ts';
import { GapRef } from '../events.ts';
import { liveSubscription } from '../live-subscription.ts';
import { FileProblemRef, SettingChangeRef, SettingRef } from './types.ts';

builder.queryFields((t) => ({
  settings: t.field({
    type: [SettingRef],
    description: 'Every setting in the order of the file, or those of one section.',
    authScopes: { read: true },
    args: { section: t.arg.string({ description: 'For example `generation`.' }) },
    resolve: (_root, { section }, { services }) =>
      services.settings.describe().filter((setting) => !section || setting.section === section),
  }),
  setting: t.field({
    type: SettingRef,
    description: 'One setting by its key, for example `generation.strategy`.',
    authScopes: { read: true },
    args: { key: t.arg.string({ required: true }) },
    resolve: (_root, { key }, { services }) => {
      const found = services.settings.describe().find((setting) => setting.key === key);
      if (found === undefined) throw new ServiceError('not_found', `There is no setting ${key}.`, { param: 'key' });
      return found;
    },
  }),
  settingsVersion: t.int({
    description: 'To be given with a save, so that nobody overwrites what they have not seen.',
    authScopes: { read: true },
    resolve: (_root, _args, { services }) => services.settings.version(),
  }),
  settingsProblem: t.field({
    type: FileProblemRef,
    nullable: true,
    description: 'Why the settings file is not in force; null while it is.',
    authScopes: { read: true },
    resolve: (_root, _args, { services }) => services.settings.problem(),
  }),
  settingsWarnings: t.stringList({
    description: 'What is configured and left aside, or allowed but unwise.',
    authScopes: { read: true },
    resolve: (_root, _args, { services }) => services.settings.warnings(),
  }),
  debugLoggingUntil: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'When debug logging ends by itself; null when it is off or has no end.',
    authScopes: { read: true },
    resolve: (_root, _args, { services }) => services.settings.debugUntil(),
  }),
  logSize: t.float({
    description: 'Bytes that the log files take on the disk; two answers say how fast they grow.',
    authScopes: { read: true },
    resolve: (_root, _args, { services }) => services.logBytes(),
  }),
  settingsHistory: t.connection(
    {
      type: SettingChangeRef,
      description: 'Who changed which setting, newest first.',
      authScopes: { read: true },
      args: { key: t.arg.string({ description: 'Of this setting only.' }) },
      resolve: (_root, args, { services }) =>
        resolveCursorConnection(
          { args, toCursor: ({ id }: ChangeRecord) => String(id) },
          ({ before, after, limit, inverted }: ResolveCursorConnectionArgs) =>
            services.settings.history({
              olderThan: idOf(after, 'after'),
              newerThan: idOf(before, 'before'),
              key: args.key ?? undefined,
              oldestFirst: inverted,
              limit,
            }),
        ),
    },
    { name: 'SettingChangeConnection', description: 'A page of the history.' },
    { name: 'SettingChangeEdge', description: 'A change at its place in the history.' },
  ),
}));

function idOf(cursor: string | undefined, param: string): number | undefined {
  if (cursor === undefined) return undefined;
  if (!/^\d{1,15}$/.test(cursor)) throw new ServiceError('invalid_value', 'This is no cursor of the list.', { param });
  return Number(cursor);
}

type News = SettingsChanged & { seq: number; at: number };

const NewsRef = builder.objectRef<News>('SettingsNews').implement({
  description: 'Settings were saved, or the file was edited.',
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'Its place in the event log; to be given as `since`.' }),
    at: t.expose('at', { type: 'DateTime' }),
    version: t.exposeInt('version'),
    keys: t.stringList({ description: 'Those whose value is another one now.', resolve: ({ keys }) => [...keys] }),
    by: t.exposeString('by', { description: 'Name of the operator or token, `settings file` or `service`.' }),
    problem: t.exposeString('problem', {
      nullable: true,
      description: 'Why nothing was taken over from the file.',
    }),
  }),
});

const SettingsItem = builder.unionType('SettingsItem', {
  description: 'News of the settings, or that some were missed.',
  types: [NewsRef, GapRef],
  resolveType: (item) => ('keys' in item ? 'SettingsNews' : 'Gap'),
});

/** Settings are few: who is behind by more reads them anew. */
const MAX_BEHIND = 2_000;

builder.subscriptionFields((t) => ({
  settingsChanged: t.field({
    type: SettingsItem,
    description: 'Each change of the settings, and each file that could not be taken over.',
    authScopes: { read: true },
    args: { since: t.arg.int({ description: 'The last event that is known; left out, only new ones come.' }) },
    subscribe: (_root, { since }, context) =>
      liveSubscription(context, (signal) =>
        context.services.feed.subscribe(
          { since: since ?? null, types: new Set(['settings-changed']), latestOnly: false, maxBehind: MAX_BEHIND },
          signal,
        ),
      ),
    resolve: (item: FeedItem): News | { seq: number } =>
      item.kind === 'event' ? { ...(item.event as SettingsChanged), seq: item.seq, at: item.at } : { seq: item.seq },
  }),
}));
