import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { defaults, SETTINGS } from '../schema/settings.ts';
import { loadSettings } from '../server/settings/load-settings.ts';
import { imageFiles, runtimeImports } from './image-files.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The part of the compose format that is used here; a key that is not known to it is a mistake. */
const healthcheck = z.strictObject({
  test: z.tuple([z.literal('CMD-SHELL'), z.string()]),
  interval: z.string().regex(/^\d+s$/),
  timeout: z.string().regex(/^\d+s$/),
  retries: z.int(),
  start_period: z.string().regex(/^\d+s$/),
});
const service = z.strictObject({
  build: z.string().optional(),
  image: z.string().optional(),
  extends: z.strictObject({ file: z.string(), service: z.string() }).optional(),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']).optional(),
  init: z.boolean().optional(),
  ports: z.array(z.string().regex(/^\d+:\d+$/)).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  volumes: z.array(z.string().regex(/^[\w./-]+:\/[\w./-]+(:ro)?$/)).optional(),
  stop_grace_period: z
    .string()
    .regex(/^\d+s$/)
    .optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })).optional(),
  device_cgroup_rules: z.array(z.string().regex(/^[abc] \d+:\d+ [rwm]+$/)).optional(),
  cap_add: z.array(z.string().regex(/^[A-Z_]+$/)).optional(),
  sysctls: z.record(z.string(), z.string()).optional(),
  healthcheck: healthcheck.optional(),
});
const compose = z.strictObject({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
});
type Service = z.infer<typeof service>;

const readCompose = (path: string) => compose.parse(parse(read(path)));
const plain = readCompose('docker-compose.yml');
const warp = readCompose('docker-compose.warp.yml');

/** A service with what it extends put under it, as compose does: maps are joined, lists are added up. */
function resolved(given: Service | undefined): Service {
  if (given === undefined) throw new Error('there is no such service');
  if (given.extends === undefined) return given;
  const base = resolved(readCompose(given.extends.file).services[given.extends.service]);
  return { ...base, ...given, environment: { ...base.environment, ...given.environment } };
}
const services = [
  ['docker-compose.yml', plain, resolved(plain.services.flow2api)],
  ['docker-compose.warp.yml', warp, resolved(warp.services.flow2api)],
] as const;

const settingsOf = (env: Readonly<Record<string, string>>) => loadSettings({ env, stored: {} }).settings;

test.each(services)('%s gives the service settings that it accepts', (_, __, { environment = {} }) => {
  expect(Object.keys(environment).every((name) => SETTINGS.some(({ variable }) => variable === name))).toBe(true);
  expect(settingsOf(environment).server.host).toBe('0.0.0.0');
});

test.each(services)('%s waits longer than the service does before it kills it', (_, __, { stop_grace_period }) => {
  expect(Number.parseInt(stop_grace_period ?? '', 10)).toBeGreaterThan(defaults.server.shutdownTimeout);
});

test.each(services)('%s keeps the data, shows the settings read-only, and restarts', (_, file, given) => {
  expect(given).toMatchObject({ restart: 'unless-stopped', init: true, ports: ['8000:8000'], build: '.' });
  expect(given.volumes).toEqual(['./config:/app/config:ro', 'data:/app/data']);
  expect(existsSync(join(root, 'config/setting.toml'))).toBe(true);
  expect(file.volumes).toHaveProperty('data');
});

test('with WARP the service starts when the side-car is healthy, and goes out through it', () => {
  const { depends_on, environment = {} } = resolved(warp.services.flow2api);
  expect(depends_on).toEqual({ warp: { condition: 'service_healthy' } });
  expect(settingsOf(environment).proxy).toMatchObject({ proxyEnabled: true, proxyUrl: 'socks5h://warp:1080' });
  expect(warp.services.warp?.healthcheck?.test[1]).toContain('socks5h://127.0.0.1:1080');
});

test('every named volume that is used is declared', () => {
  for (const file of [plain, warp]) {
    const used = Object.values(file.services).flatMap((given) => resolved(given).volumes ?? []);
    const named = used.map((volume) => volume.split(':')[0] ?? '').filter((source) => !source.startsWith('.'));
    expect(Object.keys(file.volumes).sort()).toEqual([...new Set(named)].sort());
  }
});

