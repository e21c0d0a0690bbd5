import type { CacheTest } from '../../../outside-tests.ts';
import {
  applySettings,
  LONGEST_VALUE,
  MOST_CHANGES,
  purgeCache,
  reloadSettings,
  revertSettings,
  setDebugLogging,
  validateSettings,
} from '../../change-settings.ts';
import { characters, entries } from '../argument-bounds.ts';
import { builder } from '../builder.ts';
import { ReachedRef, ReloadedRef, VerdictRef } from './types.ts';

const SettingInput = builder.inputType('SettingInput', {
  description: 'One setting and what it is to be.',
  fields: (t) => ({
    key: t.string({ required: true, description: '`section.name`.' }),
    value: t.field({
      ...characters(LONGEST_VALUE),
      type: 'JSON',
      description: 'Null takes away what was saved, so that file or default hold.',
    }),
  }),
});

const CacheTestRef = builder.objectRef<CacheTest>('CacheTest').implement({
  description: 'Whether results can be kept.',
  fields: (t) => ({
    ok: t.exposeBoolean('ok'),
    problem: t.exposeString('problem', { nullable: true }),
    freeBytes: t.exposeFloat('freeBytes', { nullable: true, description: 'Room on the disk.' }),
    keptBytes: t.exposeFloat('keptBytes', { description: 'Size of all kept files.' }),
  }),
});

const PurgedRef = builder.objectRef<{ files: number; bytes: number }>('CachePurged').implement({
  description: 'What was taken away.',
  fields: (t) => ({ files: t.exposeInt('files'), bytes: t.exposeFloat('bytes') }),
});

const ProxyUse = builder.enumType('ProxyUse', {
  description: 'What goes through a proxy.',
  values: {
    CALLS: { value: 'calls', description: 'Calls to the upstream.' },
    MEDIA: { value: 'media', description: 'Downloads of finished media.' },
  } as const,
});

builder.mutationFields((t) => ({
  validateSettings: t.field({
    type: VerdictRef,
    description: 'What saving these would come to. Saves nothing, and needs the scopes that saving them does.',
    authScopes: { admin: true },
    args: { changes: t.arg({ ...entries(MOST_CHANGES), type: [SettingInput], required: true }) },
    resolve: (_root, { changes }, context) => validateSettings(context, changes),
  }),
  applySettings: t.field({
    type: VerdictRef,
    description:
      'Saves all of these or none; new work is done with them at once. Secrets, and where they are sent, need the scope `secrets` as well, and what names an operator every scope.',
    authScopes: { admin: true },
    args: {
      changes: t.arg({ ...entries(MOST_CHANGES), type: [SettingInput], required: true }),
      version: t.arg.int({ required: true, description: 'The version that was seen (`settingsVersion`).' }),
    },
    resolve: (_root, { changes, version }, context) => applySettings(context, changes, version),
  }),
  revertSettings: t.field({
    type: VerdictRef,
    description:
      'Saves what held before a change, for the settings that it changed; needs the scopes that saving them does.',
    authScopes: { admin: true },
    args: {
      target: t.arg.int({ required: true, description: 'The version that is undone, as in `settingsHistory`.' }),
      version: t.arg.int({ required: true, description: 'The version that was seen (`settingsVersion`).' }),
    },
    resolve: (_root, { target, version }, context) => revertSettings(context, target, version),
  }),
  reloadSettings: t.field({
    type: ReloadedRef,
    description: 'Reads the settings file again. It is also watched, so this is seldom needed.',
    authScopes: { admin: true },
    resolve: (_root, _args, context) => reloadSettings(context),
  }),
  setDebugLogging: t.field({
    type: VerdictRef,
    description: 'Logs requests with their bodies for a while.',
    authScopes: { admin: true },
    args: { minutes: t.arg.int({ description: '1 to 1440; null switches it off.' }) },
    resolve: (_root, { minutes }, context) => setDebugLogging(context, minutes ?? null),
  }),
  testProxy: t.field({
    type: ReachedRef,
    description: 'Reaches the upstream, or a host of its media, through a proxy, with TLS verified.',
    authScopes: { operate: true },
    args: {
      url: t.arg.string({ description: 'The proxy, or `direct`; null tries the one in the settings.' }),
      use: t.arg({ type: ProxyUse, required: true, defaultValue: 'calls' }),
      target: t.arg.string({ description: 'The address to be reached; null takes the usual one.' }),
    },
    resolve: (_root, { url, use, target }, { services }) =>
      services.outsideTests.testProxy({ url: url ?? null, use, target: target ?? undefined }, NEVER),
  }),
  testBaseUrl: t.field({
    type: ReachedRef,
    description: 'Whether this service answers at an address that is to be put before links.',
    authScopes: { operate: true },
    args: { url: t.arg.string({ description: 'Null tries the address that this request came to.' }) },
    resolve: (_root, { url }, { services, publicUrl }) => services.outsideTests.testBaseUrl(url || publicUrl, NEVER),
  }),
  testCache: t.field({
    type: CacheTestRef,
    description: 'Whether results can be kept on the disk.',
    authScopes: { operate: true },
    resolve: (_root, _args, { services }) => services.outsideTests.testCache(),
  }),
  purgeCache: t.field({
    type: PurgedRef,
    description: 'Takes kept files away, but for what unfinished jobs need.',
    authScopes: { operate: true },
    args: { olderThanSeconds: t.arg.int({ required: true, description: 'Age of what goes; 0 takes all.' }) },
    resolve: (_root, { olderThanSeconds }, context) => purgeCache(context, olderThanSeconds),
  }),
}));

/** Tests have a bound of their own. */
const NEVER = new AbortController().signal;
