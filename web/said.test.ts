import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FAULT } from '../schema/errors.ts';
import { BECAUSE, ERROR_TABLE } from '../server/flow/error-table.ts';
import { refusalError } from '../server/flow/errors.ts';
import { loadSettings } from '../server/settings/load-settings.ts';
import { inWords } from '../server/tokens/health/condition.ts';
import { tables, zh } from './said/said.zh.ts';
import { sentencesIn } from './testing/server-sentences.ts';

const { translate } = zh;

/** Where what operators read is written. */
const SPOKEN = [
  'server/{access,audit,control,control-front,flow,generation,media,settings,tokens,usage}/**/*.ts',
  'server/{readiness,outside-tests}.ts',
  'server/database/outage.ts',
  'schema/{errors,operator-account,prompt}.ts',
  'schema/catalogue/{check-images,plan,shortfall,wishes}.ts',
  'schema/settings/{configured-key,values}.ts',
];

/** Tests, and what others than the console read: callers of the API, programs, whoever looks into a file or runs a command. */
const NOT_THE_CONSOLE = [
  /\.test\.ts$|\/testing\//,
  /^server\/control\/(graphql|http\/(graphiql|security-headers)|gate\/(gate|refusal-page))/,
  /^server\/control\/control\.ts$|^server\/control-front\/(run|failing-page)\.ts$/,
  /^server\/audit\/verify\.ts$/,
  /^server\/access\/api-keys\.ts$/,
  /^server\/flow\/(captured-body|shape-of|error-table)\.ts$/,
  /^server\/settings\/environment-layer\.ts$/,
  /^server\/tokens\/plugin\.ts$/,
];

/** Names of things, and texts for the log or for callers alone, in files that else speak to operators. */
const UNSAID = new Set([
  ...['admin tokens', 'not like', 'session token', 'sessions', 'Bearer {}', 'Basic {}', 'pixel limit', 'is not'],
  ...[
    'rest {} {}',
    'egress {}',
    'revive {}',
    'stall {} {}',
    'broken {}',
    'trial {}',
    'upstream {} {}',
    'upstream {} {} {}',
    'token {}',
  ],
  ...['refresh {}', 'balance {}', 'Flow2API {}', 'none since {}, account {}', 'of {}', 'not in', '<!doctype html'],
  ...['text/html; charset=utf-8', 'text/plain; charset=utf-8', 'application/json; charset=utf-8'],
  ...['trusted_schema = off', 'cell_size_check = on', 'query_only = on', 'select {} from tokens limit ?'],
  ...["select type, sql from sqlite_master where name = 'tokens'", 'SQLite format 3\0', 'flow2api vault v1'],
  ...['The upstream has no room for a model; jobs wait', 'The upstream has room again', 'left out of the answer'],
  ...['job {} is no longer {}', 'the text is not base64', 'the host is not public', 'more than {} bytes', 'not usable'],
  // Of the settings file, and of where a setting came from; the whole message is told in its own words.
  ...['what is to be saved', 'settings file', 'list of tables'],
  ...['database, table settings', 'must be a {}', 'item {}', 'item {} key {}', 'does not exist'],
  // Of the file that says something to no effect, for the log; the console has its own words.
  '{}, which the environment variable {} sets',
  '{}, of which another value is saved (reset it for the file to hold)',
  // Of inputs that the console does not send; the rest of it is the checker's English.
  ...['The input', 'it has another form', '{} is not valid: {}.'],
  // Without a key that can be read nothing starts.
  ...['The secret key must have {} bytes.', '{} cannot be read.', '{} cannot be made.'],
  '{} does not hold a key (64 hex digits). Put the former file back from a backup.',
  'FLOW2API_SECRET_KEY is too short: give 32 random bytes in hex or base64 (openssl rand -hex 32), or a passphrase of at least {} characters.',
  'This is no admin token: those begin with {}. Keys of callers open the API under /v1, not this. ',
  'This is no admin token: those begin with {}. Keys of callers open the API under /v1, not this. Make an admin token in the console, under Security, or by the mutation createAdminToken.',
]);

