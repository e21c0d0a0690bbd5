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
