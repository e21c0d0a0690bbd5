import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaults } from '../../schema/settings.ts';
import { createLogger, type LoggerOptions } from './logger.ts';
import { withRequestId } from './request-context.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'flow2api-log-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const logs = () => readdirSync(join(dataDir, 'logs'));
const fileText = () =>
  logs()
    .map((name) => readFileSync(join(dataDir, 'logs', name), 'utf8'))
    .join('');
const fileLines = () => parsed(fileText());
const parsed = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

async function captured(options: Partial<LoggerOptions> = {}) {
  const chunks: string[] = [];
  const log = await createLogger({
    debug: defaults.debug,
    dataDir,
    pretty: false,
    output: { write: (text) => void chunks.push(text) },
    ...options,
  });
  return { ...log, text: () => chunks.join('') };
}

test('a line goes to standard output and to the file as the same JSON', async () => {
  const { logger, close, text } = await captured();
  logger.info({ tokenId: 7 }, 'refreshed');
  await close();
  expect(fileText()).toBe(text());
  expect(fileLines()).toEqual([
    { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), tokenId: 7, msg: 'refreshed' },
  ]);
  expect(logs()).toEqual([expect.stringMatching(/^flow2api\.\d{4}-\d{2}-\d{2}\.1\.log$/)]);
});

test('for eyes the line is readable, while the file stays JSON', async () => {
  const { logger, close, text } = await captured({ pretty: true });
  logger.warn({ tokenId: 7 }, 'refreshed late');
  await close();
  expect(stripVTControlCharacters(text())).toMatch(/WARN: refreshed late\n +tokenId: 7\n/);
  expect(fileLines()).toMatchObject([{ level: 'warn', msg: 'refreshed late' }]);
});

test('the level decides what is written', async () => {
  const { logger, close, text } = await captured({ debug: { ...defaults.debug, logLevel: 'warn' } });
  logger.info('unseen');
  logger.error('seen');
  await close();
  expect(parsed(text()).map(({ msg }) => msg)).toEqual(['seen']);
});

test('every line of a request carries its id, across awaits, and lines of others do not', async () => {
  const { logger, close, text } = await captured();
  const child = logger.child({ part: 'pool' });
  const serve = (id: string) =>
    withRequestId(id, async () => {
      logger.info(`first of ${id}`);
      await turn();
      child.info(`second of ${id}`);
    });
  await Promise.all([serve('req-1'), serve('req-2')]);
  logger.info('of nobody');
  await close();
  const lines = parsed(text());
  expect(lines).toHaveLength(5);
  for (const { requestId, msg } of lines) {
    expect(msg).toEqual(requestId === undefined ? 'of nobody' : expect.stringContaining(requestId));
  }
});

test('secrets are masked in fields, children, messages and errors alike', async () => {
  const { logger, close, text } = await captured();
  const secret = 'ya29.invented-secret-0001';
  logger.child({ authorization: secret }).info({ deep: [{ list: { sessionToken: secret } }] }, `with ${secret}`);
  logger.error({ err: new Error(`refused ${secret}`, { cause: { headers: { cookie: secret } } }) });
  await close();
  expect(text()).not.toContain('invented-secret');
  expect(text()).toContain('****0001');
  expect(fileText()).toBe(text());
});

test('an operator can turn masking off', async () => {
  const { logger, close, text } = await captured({ debug: { ...defaults.debug, maskToken: false } });
  logger.info({ cookie: 'invented-secret-0002' });
  await close();
  expect(text()).toContain('invented-secret-0002');
});

test('level and masking change while running, also for a part that has its own name', async () => {
  const { logger, change, close, text } = await captured({ debug: { ...defaults.debug, logLevel: 'warn' } });
  const part = logger.child({ part: 'wire' }, { level: 'debug' });
  logger.info('unseen-before');
  change({ logLevel: 'info', maskToken: false });
  logger.info({ cookie: 'invented-secret-0003' }, 'seen');
  part.debug({ cookie: 'invented-secret-0004' }, 'seen, too');
  change({ logLevel: 'error', maskToken: true });
  logger.warn('unseen-after');
  logger.error({ cookie: 'invented-secret-0005' });
  await close();
  expect(text()).not.toMatch(/unseen|secret-0005/);
  expect(text()).toMatch(/secret-0003[\s\S]*secret-0004[\s\S]*\*{4}0005/);
});