/** Sentences that are put together of others, each with what may come of it. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  'takes {}, and the request has {}': [
    'veo_3_1_i2v takes exactly 2 frames, and the request has no image.',
    'veo_3_1_i2v takes 1 or 2 frames, and the request has 3 images. For 3 images use veo_3_1_r2v.',
    'veo_3_1_t2v takes text only, and the request has 1 image.',
    'veo_3_1_r2v takes at most 3 images, and the request has 4 images.',
  ],
  'takes its images as {}, and the request gives them as {}': [
    'veo_3_1_r2v takes its images as references, and the request gives them as frames, the first and the last.',
  ],
  'no {}': ['veo_3_1_r2v takes 1 to 3 images, and the request has no image.'],
  ' For {} use {}.': ['veo_3_1_t2v takes text only, and the request has 1 image. For 1 image use veo_3_1_i2v.'],
  'Asked for {} pixels; {} makes {}, about {}x{}.': [
    'Asked for 1280x720 pixels; veo_3_1 makes 1080p, about 1920x1080.',
  ],
  'Signing in has failed too often. Try again in {}; the right password is refused until then, too.': [
    'Signing in has failed too often. Try again in 30 s; the right password is refused until then, too.',
  ],
  '{} minutes': [
    'Signing in has failed too often. Try again in 4 minutes; the right password is refused until then, too.',
  ],
  'The key before this one is still good, until {}, and another rotation would end it. ': [
    'The key before this one is still good, until 2027-01-31T00:00:00.000Z, and another rotation would end it. Rotate after that time, or with an overlap of 0, which ends all former keys at once. Nothing was changed.',
  ],
  'This API key may have {} {} at once': [],
  '{}, and this call asks for {}. Ask for fewer results at a time.': [
    'This API key may have 1 job at once, and this call asks for 3. Ask for fewer results at a time.',
    'This API key may have 2 jobs at once, and this call asks for 3. Ask for fewer results at a time.',
  ],
  '{}; {} are running or waiting, and this call asks for {} more.': [
    'This API key may have 1 job at once; 1 are running or waiting, and this call asks for 3 more.',
    'This API key may have 2 jobs at once; 1 are running or waiting, and this call asks for 3 more.',
  ],
  'This API key may make {} {} a minute.': [
    'This API key may make 1 request a minute.',
    'This API key may make 60 requests a minute.',
  ],
  'a page of {}': [
    'This came from a page of cross-site, while the console is at http://here: with a cookie only the console itself may change things. Behind a reverse proxy, set [global] public_url or let the proxy send X-Forwarded-Host and X-Forwarded-Proto.',
  ],
  'This came from {}, while the console is at {}: with a cookie only the console itself may change things. ': [],
  '{}, for {}{}': ['veo_3_1, for the console'],
  'the console': ['veo_3_1, for the console, on token 7 alone'],
  'the key {}': ['veo_3_1, for the key key_1'],
  ', on token {} alone': ['veo_3_1, for the key key_1, on token 7 alone'],
  '{} added': ['lines: 6 added, 0 updated, 1 already here, 0 invalid'],
  '{} updated': ['json: 6 added, 0 updated, 1 already here, 0 invalid'],
  '{} already here': ['csv: 6 added, 0 updated, 1 already here, 0 invalid'],
  '{}: {}, {} invalid': ['database: 6 added, 0 updated, 1 already here, 0 invalid'],
  'not known': ['its reason is not known'],
  'Did you mean {}?': ['There is no model veo. Did you mean veo_3_1, veo_2?'],
  'There is no model {}. {}': [],
  '{} can be no name of a model: it has up to 100 letters, digits, dots, dashes, underscores and ': [
    '"a b" can be no name of a model: it has up to 100 letters, digits, dots, dashes, underscores and slashes, and begins and ends with a letter or a digit.',
  ],
  'Google has no room for this model': [
    'Google has no room for this model at this moment. It is being tried again all the time; try again shortly.',
  ],
  'Google fails for every account': [
    'Google fails for every account at this moment. It is being tried again all the time; try again shortly.',
  ],
  '{} at this moment. It is being tried again all the time; try again shortly.': [],
  'Send a PNG, JPEG, WebP or GIF.': [],
  'The image is empty. {}': ['The image is empty. Send a PNG, JPEG, WebP or GIF.'],
  'The image is {}, which is not taken. {}': [
    'The image is an SVG drawing, which is not taken. Send a PNG, JPEG, WebP or GIF.',
    'The image is application/pdf, which is not taken. Send a PNG, JPEG, WebP or GIF.',
  ],
  'The image is a video ({}). {}': ['The image is a video (video/mp4). Send a PNG, JPEG, WebP or GIF.'],
  'more than {} MB': ['The image has more than 20 MB; the most that is taken is 20 MB.'],
  'The image has {}; the most that is taken is {} MB.': ['The image has 31 MB; the most that is taken is 20 MB.'],
  'only {}': ['The upload was announced with 9 bytes, and only 8 came. Begin it again.'],
  'The upload was announced with {} bytes, and {} came. Begin it again.': [
    'The upload was announced with 9 bytes, and more came. Begin it again.',
  ],
  'unknown error': ['it fails (unknown error)', 'it cannot be reached (unknown error)'],
  'is a published default: it opens nothing but requests from this machine itself': [
    '[global] api_key is a published default: it opens nothing but requests from this machine itself',
  ],
  'would be refused of any other operator, being short, well known or like the name: take 12 characters at least, such as four or five words':
    [
      '[global] admin_password would be refused of any other operator, being short, well known or like the name: take 12 characters at least, such as four or five words',
    ],
  '[global] api_key {}': [],
  '[global] admin_password {}': [
    '[global] admin_password is a published default: it opens nothing but requests from this machine itself',
  ],
  'leaves out your own address, {}, so that you would be shut out. {}': [
    'Nothing was saved. [server] operator_networks = ["192.0.2.0/24"]: leaves out your own address, 2001:db8::9, so that you would be shut out. Add it there first, or a network that it is in.',
  ],
  'makes your address {}, which [server] operator_networks leaves out. {}': [
    '[server] trusted_proxies = []: makes your address 127.0.0.1, which [server] operator_networks leaves out. Add it there first, or a network that it is in',
  ],
  ' Running jobs end as they would.': [
    'Lowers the image slots of 1 token from no limit to 3 now. Running jobs end as they would.',
  ],
  '{} the {} slots of {} from {} to {} now.{}': ['Raises the video slots of 4 tokens from 2 to 3 now.'],
  'go straight to the upstream': ['The calls of 1 token go straight to the upstream from the next one on.'],
  'go through another proxy': ['The calls of 4 tokens go through another proxy from the next one on.'],
  'The calls of {} {} from the next one on.': [],
  'Request logs': ['Request logs older than 30 days are deleted.'],
  'Ended jobs': ['Ended jobs older than 30 days are deleted.'],
  '{} older than {} days are deleted.': [],
  ' (allowed: {})': ['[generation] image_concurrency = 3000: is out of range (allowed: 0 to 1000)'],
  'is no setting{}': ['[flow] time_out: is no setting'],
  '; did you mean {}?': ['[flow] time_out: is no setting; did you mean [flow] timeout?'],
  'is no section of this service{}': ['config/setting.toml: [sever]: is no section of this service'],
  '; did you mean [{}]?': ['config/setting.toml: [sever]: is no section of this service; did you mean [server]?'],
  'line {}, column {}': ['config/setting.toml, line 1, column 6: is not TOML: incomplete key-value'],
  '{} settings are wrong: {}': [
    'Nothing was saved. 2 settings are wrong: [flow] timeout = 0: is out of range; [flow] time_out: is no setting; did you mean [flow] timeout?.',
  ],
  'The {} is longer than {} characters.': [
    'The name is longer than 500 characters.',
    'The note is longer than 500 characters.',
  ],
  '1 job runs': [
    '1 job runs on a@b.example. Switch it off and wait for the end, or delete it with force: then they fail.',
  ],
  '{} jobs run': [
    '3 jobs run on a@b.example. Switch it off and wait for the end, or delete it with force: then they fail.',
  ],
  '{} on {}. Switch it off and wait for the end, or delete it with force: then they fail.': [],
  '{}s are switched off': ['images are switched off', 'videos are switched off'],
  'its limit of {}s at once is 0': ['its limit of images at once is 0', 'its limit of videos at once is 0'],
  '{}s switched off': ['images switched off', 'videos switched off'],
  'limit of {}s at once is 0': ['limit of images at once is 0', 'limit of videos at once is 0'],
  ' (and {} more)': ['imagen_4 (and 2 more): daily quota for this model used up'],
  'must be text': ['email must be text.'],
  'must be true or false': ['enabled must be true or false.'],
  'must be a number': ['credits must be a number.'],
  '{}s: {}': ['images: works again', 'videos: resting, throttled by Google'],
  '{}: may be tried again': ['imagen_4: may be tried again', 'images: may be tried again'],
  'A stored session cannot be opened: data/{} or FLOW2API_SECRET_KEY has changed since it was stored. ': [],
  'The time range has more than {} {}s. Ask for a shorter one{}.': [
    'The time range has more than 400 minutes. Ask for a shorter one.',
    'The time range has more than 400 days. Ask for a shorter one.',
  ],
  ', or for days': ['The time range has more than 400 hours. Ask for a shorter one, or for days.'],
};

const files = globSync(SPOKEN).filter((file) => !NOT_THE_CONSOLE.some((other) => other.test(file)));
const withoutSlots = (text: string): string => text.replaceAll(/\{[~*;]?\w*\}/g, '{}');
const known = new Set(tables.flatMap(Object.keys).map(withoutSlots));

test('every sentence that the server has for operators has its Chinese', () => {
  expect(files.length).toBeGreaterThan(200);
  const said = files.flatMap(sentencesIn).map(withoutSlots);
  const unknown = said.filter((text) => !known.has(text) && !UNSAID.has(text) && TOGETHER[text] === undefined);
  expect([...new Set(unknown)]).toEqual([]);
});

test('what is put together of several sentences is told wholly in Chinese', () => {
  const wholes = Object.values(TOGETHER).flat();
  expect(wholes.filter((text) => translate(text) === null)).toEqual([]);
});

/** A file with everything that can be wrong with one. */
const WRONG_FILES = [
  'port = 1\n[elephants]\nx = 1\n[sever]\nport = 1\n[flow]\ntime_out = 1\nx = 1\ntimeout = "soon"\npoll_interval = 4000\n',
  '[flow]\npoll_interval = 9\npoll_interval_max = 4\nmedia_hosts = ["A b"]\nupload_base_url = "x"\n[sandbox]\nmode = "perhaps"\n',
  '[[global.keys]]\nname = ""\nkey = ""\nenabled = 1\n[cache]\nenabled = "x"\n[generation]\nimage_concurrency = -2\n',
  '[flow',
];

