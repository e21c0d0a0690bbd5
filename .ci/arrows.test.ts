import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const FORBIDDEN: [file: string, specifier: string][] = [
  ['schema/x.ts', '../server/flow/types.ts'],
  ['schema/entities/x.ts', '../../shim/deps.ts'],
  ['shim/x.ts', '../server/generation/generations.ts'],
  ['shim/routes/x.ts', '../../server/services.ts'],
  ['server/flow/x.ts', '../../schema/entities/token.ts'],
  ['server/flow/x.ts', '../tokens/pool.ts'],
  ['server/flow/deep/x.ts', '../../generation/queue.ts'],
  ['server/flow/x.ts', '../settings/settings.ts'],
  ['server/sandbox/x.ts', '../flow/client.ts'],
  ['server/sandbox/x.ts', '../../schema/entities/token.ts'],
  ['schema/x.ts', '../bench/load.ts'],
  ['shim/x.ts', '../bench/load.ts'],
  ['server/services.ts', '../bench/load.ts'],
  ['server/tokens/x.ts', '../../bench/load.ts'],
  ['bench/x.ts', '../server/services.ts'],
  ['bench/cases/x.ts', '../../shim/app.ts'],
  ['server/tokens/x.ts', '../generation/queue.ts'],
  ['server/media/x.ts', '../tokens/pool.ts'],
  ['server/generation/x.ts', '../access/api-keys.ts'],
  ['server/generation/x.ts', '../../shim/deps.ts'],
  ...[
    'tokens',
    'generation',
    'media',
    'control',
    'sandbox',
    'flow',
    'usage',
    'access',
    'settings',
    'observability',
  ].map((folder) => forbidden('audit', folder)),
  ['server/audit/x.ts', '../../shim/deps.ts'],
  ['server/audit/x.ts', '../services.ts'],
  ['server/usage/x.ts', '../../shim/deps.ts'],
  ['server/usage/x.ts', '../services.ts'],
  ['server/flow/x.ts', '../services.ts'],
  ['server/flow/x.ts', '../observability/logger.ts'],
  ...['settings', 'usage', 'access', 'observability', 'media'].map((folder) => forbidden('tokens', folder)),
  ...['settings', 'usage', 'access', 'observability'].map((folder) => forbidden('generation', folder)),
  ...['settings', 'usage', 'access', 'observability', 'generation'].map((folder) => forbidden('media', folder)),
  ...['settings', 'database', 'observability', 'access', 'usage'].flatMap((folder) =>
    ['tokens', 'generation', 'media', 'sandbox'].map((other) => forbidden(folder, other)),
  ),
  ['server/settings/x.ts', '../flow/options.ts'],
  ['server/database/x.ts', '../settings/settings.ts'],
  ['server/usage/x.ts', '../flow/types.ts'],
  ['server/access/x.ts', '../settings/settings.ts'],
  ['server/observability/x.ts', '../flow/client.ts'],
  ['server/observability/x.ts', '../settings/settings.ts'],
  ['server/settings/x.ts', '../../shim/deps.ts'],
  ['server/observability/x.ts', '../services.ts'],
  ['web/api/x.ts', '../../server/control/failure.ts'],
  ['web/pages/x/x.ts', '../../../schema/errors.ts'],
  ['web/x.ts', '../shim/deps.ts'],
  ['server/console/x.ts', '../../web/build.ts'],
];

/** A row: nothing of one folder of the server may be imported into another. */
function forbidden(folder: string, other: string): [file: string, specifier: string] {
  return [`server/${folder}/x.ts`, `../${other}/x.ts`];
}

const ALLOWED: [file: string, specifier: string][] = [
  ['web/api/x.ts', '../../server/control/trpc/app-router.ts'],
  ['web/e2e/x.ts', '../../server/testing/service-process.ts'],
  ['schema/x.ts', './errors.ts'],
  ['shim/x.ts', '../schema/errors.ts'],
  ['server/flow/x.ts', '../../schema/errors.ts'],
  ['server/flow/x.ts', 'undici'],
  ['server/tokens/x.ts', '../flow/types.ts'],
  ['server/tokens/x.ts', '../../schema/entities/token.ts'],
  ['server/media/x.ts', '../flow/types.ts'],
  ['server/generation/x.ts', '../tokens/types.ts'],
  ['server/generation/x.ts', '../media/shelf.ts'],
  ['server/tokens/x.ts', '../flow/proxy-address.ts'],
  ['server/tokens/x.ts', '../database/database.ts'],
  ['server/media/x.ts', '../database/database.ts'],
  ['server/generation/x.ts', '../database/database.ts'],
  ['server/generation/x.ts', '../flow/types.ts'],
  ['server/settings/x.ts', '../observability/mask.ts'],
  ['server/observability/x.ts', '../flow/options.ts'],
  ['server/usage/x.ts', '../database/database.ts'],
  ['server/access/x.ts', '../database/database.ts'],
  ['server/audit/x.ts', '../database/database.ts'],
  ['server/audit/x.ts', '../settings/locations.ts'],
  ['server/audit/x.ts', '../../schema/audit.ts'],
  ['server/services.ts', '../shim/app.ts'],
  ['server/services.ts', './generation/generations.ts'],
  ['server/main.ts', './services.ts'],
  ['server/main.ts', '../shim/app.ts'],
  ['server/flow/client.test.ts', '../sandbox/start.ts'],
  ['server/flow/testing/x.ts', '../../tokens/pool.ts'],
  ['server/testing/x.ts', '../services.ts'],
  ['server/e2e/x.ts', '../services.ts'],
  ['bench/x.ts', '../server/testing/child-process.ts'],
  ['bench/x.ts', '../server/tokens/roster.ts'],
];

const RULE = 'lint/style/noRestrictedImports';
const lineOf = (specifier: string) => `import '${specifier}';\n`;

let folder: string;
let refused: Set<string>;

/** The project's own linter settings, on a tree that holds nothing but these imports: one run tells about all of them. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flow2api-arrows-'));
  const config = JSON.parse(readFileSync(join(import.meta.dirname, '../biome.json'), 'utf8'));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...config, $schema: undefined, vcs: undefined }));
  const texts = new Map<string, string>();
  for (const [file, specifier] of [...FORBIDDEN, ...ALLOWED])
    texts.set(file, (texts.get(file) ?? '') + lineOf(specifier));
  for (const [file, text] of texts) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const said = await lint();
  refused = new Set(
    [...FORBIDDEN, ...ALLOWED]
      .filter(([file, specifier]) => {
        const line = (texts.get(file) ?? '').split('\n').indexOf(lineOf(specifier).trimEnd()) + 1;
        return said
          .split('\n')
          .some((entry) => entry.includes(`title=${RULE},`) && entry.includes(`/${file},line=${line},`));
      })
      .map(([file, specifier]) => `${file} ${specifier}`),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Its answer, one line per finding. The exit code says only that there are some. */
async function lint(): Promise<string> {
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '--reporter=github', '--max-diagnostics=none', '.'];
  const run = promisify(execFile)(process.execPath, args, { cwd: folder });
  return run.then(
    ({ stdout }) => stdout,
    (failed: { stdout: string }) => failed.stdout,
  );
}

test.each(FORBIDDEN)('%s may not import %s', (file, specifier) => {
  expect([...refused]).toContain(`${file} ${specifier}`);
});

test.each(ALLOWED)('%s may import %s', (file, specifier) => {
  expect([...refused]).not.toContain(`${file} ${specifier}`);
});
