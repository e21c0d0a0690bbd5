import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { defaults, SETTINGS } from '../../schema/settings.ts';
import { loadSettings } from './load-settings.ts';
import { locate } from './locations.ts';

const path = locate({}).settingsFile;
const text = readFileSync(path, 'utf8');

test('the annotated file holds every setting, in the order of its description, and nothing else', () => {
  const keys = Object.entries(parse(text)).flatMap(([section, entries]) =>
    Object.keys(entries).map((name) => `${section}.${name}`),
  );
  expect(keys).toEqual(SETTINGS.map(({ key }) => key));
});

test('the annotated file equals the defaults', () => {
  expect(loadSettings({ file: { path, text }, env: {}, stored: {} }).settings).toEqual(defaults);
});

test('no setting of the annotated file is without a comment above it or above its group', () => {
  for (const group of text.split(/^\[/m).slice(1)) {
    expect(group).toMatch(/^\w+\]\n#/);
  }
});

test('the example of a key with limits works where its comment says that it goes', () => {
  const example = [...text.matchAll(/^# {3}(.*)$/gm)].map(([, line]) => line).join('\n');
  const edited = text.replace(/^keys = \[\]$/m, example.replace('f2a_…', 'f2a_0123456789abcdef'));
  const { settings } = loadSettings({ file: { path, text: edited }, env: {}, stored: {} });
  const { keys, ...others } = settings.global;
  expect(keys).toMatchObject([{ name: 'team a', enabled: true, expiresAt: Date.UTC(2027, 0, 31), jobsAtOnce: 4 }]);
  expect({ ...settings, global: { ...others, keys: [] } }).toEqual(defaults);
});