test.each(WRONG_FILES)('what is wrong with a settings file is told in Chinese, line by line: %j', (text) => {
  let said = '';
  try {
    loadSettings({ env: {}, stored: {}, file: { path: 'config/setting.toml', text } });
  } catch (error) {
    said = (error as Error).message;
  }
  const lines = said.split('\n  - ');
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.filter((line) => translate(line) === null)).toEqual([]);
});

test('nothing is kept that the server no longer says', () => {
  const said = new Set(files.flatMap(sentencesIn));
  expect(Object.keys(TOGETHER).filter((text) => !said.has(text))).toEqual([]);
  expect([...UNSAID].filter((text) => !said.has(text))).toEqual([]);
});

test('every answer of Google that is no result has its Chinese, whatever its reason', () => {
  const because = [...BECAUSE.map(([, text]) => text), 'its reason is PUBLIC_ERROR_NEW', 'its reason is not known'];
  const said = ERROR_TABLE.flatMap(({ say }) =>
    because.flatMap((text) =>
      ['', ' (prompt, seed)'].map((fields) =>
        say.replace('{because}', text).replace('{fields}', fields).replace('{status}', '418'),
      ),
    ),
  );
  expect(said.filter((text) => translate(text) === null)).toEqual([]);
  const refusal = { status: 400, reason: 'PUBLIC_ERROR_SEXUAL', message: '', fields: [], retryAfterMs: null } as const;
  const { message } = refusalError({ ...refusal, form: 'api' });
  expect(translate(message)).toBe('Google 拒绝了该内容：似乎含有色情内容。请修改提示词或图片。');
});