const dockerfile = DockerfileParser.parse(read('Dockerfile'));
const instructions = dockerfile.getInstructions();
const argumentsOf = (keyword: string) =>
  instructions
    .filter((instruction) => instruction.getKeyword() === keyword)
    .map((instruction) => instruction.getArgumentsContent() ?? '');

test('the image has known instructions only, and its last stage is complete', () => {
  const known = ['FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'VOLUME', 'EXPOSE', 'HEALTHCHECK', 'CMD'];
  expect(instructions.map((instruction) => instruction.getKeyword()).filter((word) => !known.includes(word))).toEqual(
    [],
  );
  const last = instructions.slice(instructions.findLastIndex((instruction) => instruction.getKeyword() === 'FROM'));
  for (const word of known) expect(last.filter((instruction) => instruction.getKeyword() === word)).not.toEqual([]);
});

test('all stages stand on the Node that the project is made for, with the same C library', () => {
  const { engines } = JSON.parse(read('package.json'));
  const images = dockerfile.getFROMs().map((from) => from.getImage());
  expect(new Set(images)).toEqual(new Set(['node:24-bookworm-slim']));
  expect(engines.node).toBe('>=24.0.0');
});

test('what the image copies is there, and is not ignored', () => {
  const ignored = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  for (const copy of dockerfile.getCOPYs()) {
    if (copy.getFromFlag() !== null) continue;
    const paths = copy
      .getArguments()
      .map((argument) => argument.getValue())
      .slice(0, -1);
    expect(paths).not.toEqual([]);
    for (const path of paths) {
      expect(existsSync(join(root, path)), path).toBe(true);
      expect(ignored, path).not.toContain(path);
    }
  }
});

test('whatever the service imports is in the image, and no package of it is for development only', () => {
  const lastStage = instructions.findLastIndex((instruction) => instruction.getKeyword() === 'FROM');
  const copied = instructions
    .slice(lastStage)
    .filter((instruction) => instruction.getKeyword() === 'COPY')
    .map((instruction) => instruction.getArgumentsContent()?.split(' ')[0] ?? '')
    .filter((path) => !path.startsWith('--'));
  const [folders, single] = [copied.filter((path) => !path.includes('.')), copied.filter((path) => path.includes('.'))];
  const files = [...single, ...imageFiles(root, folders, read('.dockerignore'))];
  const { dependencies } = JSON.parse(read('package.json'));
  expect(files).toContain('server/main.ts');
  expect(files).toContain('config/models.json');
  expect(files.filter((path) => path.includes('.test.'))).toEqual([]);
  const missing = files
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => {
      const imports = runtimeImports(root, path);
      const absent = [
        ...imports.files.filter((file) => !files.includes(file)),
        ...imports.packages.filter((name) => !(name in dependencies)),
      ];
      return absent.map((name) => `${path} → ${name}`);
    });
  expect(missing).toEqual([]);
});

test('the image has the console, built from all its sources', () => {
  expect(argumentsOf('COPY')).toEqual(expect.arrayContaining(['web ./web', '/app/web/dist ./web/dist']));
  expect(argumentsOf('RUN')).toContain('node web/build.ts && test -f web/dist/index.html');
  const { scripts } = JSON.parse(read('package.json'));
  expect([scripts.prestart, scripts['build:console']]).toEqual(['exec node web/build.ts', 'exec node web/build.ts']);
});

test('the service does not run as root and owns its data', () => {
  expect(argumentsOf('USER')).toEqual(['node']);
  expect(argumentsOf('VOLUME')).toEqual(['/app/data']);
  expect(argumentsOf('RUN').at(-1)).toMatch(/--owner=node .* data$/);
});

test('its variables are settings, and the port is the same everywhere', () => {
  const env = Object.fromEntries(argumentsOf('ENV').map((line) => line.split('=') as [string, string]));
  const { NODE_ENV: mode, ...ours } = env;
  expect(mode).toBe('production');
  const { server } = settingsOf(ours);
  expect(argumentsOf('EXPOSE')).toEqual([String(server.port)]);
  expect(argumentsOf('HEALTHCHECK')[0]).toContain(`http://127.0.0.1:${server.port}/health`);
});

test('it starts node itself, so that a stop reaches the service', () => {
  const command = JSON.parse(argumentsOf('CMD')[0] ?? '') as string[];
  expect([command[0], command.at(-1)]).toEqual(['node', 'server/main.ts']);
  const { scripts } = JSON.parse(read('package.json'));
  expect(scripts.start).toBe(`exec ${command.join(' ')}`);
});
