import { expect, test } from 'vitest';
import { effectsOf } from './effects.ts';
import { loadSettings } from './load-settings.ts';

const FACTS = {
  tokensWithoutLimit: { image: 1, video: 6 },
  tokensWithoutProxy: 3,
  keptBytes: 3 * 1024 ** 3,
  operators: ['ann'],
};
const of = (stored: Record<string, unknown>) => loadSettings({ env: {}, stored }).settings;
const between = (before: Record<string, unknown>, after: Record<string, unknown>, facts = FACTS) =>
  effectsOf(of(before), of(after), facts);

const KEY = { name: 'team', key: 'a-key-of-some-team' };

test.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
  [
    'fewer slots',
    {},
    { 'generation.video_concurrency': 2 },
    'Lowers the video slots of 6 tokens from 4 to 2 now. Running jobs end as they would.',
  ],
  [
    'slots without limit',
    {},
    { 'generation.image_concurrency': -1 },
    'Raises the image slots of 1 token from 4 to no limit now.',
  ],
  [
    'slots with a limit again',
    { 'generation.image_concurrency': -1 },
    {},
    'Lowers the image slots of 1 token from no limit to 4 now. Running jobs end as they would.',
  ],
  [
    'a proxy',
    {},
    { 'proxy.proxy_enabled': true, 'proxy.proxy_url': 'http://p:1' },
    'The calls of 3 tokens go through another proxy from the next one on.',
  ],
  [
    'no proxy',
    { 'proxy.proxy_enabled': true, 'proxy.proxy_url': 'http://p:1' },
    {},
    'The calls of 3 tokens go straight to the upstream from the next one on.',
  ],
  [
    'a proxy for media',
    {},
    { 'proxy.media_proxy_url': 'direct' },
    'Finished media are fetched another way from now on.',
  ],
  ['less room', {}, { 'cache.max_gb': 2 }, 'Deletes about 1.0 GB of kept files now, the oldest first.'],
  ['a shorter life', {}, { 'cache.timeout': 60 }, 'Deletes kept files that are older than 60 s now.'],
  ['an end of life', { 'cache.timeout': 0 }, {}, 'Deletes kept files that are older than 604800 s now.'],
  ['no cache', {}, { 'cache.enabled': false }, "New results are not kept: callers get the upstream's own links."],
  ['shorter logs', {}, { 'retention.events_days': 2 }, 'Events older than 2 days are deleted.'],
  [
    'another key',
    { 'global.api_key': 'one-key' },
    { 'global.api_key': 'another-key' },
    'Callers with the former api_key are refused now.',
  ],
  ['a key less', { 'global.keys': [KEY] }, {}, 'Callers with the former key of "team" are refused now.'],
  [
    'another connection token',
    { 'plugin.connection_token': 'one' },
    { 'plugin.connection_token': 'two' },
    'Extensions with the former connection token are refused now.',
  ],
  [
    'a configured operator of the name of another',
    {},
    { 'global.admin_username': 'ann', 'global.admin_password': 'four brown horses ran' },
    'The operator "ann" who was added here cannot sign in with their own password: that of the settings holds.',
  ],
])('%s is told as what it does now', (_, before, after, effect) => {
  expect(between(before, after)).toEqual([effect]);
});

test('what takes nothing away from anybody has no effect to tell', () => {
  const facts = { tokensWithoutLimit: { image: 0, video: 0 }, tokensWithoutProxy: 0, keptBytes: 0, operators: [] };
  const after = { 'generation.video_concurrency': 2, 'cache.max_gb': 2, 'cache.timeout': 0, 'global.api_key': 'first' };
  expect(between({}, after, facts)).toEqual([]);
  expect(between({}, { ...after, 'retention.events_days': 99, 'global.keys': [KEY] }, facts)).toEqual([]);
});
