import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { SETTINGS } from '../schema/settings.ts';
import { withSettingsTables } from './settings-table.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

test('docs/settings.md is what schema/settings.ts says (to make it anew: npx vitest run .ci/docs.test.ts -u)', async () => {
  const page = join(root, 'docs/settings.md');
  await expect(withSettingsTables(read('docs/settings.md'))).toMatchFileSnapshot(page);
});

test('every setting has its row', () => {
  const page = withSettingsTables(read('docs/settings.md'));
  for (const { name } of SETTINGS) expect(page).toContain(`| \`${name}\` |`);
  expect(page.match(/^\| `/gm)).toHaveLength(SETTINGS.length);
});

test('docs/dependencies.md has one line for each package, with a reason, and none for others', () => {
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(read('package.json'));
  const installed = Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies });
  const explained = [...read('docs/dependencies.md').matchAll(/^- `([^`]+)`: \S.*\.$/gm)].map(([, name]) => name);
  expect(explained.toSorted()).toEqual(installed.toSorted());
});

test('every version is exact', () => {
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(read('package.json'));
  for (const version of Object.values({ ...dependencies, ...optionalDependencies, ...devDependencies })) {
    expect(version).toMatch(/^(npm:(@[\w-]+\/)?[\w-]+@)?\d+\.\d+\.\d+$/);
  }
});

test.each(['docs/deployment.md', 'docs/settings.md'])('%s names settings that exist', (path) => {
  const variables = read(path).match(/FLOW2API_[A-Z]+__[A-Z_]+/g) ?? [];
  expect(variables).not.toEqual([]);
  for (const variable of variables) expect(SETTINGS.map((setting) => setting.variable)).toContain(variable);
  const keys = [...read(path).matchAll(/`\[(\w+)\] (\w+)`/g)].map(([, section, name]) => `${section}.${name}`);
  for (const key of keys) expect(SETTINGS.map((setting) => setting.key)).toContain(key);
});

test('links between the pages lead somewhere', () => {
  const pages = [
    'README.md',
    ...readdirSync(join(root, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
  const broken = pages.flatMap((page) =>
    [...withoutCode(read(page)).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)]
      .map(([, target = '']) => join(dirname(page), target))
      .filter((target) => !existsSync(join(root, target)))
      .map((target) => `${page} → ${target}`),
  );
  expect(broken).toEqual([]);
});

/** What stands in code only looks like a link. */
function withoutCode(page: string): string {
  return page.replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
}
