import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaults } from '../../schema/settings.ts';
import { locate } from './locations.ts';
import { SettingsError } from './problem.ts';
import { createSettings } from './settings.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flow2api-settings-'));
  path = join(folder, 'setting.toml');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the file that FLOW2API_CONFIG names is read', () => {
  writeFileSync(path, '[server]\nport = 4711\n');
  expect(createSettings({ env: { FLOW2API_CONFIG: path }, stored: {} }).current().server.port).toBe(4711);
});

test('a file that was named and does not exist is a problem, listed with the others', () => {
  const start = () => createSettings({ env: { FLOW2API_CONFIG: path, FLOW2API_SERVER__PORT: 'x' }, stored: {} });
  expect(start).toThrow(SettingsError);
  expect(start).toThrow(`${path}: does not exist`);
  expect(start).toThrow('FLOW2API_SERVER__PORT: [server] port');
});

test('a folder in place of the file is a problem, not a crash', () => {
  expect(() => createSettings({ env: {}, stored: {}, file: folder })).toThrow(`${folder}: cannot be read (EISDIR)`);
});

test('the default locations are in the project, wherever it is started from; named ones follow the shell', () => {
  const root = resolve(import.meta.dirname, '../..');
  expect(locate({ FLOW2API_CONFIG: '' })).toEqual({
    settingsFile: join(root, 'config/setting.toml'),
    settingsFileNamed: false,
    dataDir: join(root, 'data'),
  });
  expect(locate({ FLOW2API_CONFIG: 'mine.toml', FLOW2API_DATA_DIR: '/srv/data' })).toEqual({
    settingsFile: resolve('mine.toml'),
    settingsFileNamed: true,
    dataDir: '/srv/data',
  });
});

test('every value tells where it comes from, its default and its bounds; secrets are masked', () => {
  writeFileSync(
    path,
    '[global]\napi_key = "an-invented-key-0042"\n[proxy]\nproxy_url = "http://me:letmein@proxy:3128"\n',
  );
  const settings = createSettings({
    file: path,
    env: { FLOW2API_SERVER__PORT: '1' },
    stored: { 'admin.error_ban_threshold': 7 },
  });
  const described = Object.fromEntries(settings.describe().map((setting) => [setting.key, setting]));
  expect(described['global.api_key']).toMatchObject({ value: '****0042', source: 'file', where: path, secret: true });
  expect(described['proxy.proxy_url']).toMatchObject({ value: 'http://****@proxy:3128' });
  expect(described['server.port']).toMatchObject({
    value: 1,
    default: 8000,
    source: 'environment',
    restart: true,
    range: '0 to 65535',
  });
  expect(described['admin.error_ban_threshold']).toMatchObject({ value: 7, source: 'database' });
  expect(described['flow.timeout']).toMatchObject({ value: 120, source: 'default', where: null, unit: 's' });
  expect(JSON.stringify(described)).not.toMatch(/invented-key|letmein/);
});

test('of keys with limits everything is shown but the keys', () => {
  writeFileSync(path, '[[global.keys]]\nname = "team a"\nkey = "an-invented-key-0042"\njobs_at_once = 4\n');
  const settings = createSettings({ file: path, env: {}, stored: {} });
  const shown = settings.describe().find(({ key }) => key === 'global.keys');
  expect(shown?.value).toMatchObject([{ name: 'team a', key: '****0042', jobs_at_once: 4 }]);
  writeFileSync(path, '# none\n');
  settings.reload({ 'global.keys': [{ name: 'b', key: 'another-invented-key' }] });
  expect(settings.current().global.keys).toMatchObject([{ name: 'b', jobsAtOnce: null }]);
});

test('reloading takes the new file and rows, and says what changed', () => {
  writeFileSync(path, '[flow]\npoll_interval = 1\n');
  const settings = createSettings({ file: path, env: {}, stored: {} });
  writeFileSync(path, '[flow]\npoll_interval = 2\n');
  expect(settings.reload({ 'server.cors_origins': ['https://app.example'] })).toEqual([
    'flow.poll_interval',
    'server.cors_origins',
  ]);
  expect(settings.current().flow.pollInterval).toBe(2);
  expect(settings.reload({ 'server.cors_origins': ['https://app.example'] })).toEqual([]);
});

test('reloading something wrong changes nothing', () => {
  writeFileSync(path, '[flow]\npoll_interval = 1\n');
  const settings = createSettings({ file: path, env: {}, stored: {} });
  writeFileSync(path, '[flow\npoll_interval = 2\n');
  expect(() => settings.reload({})).toThrow(SettingsError);
  expect(settings.current().flow.pollInterval).toBe(1);
});

test('what is allowed but unwise is told as a warning', () => {
  const env = {
    FLOW2API_SERVER__HOST: '127.0.0.1',
    FLOW2API_GLOBAL__API_KEY: 'han1234',
    FLOW2API_DEBUG__MASK_TOKEN: 'no',
  };
  expect(createSettings({ file: writeEmpty(), env, stored: {} }).warnings()).toEqual([
    '[global] api_key is a published default: it opens nothing but requests from this machine itself',
    '[debug] mask_token is off: the log holds secrets in full',
  ]);
  expect(createSettings({ file: path, env: {}, stored: {} }).warnings()).toEqual([]);
  writeFileSync(path, '[flow]\nmax_retries = 3\n');
  expect(createSettings({ file: path, env: {}, stored: {} }).warnings()).toEqual([
    `${path}: [flow] max_retries is not used; what may be repeated is repeated by itself`,
  ]);
});

test.each([
  ['a', [expect.stringMatching(/^\[global\] admin_password would be refused of any other operator/)]],
  ['admin', [expect.stringContaining('admin_password is a published default')]],
  ['four brown horses ran', []],
])('a configured password that is easy to guess is warned of: %s', (password, warnings) => {
  const env = { FLOW2API_GLOBAL__ADMIN_PASSWORD: password };
  expect(createSettings({ file: writeEmpty(), env, stored: {} }).warnings()).toEqual(warnings);
});

test('an empty file means the defaults', () => {
  expect(createSettings({ file: writeEmpty(), env: {}, stored: {} }).current()).toEqual(defaults);
});

function writeEmpty(): string {
  writeFileSync(path, '');
  return path;
}
