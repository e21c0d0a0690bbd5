import { expect, test } from 'vitest';
import { defaults } from '../../schema/settings.ts';
import { loadSettings, type SettingsInputs } from './load-settings.ts';
import { type SettingProblem, SettingsError } from './problem.ts';

const nothing: SettingsInputs = { env: {}, stored: {} };
const file = (text: string) => ({ path: '/etc/flow2api.toml', text });

function problemsOf(inputs: Partial<SettingsInputs>): readonly SettingProblem[] {
  return errorOf(inputs).problems;
}

function errorOf(inputs: Partial<SettingsInputs>): SettingsError {
  try {
    loadSettings({ ...nothing, ...inputs });
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
}

test('with nothing configured the defaults are in force', () => {
  const { settings, origins } = loadSettings(nothing);
  expect(settings).toEqual(defaults);
  expect(origins.size).toBe(0);
});

test('the file overrides defaults, the database the file, the environment all', () => {
  const { settings, origins } = loadSettings({
    file: file('[flow]\ntimeout = 11\npoll_interval = 1\npoll_interval_max = 4.5\n'),
    stored: { 'flow.timeout': 22, 'flow.poll_interval': 2 },
    env: { FLOW2API_FLOW__TIMEOUT: '33' },
  });
  expect(settings.flow).toMatchObject({ timeout: 33, pollInterval: 2, pollIntervalMax: 4.5, wireProfile: 'current' });
  expect(origins.get('flow.timeout')).toEqual({ source: 'environment', where: 'FLOW2API_FLOW__TIMEOUT' });
  expect(origins.get('flow.poll_interval')?.source).toBe('database');
  expect(origins.get('flow.poll_interval_max')).toEqual({ source: 'file', where: '/etc/flow2api.toml' });
  expect(origins.has('flow.wire_profile')).toBe(false);
});

test.each([
  ['FLOW2API_SERVER__PORT', '0', { server: { port: 0 } }],
  ['FLOW2API_FLOW__POLL_INTERVAL', ' 0.25 ', { flow: { pollInterval: 0.25 } }],
  ['FLOW2API_GENERATION__IMAGE_CONCURRENCY', '-1', { generation: { imageConcurrency: -1 } }],
  ['FLOW2API_CACHE__ENABLED', 'Off', { cache: { enabled: false } }],
  ['FLOW2API_DEBUG__ENABLED', '1', { debug: { enabled: true } }],
  ['FLOW2API_SANDBOX__MODE', 'on', { sandbox: { mode: 'on' } }],
  ['FLOW2API_FLOW__MEDIA_HOSTS', 'a.example, *.b.example', { flow: { mediaHosts: ['a.example', '*.b.example'] } }],
  ['FLOW2API_FLOW__MEDIA_HOSTS', '["a.example"]', { flow: { mediaHosts: ['a.example'] } }],
  ['FLOW2API_SERVER__CORS_ORIGINS', '', { server: { corsOrigins: [] } }],
  ['FLOW2API_GLOBAL__API_KEY', '0123456789', { global: { apiKey: '0123456789' } }],
])('%s=%j is read by the kind of its setting', (variable, text, expected) => {
  expect(loadSettings({ ...nothing, env: { [variable]: text } }).settings).toMatchObject(expected);
});

test('all problems of all sources are listed at once, each with its place and what is allowed', () => {
  const error = errorOf({
    file: file('[flow]\ntimeout = "soon"\n[server]\nport = 70000\n'),
    stored: { 'generation.queue_depth': -5, 'generation.gone': 1 },
    env: { FLOW2API_SANDBOX__MODE: 'perhaps', FLOW2API_SERVER__PORT: '8080' },
  });
  expect(error.problems).toHaveLength(5);
  expect(error.message.split('\n')).toEqual([
    '5 settings are wrong:',
    '  - database, table settings: [generation] gone: is no setting',
    '  - /etc/flow2api.toml: [flow] timeout = "soon": must be a number (allowed: 0.1 to 3600)',
    '  - /etc/flow2api.toml: [server] port = 70000: is out of range (allowed: 0 to 65535)',
    '  - database, table settings: [generation] queue_depth = -5: is out of range (allowed: 0 to 100000)',
    '  - FLOW2API_SANDBOX__MODE: [sandbox] mode = "perhaps": is not one of the choices (allowed: auto, on, off)',
  ]);
});

test.each([
  ['[flow]\ntime_out = 1', 'is no setting; did you mean [flow] timeout?'],
  ['[flow]\nport = 1', 'is no setting; did you mean [server] port?'],
  ['[sever]\nport = 1', 'is no section of this service; did you mean [server]?'],
  ['[elephants]\nmethod = "x"', 'is no section of this service'],
  ['port = 1', 'stands outside a section'],
  ['flow = 3', 'stands outside a section'],
])('in a file %j %s', (text, problem) => {
  expect(problemsOf({ file: file(text) })).toMatchObject([{ problem, given: null, source: 'file' }]);
});

test.each([
  ['FLOW2API_FLOW__TIME_OUT', 'names no setting; did you mean FLOW2API_FLOW__TIMEOUT?'],
  ['FLOW2API_SERVER_PORT', 'names no setting; did you mean FLOW2API_SERVER__PORT?'],
  ['flow2api_server__port', 'names no setting; did you mean FLOW2API_SERVER__PORT?'],
  ['FLOW2API_ELEPHANTS__AND_CASTLES', 'names no setting'],
  ['FLOW2API_DATADIR', 'names no setting; did you mean FLOW2API_DATA_DIR?'],
  ['FLOW2API_SECRETKEY', 'names no setting; did you mean FLOW2API_SECRET_KEY?'],
  ['flow2api_config', 'names no setting; did you mean FLOW2API_CONFIG?'],
  ['FLOW2API_FOO', 'names no setting'],
  ['FLOW2API_TIMEOUT', 'names no setting'],
  ['FLOW2API_PORT', 'names no setting; did you mean FLOW2API_SERVER__PORT?'],
])('the variable %s %s', (variable, problem) => {
  expect(problemsOf({ env: { [variable]: '1' } })).toMatchObject([{ where: variable, problem }]);
});

test('variables of ours that are no settings, and those of others, are left alone', () => {
  const env = {
    FLOW2API_CONFIG: 'x',
    FLOW2API_DATA_DIR: 'y',
    FLOW2API_SECRET_KEY: 'z',
    FLOW2API_ROLE: 'shim',
    PATH: '/bin',
    npm_a__b: '1',
  };
  expect(loadSettings({ ...nothing, env }).settings).toEqual(defaults);
});

test('what Kubernetes says about a service named flow2api is left alone', () => {
  const env = {
    FLOW2API_SERVICE_HOST: '10.0.0.11',
    FLOW2API_SERVICE_PORT: '8000',
    FLOW2API_SERVICE_PORT_HTTP: '8000',
    FLOW2API_PORT: 'tcp://10.0.0.11:8000',
    FLOW2API_PORT_8000_TCP: 'tcp://10.0.0.11:8000',
    FLOW2API_PORT_8000_TCP_PROTO: 'tcp',
    FLOW2API_PORT_8000_TCP_PORT: '8000',
    FLOW2API_PORT_8000_TCP_ADDR: '10.0.0.11',
    FLOW2API_SERVER_PORT: 'tcp://10.0.0.12:8000',
    FLOW2API_SERVER_SERVICE_HOST: '10.0.0.12',
  };
  expect(loadSettings({ ...nothing, env }).settings).toEqual(defaults);
});

test('a file that is not TOML is reported with line and column, beside the problems of the environment', () => {
  const problems = problemsOf({ file: file('[flow]\ntimeout = = 3\n'), env: { FLOW2API_SERVER__PORT: 'x' } });
  expect(problems).toHaveLength(2);
  expect(problems[0]).toMatchObject({ where: '/etc/flow2api.toml, line 2, column 11' });
  expect(problems[0]?.problem).toMatch(/^is not TOML: ./);
});

test('a byte order mark before the file does not hurt', () => {
  expect(loadSettings({ ...nothing, file: file('\uFEFF[server]\nport = 1') }).settings.server.port).toBe(1);
});

test('a wrong value in the file is reported even when the environment overrides it', () => {
  const problems = problemsOf({ file: file('[server]\nport = -1'), env: { FLOW2API_SERVER__PORT: '8000' } });
  expect(problems).toMatchObject([{ key: 'server.port', source: 'file' }]);
});

test.each([
  ['FLOW2API_GLOBAL__API_KEY', 'a secret with spaces in it'],
  ['FLOW2API_PROXY__PROXY_URL', 'ftp://user:hunter2hunter2@proxy.example'],
  ['FLOW2API_PROXY__PROXY_URL', 'hunter2hunter2 is no address'],
])('a wrong value of the secret %s is not shown whole', (variable, secret) => {
  const { message } = errorOf({ env: { [variable]: secret } });
  expect(message).toContain('****');
  expect(message).not.toContain('hunter2hunter2');
  expect(message).not.toContain('a secret with');
});

test.each(['[global]\nadmin_password', '[global]\napi_key', '[global]\nkeys', '[proxy]\nproxy_url'])(
  'a secret whose quotes were forgotten is not shown either: %j',
  (line) => {
    const { message } = errorOf({ file: file(`${line} = 987654321012`) });
    expect(message).toContain('****');
    expect(message).not.toContain('987654321012');
  },
);

test('a variable that is set but empty says how to get the default', () => {
  expect(problemsOf({ env: { FLOW2API_SERVER__PORT: '' } })).toMatchObject([
    { problem: 'is empty; leave it out for the default', allowed: '0 to 65535' },
  ]);
});

test('the wrong item of a list is named', () => {
  const [problem] = problemsOf({ env: { FLOW2API_FLOW__MEDIA_HOSTS: 'a.example,https://b.example/path' } });
  expect(problem?.problem).toBe('item 2 is not a host name or an origin');
});

test("a file of the predecessor's time is taken, and its keys that mean nothing here are told", () => {
  const text = '[flow]\ntimeout = 11\nmax_retries = 3\nmax_poll_attempts = 200\n';
  const { settings, warnings } = loadSettings({ ...nothing, file: file(text) });
  expect(settings.flow.timeout).toBe(11);
  expect(warnings).toEqual([
    '/etc/flow2api.toml: [flow] max_retries is not used; what may be repeated is repeated by itself',
    "/etc/flow2api.toml: [flow] max_poll_attempts is not used; a video's deadline is [generation] video_timeout",
  ]);
});

test('what a later file of the predecessor holds is told, each with why, and keeps nothing from working', () => {
  const text = [
    '[flow]',
    'timeout = 11',
    'image_slot_wait_timeout = 480',
    'image_launch_stagger_ms = 0',
    '[generation]',
    'upsample_timeout = 300',
    '[captcha]',
    'captcha_method = "browser"',
    'yescaptcha_api_key = "an-invented-secret"',
    '[call_logic]',
    'call_mode = "polling"',
  ].join('\n');
  const { settings, warnings } = loadSettings({ ...nothing, file: file(text) });
  expect(settings.flow.timeout).toBe(11);
  expect(warnings).toEqual([
    '/etc/flow2api.toml: [flow] image_slot_wait_timeout is not used; jobs wait for a slot as [generation] queue_depth and queue_wait say',
    '/etc/flow2api.toml: [flow] image_launch_stagger_ms is not used; jobs start as soon as there is a slot ([generation] image_concurrency, video_concurrency)',
    '/etc/flow2api.toml: [generation] upsample_timeout is not used; the longest wait for an image is [generation] image_timeout',
    '/etc/flow2api.toml: [captcha] is not used: this service solves no captchas',
    '/etc/flow2api.toml: [call_logic] is not used; [generation] says how a token is chosen',
  ]);
});

test.each([
  ['a proxy that is on but nowhere', '[proxy]\nproxy_enabled = true', 'proxy.proxy_url'],
  ['a poll gap that shrinks', '[flow]\npoll_interval = 20', 'flow.poll_interval_max'],
  [
    'no slot for anything',
    '[generation]\nimage_concurrency = 0\nvideo_concurrency = 0',
    'generation.image_concurrency',
  ],
  ['one file larger than all together', '[cache]\nmax_gb = 0.5', 'cache.max_file_mb'],
])('%s is refused', (_, text, key) => {
  expect(problemsOf({ file: file(text) })).toMatchObject([{ key }]);
});

const KEY = '0123456789abcdef';
const ONE_KEY = `[[global.keys]]\nname = "team a"\nkey = "${KEY}"\n`;
const NO_LIMITS = {
  ...{ requestsPerMinute: null, jobsAtOnce: null, creditsPerDay: null, creditsPerMonth: null, models: null },
};

test('tables of keys are read from the file, and what is left out is not limited', () => {
  const limited =
    'requests_per_minute = 60\njobs_at_once = 4\ncredits_per_day = 0\nmodels = ["veo_*"]\nenabled = false\n';
  const { settings } = loadSettings({ ...nothing, file: file(`${ONE_KEY}${limited}[server]\nport = 1\n`) });
  expect(settings.global.keys).toEqual([
    {
      ...{ ...NO_LIMITS, name: 'team a', key: KEY, enabled: false, expiresAt: null, chatImages: null },
      ...{ requestsPerMinute: 60, jobsAtOnce: 4, creditsPerDay: 0, models: ['veo_*'] },
    },
  ]);
});

test.each([
  ['{"name":"b","key":"0123456789abcdef"}', [{ ...NO_LIMITS, name: 'b', enabled: true }]],
  ['[{"name":"b","key":"0123456789abcdef","credits_per_month":5}]', [{ name: 'b', creditsPerMonth: 5 }]],
  ['[]', []],
  ['', []],
])('a variable holds keys as JSON: %s', (text, keys) => {
  const env = { FLOW2API_GLOBAL__KEYS: text };
  expect(loadSettings({ ...nothing, file: file(ONE_KEY), env }).settings.global.keys).toMatchObject(keys);
});

const MIDNIGHT = Date.UTC(2027, 0, 31);
test.each([
  ['2027-01-31', MIDNIGHT],
  ['"2027-01-31"', MIDNIGHT],
  ['2027-01-31T00:00:00Z', MIDNIGHT],
  ['"2027-01-31T00:00:00Z"', MIDNIGHT],
  ['2027-01-31T02:00:00+02:00', MIDNIGHT],
])('a key ends at expires = %s', (time, expiresAt) => {
  const { settings } = loadSettings({ ...nothing, file: file(`${ONE_KEY}expires = ${time}\n`) });
  expect(settings.global.keys).toMatchObject([{ expiresAt }]);
});

const TABLES = 'tables of name, key, enabled, expires, requests_per_minute';
test.each([
  ['name', '[[global.keys]]\nkey = "0123456789abcdef"', 'item 1 name is missing'],
  ['name', ONE_KEY.replace('team a', 'a\\nb'), 'item 1 name must be up to 60 letters, digits, blanks, dots, dashes'],
  ['name', ONE_KEY.replace('team a', 'team a '), 'item 1 name must be up to 60 letters, digits, blanks, dots, dashes'],
  ['key', '[[global.keys]]\nname = "a"', 'item 1 key is missing'],
  ['key', ONE_KEY.replace(KEY, 'short'), 'item 1 key must be 16 to 200 printable ASCII characters without spaces'],
  ['enabled', `${ONE_KEY}enabled = "no"`, 'item 1 enabled must be true or false'],
  ['a time of day', `${ONE_KEY}expires = 07:32:00`, 'item 1 expires must be a time such as 2027-01-31T00:00:00Z'],
  [
    'a time of nowhere',
    `${ONE_KEY}expires = 2027-01-31T00:00:00`,
    'item 1 expires must be a time such as 2027-01-31T00:00:00Z',
  ],
  ['expires', `${ONE_KEY}expires = "soon"`, 'item 1 expires must be a time such as 2027-01-31T00:00:00Z'],
  ['requests', `${ONE_KEY}requests_per_minute = 0`, 'item 1 requests_per_minute must be a whole number from 1'],
  ['jobs', `${ONE_KEY}jobs_at_once = "4"`, 'item 1 jobs_at_once must be a whole number from 1'],
  ['credits', `${ONE_KEY}credits_per_day = -1`, 'item 1 credits_per_day must be a whole number from 0'],
  ['credits', `${ONE_KEY}credits_per_month = 1.5`, 'item 1 credits_per_month must be a whole number from 0'],
  ['too much', `${ONE_KEY}credits_per_month = 2000000000`, 'item 1 credits_per_month is out of range'],
  ['models', `${ONE_KEY}models = []`, 'item 1 models must be a list of names of models, not empty'],
  ['chat_images', `${ONE_KEY}chat_images = "x"`, 'item 1 chat_images must be both, markdown or images'],
])('a wrong %s of a key is told in words', (_, text, problem) => {
  expect(problemsOf({ file: file(text) })).toMatchObject([{ key: 'global.keys', problem, allowed: null }]);
});

test.each([
  [`${ONE_KEY}request_per_minute = 1\nfoo = 2`, 'item 1 can have no "request_per_minute", "foo"'],
  ['[global]\nkeys = [3]', 'item 1 must be a table'],
  ['[global]\nkeys = 3', 'must be a list of tables'],
  [ONE_KEY.replace('[[global.keys]]', '[global.keys]'), 'must be a list of tables'],
])('what is no table of a key is told with what one may hold: %j', (text, problem) => {
  const allowed = expect.stringContaining(TABLES);
  expect(problemsOf({ file: file(text) })).toMatchObject([{ key: 'global.keys', problem, allowed }]);
});

test('two keys with one name, or one key under two names, are told, and so is the key that has no limits', () => {
  const problems = problemsOf({ file: file(`${ONE_KEY}${ONE_KEY}`) }).map(({ problem }) => problem);
  expect(problems).toEqual(['item 2 name is that of another key as well', 'item 2 key is that of another key as well']);
  const both = file(`[global]\napi_key = "${KEY}"\n${ONE_KEY}`);
  expect(problemsOf({ file: both })).toMatchObject([{ problem: expect.stringContaining('as "team a"') }]);
});

test.each([
  `{"name":"b","kye":"${KEY}"}`,
  `[{"name":"b","key":"${KEY}"`,
  `${KEY}`,
  `{"name":"b","key":"${KEY}","x":1}`,
])('no key is shown, whatever is wrong with how it was written: %s', (text) => {
  const { message } = errorOf({ env: { FLOW2API_GLOBAL__KEYS: text } });
  expect(message).not.toContain(KEY.slice(-4));
  expect(message).toContain('[global] keys = ****');
});
