import { expect, test } from 'vitest';
import { SETTINGS } from '../../schema/settings.ts';
import { retiredKey, retiredSection } from './retired.ts';

test('nothing that is a setting today counts as retired', () => {
  for (const { key, section } of SETTINGS) {
    expect(retiredKey(key), key).toBe(undefined);
    expect(retiredSection(section), section).toBe(undefined);
  }
});

test.each(['constructor', 'toString', '__proto__'])('%s is no retired name', (name) => {
  expect(retiredKey(name)).toBe(undefined);
  expect(retiredSection(name)).toBe(undefined);
});

test('the settings that a retired key points to exist', () => {
  const known = SETTINGS.map(({ key }) => key);
  const words = [
    ...['max_poll_attempts', 'image_request_timeout', 'image_prefer_media_proxy', 'image_slot_wait_timeout'],
    ...['video_launch_stagger_ms'],
  ].map((name) => retiredKey(`flow.${name}`) ?? '');
  for (const text of words) {
    const [, section, names = ''] = /\[(\w+)\] ([\w, ]+)/.exec(text) ?? [];
    const named = names.match(/[a-z]+(_[a-z]+)+/g) ?? [];
    expect(named, text).not.toEqual([]);
    for (const name of named) expect(known).toContain(`${section}.${name}`);
  }
});