test('a rest has its Chinese, whatever it is for', () => {
  const rests = Object.keys(FAULT).map((code) => inWords(code as keyof typeof FAULT));
  expect(rests.filter((text) => translate(text) === null)).toEqual([]);
});

test('names, numbers and keys of models stay what they are', () => {
  expect(translate('veo_3_1_t2v (and 2 more): daily quota for this model used up')).toBe(
    'veo_3_1_t2v（另有 2 个）：此模型今天的配额已用完',
  );
  expect(translate('images: resting, throttled by Google')).toBe('图片：冷却中，被 Google 限流');
  expect(translate('3 credits are left, the cheapest video costs 20')).toBe('剩余 3 积分，最便宜的视频需要 20');
  expect(translate('cut off, because the proxy socks5://10.0.0.1:1080 fails')).toBe(
    '无法连接，代理 socks5://10.0.0.1:1080 不可用',
  );
});

test('a sentence within a sentence is told in Chinese too', () => {
  expect(
    translate('No account can make this image now (2 accounts: signed out; 1 account: needs tier Pro or Ultra).'),
  ).toBe('目前没有账号能生成此图片（2 个账号：已退出登录；1 个账号：需要等级 Pro or Ultra）。');
  expect(translate('5 faults in a row, the last: Google did not finish in time. Try again later.')).toBe(
    '连续 5 次故障，最近一次：Google 未能及时完成。请稍后重试。',
  );
});

test('what is not known wholly stays as it is', () => {
  expect(translate('images: resting for a reason that is new')).toBeNull();
  expect(translate('2 accounts: signed out; 1 account: something new')).toBeNull();
  expect(translate('The job has ended. Nobody knows why.')).toBeNull();
  expect(translate('acct26@studio.example')).toBeNull();
});