test('a restart on the same day goes on in the same file', async () => {
  for (const msg of ['before', 'after']) {
    const { logger, close } = await captured();
    logger.info(msg);
    await close();
  }
  expect(logs()).toHaveLength(1);
  expect(fileLines().map(({ msg }) => msg)).toEqual(['before', 'after']);
});

test('files beyond the number kept are deleted at the start, oldest first, and others are left alone', async () => {
  mkdirSync(join(dataDir, 'logs'));
  const old = ['flow2api.2020-01-01.1.log', 'flow2api.2020-01-02.9.log', 'flow2api.2020-01-02.10.log', 'notes.txt'];
  for (const name of old) writeFileSync(join(dataDir, 'logs', name), '');
  const { close } = await captured({ debug: { ...defaults.debug, logFiles: 2 } });
  await close();
  expect(logs()).toEqual(['flow2api.2020-01-02.10.log', expect.stringMatching(/^flow2api\.20(?!20)/), 'notes.txt']);
});

test('a file that is full is followed by a new one, and only so many are kept', async () => {
  const { logger, close } = await captured({ debug: { ...defaults.debug, logMaxMb: 1, logFiles: 3 } });
  const filler = 'x'.repeat(10_000);
  for (let begun = 1; begun <= 5; begun += 1) {
    for (let line = 0; line < 110; line += 1) logger.info({ filler, begun });
    await expect.poll(() => logs().some((name) => name.endsWith(`.${begun + 1}.log`))).toBe(true);
  }
  await expect.poll(() => logs().length).toBeLessThanOrEqual(3);
  await close();
  expect(fileLines().at(-1)).toMatchObject({ begun: 5 });
});

test('other users of the machine cannot read the files', async () => {
  const { close } = await captured();
  await close();
  expect(logs().map((name) => statSync(join(dataDir, 'logs', name)).mode & 0o007)).toEqual([0]);
});

test('a folder that cannot be made stops the start', async () => {
  writeFileSync(join(dataDir, 'logs'), 'in the way');
  await expect(captured()).rejects.toThrow(/EEXIST|ENOTDIR/);
});

test('after the end a late line reaches standard output and hurts nobody', async () => {
  const { logger, close, text } = await captured();
  await close();
  await close();
  logger.info('late');
  expect(text()).toContain('late');
  expect(fileText()).toBe('');
});

const program = (end: string) => `
  import { createLogger } from ${JSON.stringify(join(import.meta.dirname, 'logger.ts'))};
  import { defaults } from ${JSON.stringify(join(import.meta.dirname, '../../schema/settings.ts'))};
  const { logger, close } = await createLogger({ debug: defaults.debug, dataDir: process.argv[1] });
  for (let n = 1; n <= 2000; n += 1) logger.info({ n });
  ${end}`;

test.each([
  ['after close() the process ends by itself', 'await close();', 0],
  ['a process that exits at once', 'process.exit(3);', 3],
  ['a process that dies of an error', "throw new Error('unforeseen');", 1],
])('%s, and no line is lost, neither in the pipe nor in the file', async (_, end, expectedCode) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program(end), dataDir], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(expectedCode);
  expect(parsed(text)).toHaveLength(2000);
  expect(fileText()).toBe(text);
});

test('a reader of standard output that leaves does not end the service', async () => {
  const end = 'await new Promise((done) => setTimeout(done, 100)); logger.info("alive"); await close();';
  const child = spawn(process.execPath, ['--input-type=module', '-e', program(end), dataDir], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout.destroy();
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  expect(fileLines().at(-1)).toMatchObject({ msg: 'alive' });
});
